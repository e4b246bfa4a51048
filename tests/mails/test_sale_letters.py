"""What the mail about an order says of the sale: a page can change, a mail lasts."""

import pytest
from flask import Flask

from eventsvc.registration import holds, service
from tests import factories
from tests.mails.post import delivered, words
from tests.registration.cases import wish


@pytest.mark.parametrize(("language", "line"), [
    ("de", "1 × Firma: 10,00 €, inkl. 19 % MwSt., keine weiteren Kosten"), ("en", "1 × Company: €10.00, incl. 19 % VAT, no further costs"),
])  # fmt: skip
def test_price_tax_and_terms_are_in_the_mail(app: Flask, language: str, line: str) -> None:
    factories.make_organisation(terms_de="Erster Satz.\n\nZweiter Satz.", terms_en="First.\n\nSecond.")
    event = factories.make_event()
    kind = factories.make_type(event, price_cents=1000, name_de="Firma", name_en="Company")
    kept = service.register(event.id, wish(event, ticket_type_id=kind.id, language=language))
    holds.order(kept.registration_id)
    [ordered] = (words(mail) for mail in delivered())
    holds.settle(kept.registration_id, by=service.By(system=True))
    [ticket] = (words(mail) for mail in delivered())

    assert line in ordered.replace("\xa0", " ")
    for mail in (ordered, ticket):
        for said in ("Erster Satz.", "Zweiter Satz.") if language == "de" else ("First.", "Second."):
            assert said in mail


def test_a_free_ticket_comes_without(app: Flask) -> None:
    factories.make_organisation(terms_de="Erster Satz.")
    event = factories.make_event()
    service.register(event.id, wish(event))

    [ticket] = (words(mail) for mail in delivered())

    assert "Erster Satz." not in ticket
    assert "Kosten" not in ticket
