"""Register, correct, cancel."""
