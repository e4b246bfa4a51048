"""The pages whose button concludes a contract (spec: law 4.1, 4.8, 4.11): words, price, tax, seller; there is no other way to order."""

from typing import Any

import pytest
from flask import Flask

from eventsvc.events.models import Event
from eventsvc.registration import holds, service, waiting
from eventsvc.registration.approval import service as approval
from eventsvc.registration.approval.service import Reply
from eventsvc.registration.models import Registration
from tests import factories, pages
from tests.browser import Browser
from tests.public.filling import ADA, sent, text
from tests.registration.cases import wish
from tests.registration.lines import changed, entry, full_event, join_wish, joined, state
from tests.support import Frozen, counted_queries

WORDS = {"de": "Zahlungspflichtig bestellen", "en": "Order with obligation to pay"}
FREE = {"de": "Kostenlos anmelden", "en": "Register for free"}


def priced(lang: str = "de", *, cents: int = 4500, **changes: Any) -> tuple[Event, service.Kept]:
    event = factories.make_event(room=5)
    kind = factories.make_type(event, price_cents=cents, name_de="Vor Ort, Unternehmen", name_en="In the room, company", **changes)
    return event, service.register(event.id, wish(event, "Ada Ahrens", ticket_type_id=kind.id, language=lang))


def offered(lang: str) -> service.Kept:
    """Somebody has an offer of the waitlist for what costs 45 euros."""
    event = factories.make_event(room=1)
    kind = factories.make_type(event, price_cents=4500)
    holder = service.register(event.id, wish(event, "Ben"))
    kept = waiting.join(event.id, join_wish(event, type_ids=(kind.id,), language=lang))
    service.cancel(holder.registration_id)
    return kept


def submits(browser: Browser, path: str) -> list[str]:
    """The words of all buttons in forms that order."""
    return [button[2] for form in pages.forms(browser.page(path)) for button in form.buttons if form.method == "post"]


def approved(lang: str) -> service.Kept:
    """A yes to an application that costs 45 euros."""
    _event, kept = priced(lang, approval=True)
    approval.answer(kept.registration_id, Reply(answer="yes"), by=service.By(person_id=factories.make_person().id))
    approval.tell(kept.registration_id)
    return kept


@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_page_that_orders_says_exactly_what_the_law_wants(app: Flask, client: Browser, now: Frozen, lang: str) -> None:
    _event, held = priced(lang)
    assert WORDS[lang] in submits(client, f"/{lang}/r/{held.secret}/review")
    assert FREE[lang] not in submits(client, f"/{lang}/r/{held.secret}/review")
    yes = approved(lang)
    assert WORDS[lang] in submits(client, f"/{lang}/r/{yes.secret}/review")
    assert FREE[lang] not in submits(client, f"/{lang}/r/{yes.secret}/review")
    waits = offered(lang)
    assert WORDS[lang] in submits(client, f"/{lang}/r/{waits.secret}")
    assert FREE[lang] not in submits(client, f"/{lang}/r/{waits.secret}")


@pytest.mark.parametrize(("lang", "lines"), [
    ("de", ["1 × Vor Ort, Unternehmen 45,00 €", "darin 19 % MwSt. 7,18 €", "Gesamt 45,00 €", "inkl. 19 % MwSt., keine weiteren Kosten"]),
    ("en", ["1 × In the room, company €45.00", "of which 19 % VAT €7.18", "Total €45.00", "incl. 19 % VAT, no further costs"]),
])  # fmt: skip
def test_the_review_says_what_is_paid_and_to_whom(app: Flask, client: Browser, lang: str, lines: list[str]) -> None:
    _event, kept = priced(lang)

    page = text(client.get(f"/{lang}/r/{kept.secret}/review"))

    for line in (*lines, "Hafen Forum e. V., Am Sandtorkai 1, 20457 Hamburg", "Ada Ahrens"):
        assert line.replace(" ", "") in page.replace("\xa0", " ").replace(" ", "")


@pytest.mark.parametrize(("changes", "small", "there", "not_there"), [
    ({"tax_mode": "reduced"}, False, "darin 7 % MwSt.", "19 %"),
    ({"tax_mode": "exempt-22a"}, False, "Steuerfrei nach § 4 Nr. 22 Buchst. a UStG, keine weiteren Kosten", "MwSt"),
    ({"tax_mode": "abroad"}, False, "nicht im Inland steuerbar, keine weiteren Kosten", "MwSt"),
    ({}, True, "Alles inbegriffen, keine weiteren Kosten", "MwSt"),
])  # fmt: skip
def test_no_tax_is_named_that_is_not_owed(
    app: Flask, client: Browser, changes: dict[str, str], small: bool, there: str, not_there: str,  # noqa: FBT001
) -> None:
    """§ 14c UStG: who names it owes it."""
    factories.make_organisation(small_business=small)
    event, kept = priced(**changes)

    for path in (f"/de/r/{kept.secret}/review", f"/de/e/{event.slug}"):
        page = text(client.get(path)).replace("\xa0", " ")
        assert not_there not in page
    assert there in text(client.get(f"/de/r/{kept.secret}/review")).replace("\xa0", " ")


