"""Typed settings, checked at the start: each mistake is one sentence that names the remedy."""

import os
import runpy
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from email_validator import EmailNotValidError, validate_email

LAST_PORT = 65535


class Mistake(Exception):  # noqa: N818  shown as a sentence, not as a fault
    """The configuration cannot work; the text says what to do."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the application is told about this deployment. Secrets are left out where it is shown."""

    instance: Path
    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    ticket_key: str = field(repr=False)
    base_url: str
    calendar_domain: str
    smtp_url: str = field(repr=False)
    mail_from: str
    proxy_count: int
    host: str
    port: int
    web_processes: int
    web_threads: int
    log_format: str
    log_level: str
    metrics_token: str = field(repr=False)
    security_contact: str
    stripe_connect_key: str = field(default="", repr=False)
    stripe_connect_secret: str = field(default="", repr=False)
    stripe_api_base: str = ""
    demo: bool = False

    @property
    def https(self) -> bool:
        """Whether people reach us by https, so that cookies are Secure and HSTS is sent."""
        return self.base_url.startswith("https://")

    @property
    def prefix(self) -> str:
        """The path under which we are served ("" at the root), without trailing slash."""
        return urlsplit(self.base_url).path

    @property
    def mail_folder(self) -> Path:
        """Where mails go when no SMTP_URL is set."""
        return self.instance / "mail"

    @property
    def files(self) -> Path:
        """Uploaded pictures, beside the database and outside of the web root."""
        return self.instance / "files"

    @property
    def uploads(self) -> Path:
        """Files that guests sent with their answers."""
        return self.instance / "uploads"

    @property
    def sqlite_file(self) -> Path | None:
        """The database file, if it is SQLite."""
        return Path(self.database_url.removeprefix("sqlite:///")) if self.database_url.startswith("sqlite:///") else None

    def with_demo(self) -> "Settings":
        """The same for `eventsvc demo`: the mailbox can be read in the browser, and payments are practice, beside the web server."""
        beside = self.port + (1 if self.port < LAST_PORT else -1)
        return replace(self, demo=True, stripe_connect_key="", stripe_connect_secret="", stripe_api_base=f"http://127.0.0.1:{beside}")


def beside(name: str) -> Path:
    """A folder or file that the wheel holds inside of the package and a checkout beside it."""
    here = Path(__file__).parent
    inside = here / name
    return inside if inside.exists() else here.parent / name


def load(**changes: str) -> Settings:
    """Run config.py, check its values, make the keys of a first start. `changes` stand above the environment (command line)."""
    module = runpy.run_path(str(beside("config.py")))
    values = {name: value for name, value in module.items() if name.isupper() and isinstance(value, str)}
    found = checked({**values, **{name.upper(): value for name, value in changes.items()}})
    module["forget_secrets"]()
    return found


def load_demo(**changes: str) -> Settings:
    """Settings of the demo: a folder of its own in the instance folder, SQLite, mails into a mailbox in the browser."""
    module = runpy.run_path(str(beside("config.py")))
    apart = {"INSTANCE": str(Path(module["INSTANCE"]) / "demo"), "DATABASE_URL": "", "SMTP_URL": "", "MAIL_FROM": "", "SECRET_KEY": "",
             "TICKET_KEY": ""}
    values = {name: value for name, value in module.items() if name.isupper() and isinstance(value, str)}
    found = checked({**values, **apart, **{name.upper(): value for name, value in changes.items()}})
    module["forget_secrets"]()
    return found.with_demo()


def checked(values: Mapping[str, str]) -> Settings:
    """Turn texts into settings. Raises Mistake with a sentence for the first value that cannot work."""
    instance = Path(values["INSTANCE"]).resolve()
    base_url = _base_url(values["BASE_URL"] or f"http://localhost:{values['PORT']}")
    smtp_url = _smtp_url(values["SMTP_URL"])
    return Settings(
        instance=instance,
        database_url=_database_url(values["DATABASE_URL"], instance),
        secret_key=_key("SECRET_KEY", values["SECRET_KEY"], instance / "secret_key"),
        ticket_key=_key("TICKET_KEY", values["TICKET_KEY"], instance / "ticket_key"),
        base_url=base_url,
        calendar_domain=values["CALENDAR_DOMAIN"] or urlsplit(base_url).hostname or "localhost",
        smtp_url=smtp_url,
        mail_from=_mail_from(values["MAIL_FROM"], needed=bool(smtp_url)),
        proxy_count=_number("PROXY_COUNT", values["PROXY_COUNT"], 0, 10),
        host=values["HOST"],
        port=_number("PORT", values["PORT"], 1, 65535),
        web_processes=_number("WEB_PROCESSES", values["WEB_PROCESSES"], 1, 64),
        web_threads=_number("WEB_THREADS", values["WEB_THREADS"], 4, 1024),
        log_format=_one_of("LOG_FORMAT", values["LOG_FORMAT"], ("text", "json")),
        log_level=_one_of("LOG_LEVEL", values["LOG_LEVEL"].lower(), ("debug", "info", "warning", "error")),
        metrics_token=values["METRICS_TOKEN"],
        security_contact=values["SECURITY_CONTACT"],
        stripe_connect_key=values["STRIPE_CONNECT_KEY"],
        stripe_connect_secret=values["STRIPE_CONNECT_SECRET"],
        stripe_api_base=_stripe_base(values["STRIPE_API_BASE"]),
    )


