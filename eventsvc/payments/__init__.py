"""Money: Stripe, bank transfer, refunds, and that both sides agree."""
