"""Letters: which, in which words, on which way."""
