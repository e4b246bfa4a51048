"""The practice payment page and the practice account, for people. They work without JavaScript and say that no money moves."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from html import escape
from pathlib import Path

from babel.numbers import format_currency, get_currency_precision
from werkzeug.wrappers import Request, Response

from eventsvc.practice.back import Back
from eventsvc.practice.book import Account, Thing
from eventsvc.practice.forms import No
from eventsvc.practice.till import Closed
from eventsvc.practice.webhooks import Webhooks
from eventsvc.practice.words import WORDS

PATIENCE = 10.0
STYLE = Path(__file__).with_name("practice.css").read_bytes()
FRAME = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>{title} · {banner}</title><link rel="stylesheet" href="/practice.css"></head>
<body><p class="banner">{banner}</p><main><h1>{title}</h1><p class="quiet">{explain}</p>
{body}
</main></body></html>
"""


class Page:
    """`/pay/<session>`: pay, or not. `/`: what else happens at a payment service."""

    def __init__(self, till: Back, webhooks: Webhooks) -> None:
        self.till = till
        self.webhooks = webhooks
        self.patience = PATIENCE

    def answer(self, request: Request) -> Response:
        """One request of a person."""
        if request.path == "/practice.css":
            return Response(STYLE, mimetype="text/css")
        language = request.accept_languages.best_match(["de", "en"], "en") or "en"
        if request.path == "/":
            return self._board(request, language)
        try:
            _account, session = self.till.find(request.path.removeprefix("/pay/"))
        except KeyError:
            session = {}
        if session.get("object") != "checkout.session":
            return _framed(language, "title", f'<p class="said">{WORDS[language]["unknown"]}</p>', status=404)
        self.till.tick()
        told = (session["locale"] or "auto").partition("-")[0]
        return self._page(request, session, told if told in WORDS else language)

    def _page(self, request: Request, session: Thing, language: str) -> Response:
        said = ""
        if request.method == "POST":
            how = request.form.get("how", "")
            deeds: dict[str, Callable[[str], object]] = {"card": self.till.pay, "debit": self.till.debit, "decline": self.till.decline}
            try:
                deeds[how](session["id"])
                said = "declined" if how == "decline" else ""
            except (Closed, KeyError):
                pass  # the page below says what has become of it
            if session["status"] == "complete":
                self._wait(session)
                return _away(_success(session))
        closed = session["status"] != "open"
        body = _closed(session, language) if closed else _open(session, language, said)
        return _framed(language, "title", body, status=410 if closed and request.method == "POST" else 200)

    def _wait(self, session: Thing) -> None:
        """As Stripe does: until the shop has taken note, at most ten seconds."""
        with self.till.lock:
            account, _session = self.till.find(session["id"])
            told = [event["id"] for event in account.all("event")
                    if event["type"] == "checkout.session.completed" and event["data"]["object"]["id"] == session["id"]]
        self.webhooks.acknowledged(told[0], self.patience)

    def _board(self, request: Request, language: str) -> Response:
        said = ""
        if request.method == "POST":
            try:
                self._deed(request.form.get("what", ""), request.form.get("of", ""))
            except (Closed, No, KeyError) as no:
                said = f'<p class="said">{escape(WORDS[language]["refused"].format(why=no))}</p>'
            else:
                return _away("/")
        with self.till.lock:
            entries = [
                _entry(account, session, language)
                for account in self.till.accounts.values() for session in account.all("checkout.session")
            ]
        body = f"<ul class=\"entries\">{''.join(entries)}</ul>" if entries else f"<p>{WORDS[language]['none']}</p>"
        return _framed(language, "board", said + body, explain="board-explain")

    def _deed(self, what: str, of: str) -> None:
        till, (account, thing) = self.till, self.till.find(of)
        deeds: dict[str, Callable[[], object]] = {
            "arrive": lambda: till.settle(of), "fail": lambda: till.settle(of, ok=False), "refund": lambda: till.refund_by_hand(of),
            "half": lambda: till.refund_by_hand(of, thing["amount_total"] // 2), "dispute": lambda: till.dispute(of),
            "won": lambda: till.close_dispute(of, won=True), "lost": lambda: till.close_dispute(of, won=False),
            "expire": lambda: till.end(account, of),
        }
        deeds[what]()


def _away(address: str) -> Response:
    return Response("", 303, {"Location": address})


def _success(session: Thing) -> str:
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def _framed(language: str, title: str, body: str, *, explain: str = "explain", status: int = 200) -> Response:
    words = WORDS[language]
    html = FRAME.format(language=language, title=words[title], banner=words["banner"], explain=words[explain], body=body)
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer",
               "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"}
    return Response(html, status, headers, mimetype="text/html")


