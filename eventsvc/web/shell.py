"""What base.html needs on every page."""

from flask import Flask


def install(app: Flask) -> None:
    """To be filled by its part."""
