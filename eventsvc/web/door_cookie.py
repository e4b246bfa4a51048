"""The secret that makes a phone a door. Given at the door and, to members, at the desk."""

from datetime import timedelta

from flask import Response, current_app

from eventsvc.settings import Settings

NAME = "door"


def give(answer: Response, secret: str, lasts: timedelta) -> Response:
    """Hand a phone its secret. Strict: no link from elsewhere acts at a door."""
    settings: Settings = current_app.extensions["settings"]
    answer.set_cookie(NAME, secret, max_age=lasts, path=f"{settings.prefix}/door", secure=settings.https, httponly=True, samesite="Strict")
    return answer


def take_back(answer: Response) -> Response:
    """The phone is no door any more."""
    settings: Settings = current_app.extensions["settings"]
    answer.delete_cookie(NAME, path=f"{settings.prefix}/door", secure=settings.https, httponly=True, samesite="Strict")
    return answer
