"""Events: when, where, what about, in which state."""
