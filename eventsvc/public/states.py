"""Which page says where a registration stands: one for each state that has no tickets to show. Add a line for a new one."""

from collections.abc import Callable

from flask.typing import ResponseReturnValue

from eventsvc.public import applications, held, paying, unfinished, waiting
from eventsvc.public.own import EmailForm
from eventsvc.registration.queries import Whole

Page = Callable[[Whole, EmailForm | None], ResponseReturnValue]

PAGES: dict[str, Page] = {
    "held": held.show,
    "unconfirmed": unfinished.unconfirmed,
    "unpaid": paying.unpaid,
    "approved": held.show,
    "applied": applications.show,
    "declined": applications.declined,
    "waiting": waiting.show,
    "expired": waiting.over,
}
