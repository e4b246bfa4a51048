"""Money at the desk: the blueprint that its pages add their views to, and the tabs above them."""

from flask import Blueprint, current_app, g, url_for
from flask_babel import gettext as _

from eventsvc.accounts import roles
from eventsvc.web.shell import Link

bp = Blueprint("desk_money", __name__, url_prefix="/desk/money")


@bp.context_processor
def provide() -> dict[str, object]:
    """`may("money.edit")` in the templates of these pages."""
    return {"may": lambda permission: roles.may(g.member.role, permission)}


def tabs(here: str) -> list[Link]:
    """For the macro `tabs`: what there is by now, in the order of the money's way. `here`: the name of the view, without blueprint."""
    words = {
        "index": _("Overview"), "payments": _("Payments"), "refunds": _("Refunds"), "bank": _("Bank"), "invoices": _("Invoices"),
        "withdrawals": _("Withdrawals"),
    }
    return [
        Link(word, url_for(f"desk_money.{name}"), name == here)
        for name, word in words.items() if f"desk_money.{name}" in current_app.view_functions
    ]
