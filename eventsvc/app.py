"""Puts the application together: the one file that knows all faces."""

from flask import Flask

from eventsvc import dev
from eventsvc.core import signing, uploads
from eventsvc.core.db import db
from eventsvc.desk.routes import BLUEPRINTS as DESK
from eventsvc.door.routes import BLUEPRINTS as DOOR
from eventsvc.payments import accounts as stripe_accounts
from eventsvc.payments import gateway
from eventsvc.public.routes import BLUEPRINTS as PUBLIC
from eventsvc.settings import Settings, beside
from eventsvc.web import access, assets, crowds, engine, errors, guard, headers, health, languages, page_cache, proxy, sessions, shell


def create_app(settings: Settings) -> Flask:
    """The application for these settings. Opens no connection and starts no thread."""
    app = Flask("eventsvc", template_folder=str(beside("templates")), static_folder=None)
    app.extensions["settings"] = settings
    app.config.update(
        DEBUG=False, SECRET_KEY=settings.secret_key, BASE_URL=settings.base_url, APPLICATION_ROOT=settings.prefix or "/",
        PREFERRED_URL_SCHEME="https" if settings.https else "http",
        MAX_CONTENT_LENGTH=10 * 1024 * 1024, MAX_FORM_MEMORY_SIZE=1024 * 1024, MAX_FORM_PARTS=1000,
        WTF_CSRF_CHECK_DEFAULT=False, WTF_CSRF_SSL_STRICT=False, WTF_CSRF_TIME_LIMIT=None,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine.options(settings),
    )
    signing.use(signing.Keys(settings.secret_key, settings.ticket_key))
    uploads.use(settings.uploads)
    gateway.use(settings.stripe_api_base)
    stripe_accounts.use(stripe_accounts.Platform(key=settings.stripe_connect_key, webhook=settings.stripe_connect_secret))
    db.init_app(app)
    for part in (access, engine, languages, sessions, assets, shell, page_cache, errors, headers, crowds, health, proxy):
        part.install(app)
    guard.csrf.init_app(app)
    for blueprint in (*PUBLIC, *DESK, *DOOR, *((dev.bp,) if settings.demo else ())):
        app.register_blueprint(blueprint)
    guard.check_all(app)
    return app
