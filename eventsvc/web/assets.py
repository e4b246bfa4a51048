"""Static files under hashed names."""

from flask import Flask


def install(app: Flask) -> None:
    """To be filled by its part."""
