"""/healthz, /readyz, /metrics."""

from flask import Flask


def install(app: Flask) -> None:
    """To be filled by its part."""