def _database_url(value: str, instance: Path) -> str:
    if not value:
        return f"sqlite:///{instance / 'eventsvc.sqlite'}"
    scheme = value.split(":", 1)[0]
    if scheme in {"postgres", "postgresql", "postgresql+psycopg"}:
        return "postgresql+psycopg" + value[len(scheme):]
    if value.startswith("sqlite:///") and len(value) > len("sqlite:///"):
        return f"sqlite:///{Path(value.removeprefix('sqlite:///')).resolve()}"
    raise Mistake("DATABASE_URL must begin with postgresql:// or sqlite:/// and name a database; leave it out for a SQLite file.")


def _base_url(value: str) -> str:
    value = value.rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment or "@" in parts.netloc:
        raise Mistake("BASE_URL must be the address people use, like https://events.example.org, without query.")
    return value


def _stripe_base(value: str) -> str:
    """A stand-in for Stripe may only be on this machine: whoever could point it elsewhere would get keys and money."""
    parts = urlsplit(value)
    if value and (parts.scheme not in {"http", "https"} or parts.hostname not in {"127.0.0.1", "::1", "localhost"}):
        raise Mistake("STRIPE_API_BASE is for a stand-in on this machine, like http://127.0.0.1:12111; leave it out to use Stripe.")
    return value.rstrip("/")


def _smtp_url(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in {"smtp", "smtps", "smtp+starttls"} or not parts.hostname):
        raise Mistake("SMTP_URL must look like smtp+starttls://user:password@mail.example.org:587 (or smtp://, smtps://).")
    return value


def _mail_from(value: str, *, needed: bool) -> str:
    if not value:
        if needed:
            raise Mistake("MAIL_FROM is missing: set it to the address that tickets are sent from, like tickets@example.org.")
        return "tickets@localhost"
    try:
        return validate_email(value, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError as no:
        raise Mistake(f"MAIL_FROM must be one e-mail address, like tickets@example.org ({value!r} is none).") from no


def _number(name: str, value: str, low: int, high: int) -> int:
    if value.isdecimal() and low <= int(value) <= high:
        return int(value)
    raise Mistake(f"{name} must be a whole number from {low} to {high}, not {value!r}.")


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value in allowed:
        return value
    raise Mistake(f"{name} must be one of {', '.join(allowed)}, not {value!r}.")


def _key(name: str, value: str, file: Path) -> str:
    """The given key, else the one kept in the instance folder, else a new one that is kept there (owner-readable only)."""
    if value:
        if len(value) < 32:
            raise Mistake(f"{name} must have at least 32 characters; leave it out and one is made and kept in the instance folder.")
        return value
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            _keep(secrets.token_hex(32), file)
        kept = file.read_text().strip()
    except OSError as no:
        raise Mistake(f"{name} cannot be kept in {file.parent}: make the folder writable or set {name}.") from no
    if len(kept) < 32:
        raise Mistake(f"{file} holds no usable key: restore it from a backup, or delete it to make a new one.")
    return kept


def _keep(key: str, file: Path) -> None:
    """Write the key whole or not at all; of two processes that start at once the first one's key stays."""
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as out:
        out.write(key + "\n")
    with suppress(FileExistsError):
        os.link(draft, file)
    draft.unlink()


def smtp_parts(url: str) -> tuple[str, str, int, str, str]:
    """(scheme, host, port, user, password) of an SMTP_URL."""
    parts = urlsplit(url)
    port = parts.port or {"smtp": 25, "smtps": 465, "smtp+starttls": 587}[parts.scheme]
    return parts.scheme, parts.hostname or "", port, unquote(parts.username or ""), unquote(parts.password or "")
