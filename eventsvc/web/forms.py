"""Forms: text in, typed wish out. They decide nothing about seats, prices or states."""

from flask_wtf import FlaskForm


class OpenForm(FlaskForm):
    """For people without a session: no cookie; the guard checks where the request comes from."""

    class Meta(FlaskForm.Meta):
        """No CSRF token, because there is no session that a stranger's page could ride on."""

        csrf = False


class DeskForm(FlaskForm):
    """For members: carries the session's CSRF token, which the guard has checked before the view."""
