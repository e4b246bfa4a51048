"""What the practice account answers to. It guards nothing, so everybody may know it."""

KEY, ACCOUNT, SECRET = "sk_test_practice", "acct_practice", "whsec_practice"
