"""All addresses of the product, one a line: `python -m tests.tools.urls` writes tests/house/urls.txt anew."""

from pathlib import Path

from flask import Flask

from eventsvc.app import create_app
from eventsvc.settings import Settings, checked

FILE = Path(__file__).resolve().parents[1] / "house" / "urls.txt"
PLAIN = {
    "INSTANCE": "instance", "DATABASE_URL": "postgresql://nobody@/nothing", "SECRET_KEY": "k" * 40, "TICKET_KEY": "t" * 40,
    "BASE_URL": "https://events.example.org", "CALENDAR_DOMAIN": "", "SMTP_URL": "", "MAIL_FROM": "", "PROXY_COUNT": "0",
    "HOST": "127.0.0.1", "PORT": "8000", "WEB_PROCESSES": "2", "WEB_THREADS": "64", "LOG_FORMAT": "text", "LOG_LEVEL": "info",
    "METRICS_TOKEN": "", "SECURITY_CONTACT": "",
    "STRIPE_CONNECT_KEY": "", "STRIPE_CONNECT_SECRET": "", "STRIPE_API_BASE": "",
}


def plain_settings(**changes: str) -> Settings:
    """What the application of most tests is told."""
    return checked({**PLAIN, **{name.upper(): value for name, value in changes.items()}})


def lines(app: Flask) -> list[str]:
    """Address, methods, who may come in."""
    found = []
    for rule in app.url_map.iter_rules():
        methods = " ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        guard = getattr(app.view_functions[rule.endpoint], "guard", "nobody said")
        found.append(f"{rule.rule}  {methods}  {guard}  {rule.endpoint}")
    return sorted(set(found))


def main() -> None:
    """Write the list, with the pages of the demo."""
    FILE.write_text("\n".join(lines(create_app(plain_settings().with_demo()))) + "\n")


if __name__ == "__main__":
    main()
