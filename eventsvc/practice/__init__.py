"""The stand-in for Stripe: for the demo and the tests. No money moves; nothing but these may import it."""
