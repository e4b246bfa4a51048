"""Why a guest's link, a letter to a guest, or another ticket for a group cannot be had, and what to do."""

from flask_babel import gettext as _

from eventsvc.core import wording, zones
from eventsvc.web.errors import SENTENCES
from eventsvc.web.languages import current

SENTENCES.update({
    "guest-filled": lambda facts: _(
        "Somebody has just entered themselves with this link: %(name)s. If that was not you, ask for a link of your own.",
        name=facts["name"],
    ),
    "guest-sent": lambda facts: _(
        "That was sent a moment ago. From %(time)s on it can be sent again.",
        time=wording.clock_full(zones.local(facts["at"], facts["zone"]), current()),
    ),
    "guest-refuses": lambda facts: _(
        "Whoever reads %(email)s says not to know you. Give the link to your guest in another way.", email=facts["email"],
    ),
    "email-needed": lambda _facts: _("Enter the address that the link should go to, for example ada@uni.example"),
    "nobody-to-remind": lambda _facts: _("There is nobody to remind: a link is sent again after 10 minutes at the earliest."),
    "add-costs": lambda _facts: _("This ticket costs something, so nobody can be added here. Register the others on the event's page."),
    "add-asks": lambda _facts: _(
        "There are questions to be answered before this ticket, so nobody can be added here. Register the others on the event's page.",
    ),
    "several-types": lambda _facts: _("Your tickets are of several kinds, so nobody can be added here. Register the others by themselves."),
})
