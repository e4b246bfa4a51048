"""This deployment's values: the only file that reads the environment (and a .env file beside where you start it).

Each setting is one line here, one row in the README's table, one typed field in eventsvc/settings.py.
"""

import os
from pathlib import Path

from dotenv import load_dotenv

load_dotenv(Path.cwd() / ".env")


def _value(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


INSTANCE = _value("EVENTSVC_INSTANCE", "instance")
DATABASE_URL = _value("DATABASE_URL")
SECRET_KEY = _value("SECRET_KEY")
TICKET_KEY = _value("TICKET_KEY")
BASE_URL = _value("BASE_URL")
CALENDAR_DOMAIN = _value("CALENDAR_DOMAIN")
SMTP_URL = _value("SMTP_URL")
MAIL_FROM = _value("MAIL_FROM")
PROXY_COUNT = _value("PROXY_COUNT", "0")
HOST = _value("HOST", "127.0.0.1")
PORT = _value("PORT", "8000")
WEB_PROCESSES = _value("WEB_PROCESSES", "2")
WEB_THREADS = _value("WEB_THREADS", "64")
LOG_FORMAT = _value("LOG_FORMAT", "text")
LOG_LEVEL = _value("LOG_LEVEL", "info")
METRICS_TOKEN = _value("METRICS_TOKEN")
STRIPE_CONNECT_KEY = _value("STRIPE_CONNECT_KEY")
STRIPE_CONNECT_SECRET = _value("STRIPE_CONNECT_SECRET")
STRIPE_API_BASE = _value("STRIPE_API_BASE")
SECURITY_CONTACT = _value("SECURITY_CONTACT")

SECRETS = ("DATABASE_URL", "SECRET_KEY", "TICKET_KEY", "SMTP_URL", "METRICS_TOKEN", "STRIPE_CONNECT_KEY", "STRIPE_CONNECT_SECRET")


def forget_secrets() -> None:
    """Take the secrets out of the process environment, which the web server would hand to each request."""
    for name in SECRETS:
        os.environ.pop(name, None)