def test_price_and_tax_stand_beside_each_other_before_anybody_orders(app: Flask, client: Browser) -> None:
    """§ 6 I PAngV, § 312j I BGB."""
    event, _kept = priced()
    kind = factories.types_of(event)[-1]

    for path in (f"/de/e/{event.slug}", f"/de/e/{event.slug}/register", f"/de/e/{event.slug}/register?ticket={kind.id}"):
        assert "inkl. 19 % MwSt., keine weiteren Kosten" in client.get(path).text
    assert "Keine Zahlart kostet extra." in client.get(f"/de/e/{event.slug}/register?ticket={kind.id}").text


def test_only_the_form_with_the_button_orders(app: Flask, client: Browser) -> None:
    """No link, no GET, no other form of the same page makes an order of what is only begun."""
    _event, kept = priced("en")
    here = f"/en/r/{kept.secret}"
    forms = [form for form in pages.forms(client.page(f"{here}/review")) if form.method == "post"]
    ordering = [form for form in forms if WORDS["en"] in [button[2] for button in form.buttons]]
    assert [form.action for form in ordering] == [f"{here}/order"]

    for path in ("", "/review", "/order", "/welcome", "/questions", "/extend", "/free"):
        client.get(here + path)
    for form in forms:
        if form.action != f"{here}/order":
            client.post(form.action, data=form.filled({}))
    for deed in ("extend", "questions", "details", "email", "again", "language"):
        client.post(f"{here}/{deed}", data={"language": "en", "name": "Ada", "email": "ada@uni.example"})

    assert factories.only(Registration).state == "held"


def test_nobody_orders_at_a_price_that_the_page_did_not_show(app: Flask, client: Browser) -> None:
    """What was free when the page was opened may cost something when its button is pressed."""
    event, [ada] = full_event(mode="offer")
    dora = joined(event, "Dora Duman", language="en")
    service.cancel(ada)
    here = f"/en/r/{factories.secret_of(factories.only(Registration, id=dora))}"
    form = next(one for one in pages.forms(client.page(here)) if one.action.endswith("/take"))
    changed(factories.types_of(event)[0], price_cents=4500)

    answer = client.post(form.action, data=form.filled({}))

    assert answer.status_code == 409
    assert "The price has changed meanwhile: it is €45.00 now." in text(answer)
    assert WORDS["en"] in text(answer)
    assert client.post(form.action).status_code == 409
    assert (entry(dora).state, state(dora)) == ("offered", "waiting")


def test_what_is_free_never_touches_any_of_this(app: Flask, client: Browser, now: Frozen) -> None:
    """One press, no review, no question more; as many reads and writes as ever, and none about sales."""
    event = factories.make_event(online_places=None)
    sent(client, now, event, {"name": "Warm", "email": "warm@uni.example"})

    form = next(one for one in pages.forms(client.page(f"/de/e/{event.slug}/register")) if one.method == "post")
    now.move(seconds=10)

    with counted_queries() as seen:
        answer = client.post(form.action, data={name: value for name, value in form.filled(ADA).items() if value})

    assert answer.headers["Location"].endswith("/welcome")
    assert len(seen) == 12  # as many as before anything could be sold
    written = [str(one).lower() for one in seen if not str(one).startswith("SELECT")]
    for word in ("bill", "payment", "invoice", "chosen_cents", "early_start"):
        assert not any(word in one for one in written), word
    page = client.get(f"/de/e/{event.slug}/register").text
    for words in ("MwSt", "Zahlart", "Betrag", "Bedingungen"):
        assert words not in page


def test_terms_are_named_shown_and_sent(app: Flask, client: Browser) -> None:
    factories.make_organisation(slug="hafen", terms_de="Erster Satz.\n\nZweiter Satz.", terms_en="")
    _event, kept = priced()

    page = client.get(f"/de/r/{kept.secret}/review").text
    assert 'href="/de/terms/hafen"' in page
    assert "Es gelten die Bedingungen" in page
    shown = client.get("/en/terms/hafen").text
    assert 'lang="de"' in shown
    assert "Zweiter Satz." in shown
    assert "/de/terms/hafen" in client.get("/de/imprint").text


def test_without_terms_nothing_is_said_of_them(app: Flask, client: Browser) -> None:
    _event, kept = priced()

    assert "Bedingungen" not in client.get(f"/de/r/{kept.secret}/review").text
    assert client.get("/de/terms").status_code == 404


def test_a_group_sees_the_tax_in_what_was_paid(app: Flask, client: Browser) -> None:
    event = factories.make_event(room=9)
    kind = factories.make_type(event, price_cents=4500, name_de="Vor Ort, Unternehmen")
    holders = ("Ada", "Ben", "Cem", "Dora", "Ella")
    kept = service.register(event.id, wish(event, "Ada", ticket_type_id=kind.id, holders=holders))
    holds.order(kept.registration_id)
    holds.settle(kept.registration_id, by=service.By(system=True))

    page = text(client.get(f"/de/r/{kept.secret}/group")).replace("\xa0", " ")

    for words in ("5 × Vor Ort, Unternehmen225,00 €", "darin 19 % MwSt.35,92 €"):
        assert words in page
