"""Which role may do what. Pure: the one table that guards, pages and the permission matrix test read."""

ROLES = ("owner", "manager", "editor", "guest-list", "door", "finance")

_EVERYBODY = frozenset(ROLES)
_LEADERS = frozenset({"owner", "manager"})

PERMISSIONS: dict[str, frozenset[str]] = {
    "desk.see": _EVERYBODY,
    "series.edit": _LEADERS,
    "event.edit": _LEADERS | {"editor"},
    "event.publish": _LEADERS,
    "event.cancel": _LEADERS,
    "guest.see": _LEADERS | {"guest-list"},
    "guest.edit": _LEADERS | {"guest-list"},
    "checkin.scan": _LEADERS | {"guest-list", "door"},
    "door.manage": _LEADERS,
    "money.see": _LEADERS | {"finance"},
    "money.edit": _LEADERS,
    "outbox.see": _LEADERS | {"guest-list"},
    "outbox.retry": _LEADERS,
    "team.see": _EVERYBODY,
    "team.manage": frozenset({"owner"}),
    "settings.edit": frozenset({"owner"}),
    "own.sessions": _EVERYBODY,
}


def may(role: str, permission: str) -> bool:
    """Whether the role has the permission. An unknown permission is a fault of ours: KeyError."""
    return role in PERMISSIONS[permission]
