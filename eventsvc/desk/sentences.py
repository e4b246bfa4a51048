"""Why the desk says no, for what accounts refuse."""

from flask_babel import gettext as _

from eventsvc.web.errors import SENTENCES

SENTENCES.update({
    "link-used": lambda _facts: _("This link has been used already. Each one works once."),
    "link-over": lambda _facts: _("This link is too old. Have a new one sent to you."),
    "code-wrong": lambda _facts: _("This code is not right or no longer valid. After five tries a new link is needed."),
    "already-here": lambda facts: _("%(email)s is in the team already.", email=facts["email"]),
    "last-owner": lambda _facts: _("Somebody must stay responsible. Make another person owner first."),
    "picture-kind": lambda _facts: _("This is no picture we can read. Choose a PNG, JPEG or WebP file."),
    "picture-large": lambda facts: _("This picture has more than %(most)s megapixels. Choose a smaller one.", most=facts["megapixels"]),
    "picture-shape": lambda facts: _("This picture is too long and thin. At most %(widest)s:1, like 400 × 100.", widest=facts["widest"]),
})
