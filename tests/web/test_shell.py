"""The frames of the pages, and the parts that stand in them."""

from types import SimpleNamespace

import pytest
from flask import Flask, g, render_template, request
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, EmailField, FieldList, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired

from eventsvc.accounts import roles
from eventsvc.web import assets, shell
from eventsvc.web.forms import OpenForm
from eventsvc.web.sessions import Member
from tests import factories, pages


class Form(OpenForm):
    name = StringField("Name", [DataRequired("Say your name")])
    email = EmailField("E-mail", [DataRequired("Say your e-mail")])
    how = SelectField("How", choices=[SelectChoice("a", "A")])
    text = TextAreaField("Text")
    news = BooleanField("News", [DataRequired("Tick the box")])
    feed = RadioField("Feed", choices=[SelectChoice("1", "One"), SelectChoice("2", "Two")], validators=[InputRequired("Choose one")])
    names = FieldList(StringField("Guest", [DataRequired("Say the guest's name")]), min_entries=2)


def part(app: Flask, source: str, **values: object) -> str:
    """What a macro writes. The source is a template of this test."""
    return app.jinja_env.from_string(source).render(**values)


def member(role: str) -> Member:
    g.organisation = factories.make_organisation(name="AI for Hamburg")
    return Member(1, "Ben Brandt", "ben@people.example", "en", g.organisation.id, role, 1)


def test_base_is_a_whole_page_and_names_the_organisation(app: Flask) -> None:
    with app.test_request_context("/de/"):
        g.organisation = factories.make_organisation(name="AI for <Hamburg>")
        page = render_template("base.html")

    pages.parsed(page, "base.html")
    assert page.startswith("<!doctype html>\n<html lang=\"de\">")
    assert "AI for &lt;Hamburg&gt;" in page
    assert "Zum Inhalt" in page
    assert "style=" not in page


def test_a_neutral_frame_needs_no_database(app: Flask) -> None:
    with app.test_request_context("/nowhere", headers={"Accept-Language": "de"}):
        g.organisation = None
        page = render_template("base.html")

    assert "Veranstaltet von eventsvc." in page
    assert '<meta name="robots" content="noindex">' in page


def test_a_secret_page_is_not_for_search_engines(app: Flask) -> None:
    with app.test_request_context("/de/"):
        g.organisation, g.secret_page = None, True

        assert 'content="noindex"' in render_template("base.html")


def test_the_switch_keeps_path_and_question(app: Flask) -> None:
    app.view_functions["agenda.probe"] = lambda: ""
    app.url_map.add(app.url_rule_class("/<any(de, en):lang>/probe/<slug>", endpoint="agenda.probe"))
    with app.test_request_context("/de/probe/talks?page=2&q=%C3%BC", headers={"Host": "events.example.org"}):
        app.preprocess_request()
        assert request.view_args == {"slug": "talks"}
        found = shell.languages()

    assert [(one.code, one.url, one.current) for one in found] == [
        ("de", "/de/probe/talks?page=2&q=%C3%BC", True),
        ("en", "/en/probe/talks?page=2&q=%C3%BC", False),
    ]
    assert found[1].address == "https://events.example.org/en/probe/talks"


@pytest.mark.parametrize("role", roles.ROLES)
def test_the_rail_shows_only_what_the_role_may_see(app: Flask, role: str) -> None:
    with app.test_request_context("/desk/"):
        labels = [link.label for link in shell.desk(member(role)).nav]

    assert ("Settings" in labels) <= roles.may(role, "settings.edit")
    assert ("Messages" in labels) <= roles.may(role, "outbox.see")


def test_the_desk_is_a_whole_page(app: Flask) -> None:
    with app.test_request_context("/desk/"):
        page = render_template("desk/shell.html", desk=shell.desk(member("owner")))

    pages.parsed(page, "desk/shell.html")
    assert "Ben Brandt" in page
    assert page.count('name="csrf_token"') == 4


def test_every_role_has_a_name(app: Flask) -> None:
    with app.test_request_context("/de/"):
        assert all(shell.role_name(role) for role in roles.ROLES)


def test_only_another_colour_brings_a_sheet(app: Flask) -> None:
    with app.test_request_context("/de/"):
        g.organisation = factories.make_organisation(accent="#0B5A78")

        assert shell.site().brand_css is None


