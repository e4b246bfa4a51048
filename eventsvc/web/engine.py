"""Binds the application's engine: as many connections as there are places for requests, SQLite made ours."""

from typing import Any

from flask import Flask

from eventsvc.core import engine
from eventsvc.core.db import db
from eventsvc.settings import Settings

PLACES = 4


def options(settings: Settings) -> dict[str, Any]:
    """Engine options for these settings."""
    if settings.sqlite_file is not None:
        settings.sqlite_file.parent.mkdir(parents=True, exist_ok=True)
    return {"pool_size": PLACES, "max_overflow": 16}


def install(app: Flask) -> None:
    """Prepare the engine; no connection is opened."""
    with app.app_context():
        engine.prepare(db.engine)
