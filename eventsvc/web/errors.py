"""What went wrong, in one sentence that names the remedy, in the reader's language."""

from flask import Flask


def install(app: Flask) -> None:
    """To be filled by its part."""