def test_a_field_with_a_mistake_says_so_to_everyone(app: Flask) -> None:
    with app.test_request_context("/en/"):
        form = Form(formdata=MultiDict({"email": "a@b.example"}))
        form.validate()
        source = '{% from "parts/forms.html" import field %}{{ field(f, hint="On the ticket", optional=true, autocomplete="name") }}'
        wrong, right = part(app, source, f=form.name), part(app, source, f=form.email)

    assert 'aria-invalid="true"' in wrong
    assert 'aria-describedby="name-hint name-error"' in wrong
    assert 'autocomplete="name"' in wrong
    assert "has-error" in wrong
    assert "Say your name" in wrong
    assert 'aria-describedby="email-hint"' in right
    assert "aria-invalid" not in right


def test_the_box_of_mistakes_leads_to_every_field(app: Flask) -> None:
    with app.test_request_context("/en/"):
        form = Form(formdata=MultiDict({"name": "Ada", "names-0": "Ben"}))
        form.validate()
        form.form_errors = ["Sold out"]
        box = part(app, '{% from "parts/forms.html" import error_summary %}{{ error_summary(form) }}', form=form)

    tree = pages.parsed(f"<!doctype html><html lang=en><head><title>x</title></head><body>{box}</body></html>", "box")
    assert tree is not None
    for target in ("#email", "#news", "#feed", "#names-1"):
        assert f'href="{target}"' in box
    assert "#names-0" not in box
    assert "Sold out" in box


def test_no_mistake_no_box(app: Flask) -> None:
    with app.test_request_context("/en/"):
        source = '{% from "parts/forms.html" import error_summary, error_mark %}{{ error_mark(form) }}{{ error_summary(form) }}'

        assert part(app, source, form=Form(formdata=None)).strip() == ""


def test_controls_carry_their_classes(app: Flask) -> None:
    with app.test_request_context("/en/"):
        source = """{% from "parts/forms.html" import checkbox, choices, select, textarea %}
            {{ select(form.how) }}{{ textarea(form.text, small=true, lang="de") }}{{ checkbox(form.news) }}{{ choices(form.feed) }}"""
        written = part(app, source, form=Form(formdata=None))

    assert 'class="select"' in written
    assert 'class="area area-s"' in written
    assert 'lang="de"' in written
    assert written.count('class="check check-hit"') == 3


def test_an_icon_that_nobody_drew_is_a_fault(app: Flask) -> None:
    with app.test_request_context("/en/"), pytest.raises(Exception, match="nobody"):
        part(app, '{% from "parts/icons.html" import icon %}{{ icon("nobody") }}')


def test_words_of_people_stay_text_in_every_part(app: Flask) -> None:
    evil = "<script>alert(1)</script>"
    card = SimpleNamespace(
        url="/x", title=evil, lang="en", date=SimpleNamespace(iso="2027-04-19", weekday="Mon", day=19, month="April"), series=evil,
        clocks=SimpleNamespace(line=[SimpleNamespace(time="6:00 PM", city=evil, day="")]), place_kind="room", place=evil,
        badges=[("bad", "off", evil)], cover=None, off=True,
    )
    ticket = SimpleNamespace(
        organisation=evil, mark_url=None, badge=("ok", "check", evil), series=evil, title=evil, places=[(evil, evil, evil, evil)],
        name=evil, type=evil, venue=evil, venue_more=evil, qr=None, code=evil, label=evil,
    )
    source = """{% from "parts/events.html" import event_card %}{% from "parts/tickets.html" import ticket %}
        {% from "parts/notices.html" import flash, summary, total %}
        {{ event_card(card) }}{{ ticket(one) }}{{ flash("ok", evil) }}
        {{ summary([(evil, evil)]) }}{{ total([(evil, evil)], evil, evil) }}"""
    with app.test_request_context("/en/"):
        written = part(app, source, card=card, one=ticket, evil=evil)

    assert "<script>alert" not in written
    assert written.count("&lt;script&gt;") >= 20


def test_every_asset_that_a_template_names_is_there(app: Flask) -> None:
    loader = app.jinja_env
    for name in loader.list_templates(extensions=["html"]):
        source = loader.loader.get_source(loader, name)[0]  # type: ignore[union-attr]
        for path in (piece.split("')")[0].split('")')[0] for piece in source.replace('asset("', "asset('").split("asset('")[1:]):
            if not path.startswith("vendor/") and " ~ " not in path:
                assert (assets.ROOT / path).exists() or path in assets.BUNDLES, f"{name}: {path}"
