"""Form fields for names and addresses: cleaned in place, each fault with a sentence and an example that is right."""

from flask_babel import gettext as _
from wtforms import Field, Form
from wtforms.validators import StopValidation

from eventsvc.core.addresses import EMAIL_LENGTH, NAME_LENGTH, clean_email, clean_name


def name(_form: Form, field: Field) -> None:
    """A validator: any name that people have."""
    try:
        field.data = clean_name(field.data or "")
    except ValueError as no:
        raise StopValidation(_name_fault(str(no))) from None


def name_or_none(_form: Form, field: Field) -> None:
    """A validator: a name, or nothing as long as nobody knows who comes."""
    try:
        field.data = clean_name(field.data or "")
    except ValueError as no:
        if str(no) != "name-empty":
            raise StopValidation(_name_fault(str(no))) from None
        field.data = ""


def email(_form: Form, field: Field) -> None:
    """A validator: an address that a mail can be sent to."""
    typed = field.data or ""
    try:
        field.data = clean_email(typed)
    except ValueError as no:
        raise StopValidation(_email_fault(str(no), typed.strip())) from None


def _name_fault(code: str) -> str:
    if code == "name-empty":
        return _("Enter a name, for example Ada Ahrens")
    if code == "name-long":
        return _("A name has %(most)s characters at most", most=NAME_LENGTH)
    return _("A name cannot contain a web address")


def _email_fault(code: str, typed: str) -> str:
    if code == "email-empty":
        return _("Enter an email address, for example ada@uni.example")
    if code == "email-long":
        return _("An email address has %(most)s characters at most", most=EMAIL_LENGTH)
    if "@" not in typed:
        return _("The email address has no @, for example ada@uni.example")
    if "." not in typed.rpartition("@")[2]:
        return _("The email address lacks the ending after the dot, for example ada@uni.example")
    return _("No mail can be sent to this address. Right would be, for example, ada@uni.example")
