"""Forms: text in, typed wish out. They decide nothing about seats, prices or states."""

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
