"""Security headers on every answer."""

from flask import Flask


def install(app: Flask) -> None:
    """To be filled by its part."""