def _money(cents: int, currency: str, language: str) -> str:
    amount = Decimal(cents).scaleb(-get_currency_precision(currency.upper()))
    return escape(format_currency(amount, currency.upper(), locale=language))


def _button(how: str, words: str, *, kind: str = "", name: str = "how") -> str:
    return f'<button class="{kind}" name="{name}" value="{how}">{words}</button>'


def _open(session: Thing, language: str, said: str) -> str:
    words = WORDS[language]
    total = _money(session["amount_total"], session["currency"], language)
    until = datetime.fromtimestamp(session["expires_at"], UTC).astimezone()
    rows = "".join(
        f"<tr><td>{line['quantity']} × {escape(line['description'])}</td>"
        f"<td>{_money(line['amount_total'], line['currency'], language)}</td></tr>"
        for line in session["_lines"]
    )
    note = (session["custom_text"] or {}).get("submit") or {}
    buttons = [_button("card", words["pay"].format(total=total), kind="main"), _button("decline", words["decline"])]
    if "sepa_debit" not in session["_without"]:
        buttons.append(_button("debit", words["debit"]))
    back = f'<p><a href="{escape(session["cancel_url"])}">{words["cancel"]}</a></p>' if session["cancel_url"] else ""
    return (
        (f'<p class="said" role="alert">{words[said]}</p>' if said else "")
        + f'<table><tbody>{rows}</tbody><tfoot><tr><th scope="row">{words["total"]}</th><td>{total}</td></tr></tfoot></table>'
        f'<p class="until">{words["until"].format(time=until.strftime("%H:%M %Z"))}</p>'
        f'<form method="post">{"".join(buttons)}</form><p class="quiet">{escape(note.get("message", ""))}</p>{back}'
    )


def _closed(session: Thing, language: str) -> str:
    words = WORDS[language]
    back = _success(session) if session["status"] == "complete" else session["cancel_url"]
    link = f'<p><a href="{escape(back)}">{words["back"]}</a></p>' if back else ""
    return f'<p class="said">{words[session["status"]]}</p>{link}'


def _entry(account: Account, session: Thing, language: str) -> str:
    words = WORDS[language]
    state = f"{words['state-' + session['status']]}, {words['state-' + session['payment_status']]}"
    what = "; ".join(f"{line['quantity']} × {line['description']}" for line in session["_lines"])
    forms = "".join(
        f'<form method="post"><input type="hidden" name="of" value="{of}">{_button(deed, words[deed], name="what")}</form>'
        for deed, of in _possible(account, session)
    )
    return f"<li><b>{_money(session['amount_total'], session['currency'], language)}</b> {escape(what)}<br>{state}<div>{forms}</div></li>"


def _possible(account: Account, session: Thing) -> list[tuple[str, str]]:
    """The deeds that make sense now, and of what."""
    if session["status"] == "open":
        return [("expire", session["id"])]
    intent = account.things.get(session["payment_intent"] or "")
    if session["status"] == "complete" and session["payment_status"] == "unpaid" and intent and intent["status"] == "processing":
        return [("arrive", session["id"]), ("fail", session["id"])]
    if session["payment_status"] != "paid" or intent is None:
        return []
    disputes = [each for each in account.all("dispute") if each["payment_intent"] == intent["id"]]
    if disputes:
        return [(deed, disputes[0]["id"]) for deed in ("won", "lost")] if disputes[0]["status"] == "needs_response" else []
    refunded = account.get("charge", intent["latest_charge"])["refunded"]
    return [] if refunded else [(deed, session["id"]) for deed in ("refund", "half", "dispute")]
