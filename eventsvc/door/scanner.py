"""The scanner page, and the check before doors open."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from eventsvc.checkin import queries
from eventsvc.door import guard, view
from eventsvc.door.guard import door_page

bp = Blueprint("door_scanner", __name__, url_prefix="/door")


@bp.get("/")
@door_page
def scan() -> ResponseReturnValue:
    """Camera, verdict, search: one page, no way out of it by mistake."""
    phone = guard.phone()
    door, usual = view.of_phone(phone, back=url_for(".ready")), queries.usual_list(phone.evening.id)
    return render_template("door/scanner.html", door=door, phone=phone, list_id=usual.id)


@bp.get("/ready")
@door_page
def ready() -> ResponseReturnValue:
    """Camera, sound, guest list, network and clock, each checked before the first guest stands there."""
    phone = guard.phone()
    usual = queries.usual_list(phone.evening.id)
    return render_template(
        "door/ready.html", door=view.of_phone(phone), phone=phone, list_id=usual.id,
        opening=view.opening(phone.evening, phone.language), forgotten_at=view.forgotten_at(phone.evening, phone.language),
    )
