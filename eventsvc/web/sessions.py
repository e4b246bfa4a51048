"""Sessions of members: opaque id in the cookie, its hash in the database."""

from flask import Flask


def install(app: Flask) -> None:
    """To be filled by its part."""
