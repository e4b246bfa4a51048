"""The responsible bodies: founding, legal data, look."""
