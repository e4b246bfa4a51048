"""Forms: text in, typed wish out. They decide nothing about seats, prices or states."""

from collections.abc import Iterator
from typing import Any

from flask_wtf import FlaskForm


class _Plain(FlaskForm.Meta):
    """Every sentence is ours, so the library's translations need not be loaded for each form."""

    def get_translations(self, form: Any) -> None:
        """None of its own."""


class OpenForm(FlaskForm):
    """For people without a session: no cookie; the guard checks where the request comes from."""

    class Meta(_Plain):
        """No CSRF token, because there is no session that a stranger's page could ride on."""

        csrf = False


class DeskForm(FlaskForm):
    """For members: carries the session's CSRF token, which the guard has checked before the view."""

    class Meta(_Plain):
        """As it is."""


class Together:
    """Several forms that are sent as one: for the summary of what is wrong and the mark in the title."""

    def __init__(self, *forms: Any) -> None:
        self._forms = forms

    def __iter__(self) -> Iterator[Any]:
        return (field for form in self._forms for field in form)

    @property
    def errors(self) -> dict[Any, Any]:
        """Field -> what is wrong with it."""
        return {name: wrong for form in self._forms for name, wrong in form.errors.items()}

    @property
    def form_errors(self) -> list[str]:
        """What is wrong with the whole."""
        return [sentence for form in self._forms for sentence in form.form_errors]


def number(typed: Any) -> int:
    """For `coerce`: whatever was sent; what is no number of ours is 0, and refused as a wish."""
    text = str(typed)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
