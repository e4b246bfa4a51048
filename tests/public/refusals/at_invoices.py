"""An invoice cannot be written like that: to an address that is none, or once more for ever."""

from typing import Any

from eventsvc.invoices import service
from eventsvc.invoices.facts import Buyer
from tests.invoices.paying import COMPANY, issued, make_order
from tests.public.refusals.visit import Cases, Visit

CASES = Cases()
TYPED = {"name": "Beispielfirma GmbH", "street": "Musterallee 7", "postcode": "20095", "city": "Hamburg"}


def _asked(*, keeps: bool = True, before: int = 0, **typed: str) -> Any:
    """Somebody who has paid types an address, after so many others."""

    def act(visit: Visit) -> None:
        order = make_order(4900, language=visit.lang)
        issued(order)
        for number in range(before):
            service.request(order.id, Buyer(**{**COMPANY.__dict__, "street": f"Weg {number}"}))
        form = visit.opens(visit.own(order.id, "/invoice"), "vat_id")
        visit.sends(form, {**TYPED, **typed}, keeps=keeps)

    return act


CASES.row(
    "vat-id", "Eine USt-IdNr. beginnt mit ihrem Land, etwa DE123456789. Berichtige sie oder lass sie weg.",
    "A VAT ID begins with its country, such as DE123456789. Correct it, or leave it out.", status=400,
)(_asked(vat_id="12345"))
CASES.row(
    "buyer-postcode", "Eine deutsche Postleitzahl hat fünf Ziffern, etwa 20095.", "A German postcode has five digits, such as 20095.",
    status=400,
)(_asked(postcode="2009"))
CASES.row(
    "buyer-country", "Wähl das Land aus der Liste.", "Choose the country from the list.", status=400,
)(_asked(keeps=False, country="XX"))
CASES.row(
    "invoices-enough", "Die Rechnung wurde oft genug neu ausgestellt. Schreib dem Veranstalter, damit er sie berichtigt.",
    "The invoice has been written anew often enough. Write to the organiser to have it put right.", status=400,
)(_asked(before=service.BY_GUEST))
