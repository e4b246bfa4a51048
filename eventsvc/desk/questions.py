"""What an event asks its guests: its list, the organisation's collection, one question open for editing."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventsvc.core.bilingual import Said, pick
from eventsvc.core.errors import Missing, Refused
from eventsvc.desk import event_head, ticket_tabs
from eventsvc.desk import question_words as words
from eventsvc.desk.question_forms import QuestionForm, UseForm
from eventsvc.events import queries as events
from eventsvc.events.facts import EventFacts
from eventsvc.questions import library, queries, uses
from eventsvc.questions.facts import QuestionFacts, UseFacts
from eventsvc.ticket_types import queries as ticket_types
from eventsvc.web import errors
from eventsvc.web import questions as asked_form
from eventsvc.web.guard import requires
from eventsvc.web.parts import Button, Go, Head, Todo
from eventsvc.web.shell import Link

bp = Blueprint("desk_questions", __name__, url_prefix="/desk/events/<int:event_id>/questions")
LANGUAGES = (("de", "Deutsch"), ("en", "English"))


@dataclass(frozen=True, kw_only=True)
class Row:
    """A question that the event asks, in words."""

    id: int
    asked: Said
    url: str
    condition: str
    when: str
    type: str
    answers: str
    goes: str
    first: bool
    last: bool
    current: bool


@dataclass(frozen=True)
class Open:
    """What is open at the right: a question of the collection (none: a new one), and how this event asks it."""

    question: QuestionFacts | None
    form: QuestionForm
    use: UseFacts | None
    use_form: UseForm | None
    answers: int

    @property
    def faulty(self) -> QuestionForm | UseForm:
        """The form whose mistakes are listed."""
        return self.use_form if self.use_form is not None and self.use_form.errors else self.form


def _event(event_id: int) -> EventFacts:
    return events.by_id(event_id, g.member.organisation_id)


def _opened(event: EventFacts, question_id: int | None, sent: str = "") -> Open:
    """Fields for a question, as they are or as they were sent (`sent`: "question" or "use")."""
    if question_id is None:
        return Open(None, QuestionForm(None, sent=bool(sent)), None, None, 0)
    question = queries.by_id(question_id, event.organisation_id)
    asked = queries.uses(event.id)
    use = next((one for one in asked if one.question.id == question_id), None)
    many = queries.answers_of_question(question_id)
    types = [(one.id, _name(one)) for one in ticket_types.all_offers(event.id)]
    form = None if use is None else UseForm(use, asked, types, sent=sent == "use")
    return Open(question, QuestionForm(question, sent=sent == "question", fixed=many > 0), use, form, many)


def _name(offer: ticket_types.Offer) -> str:
    return pick(offer, "name", g.lang).text


@bp.get("")
@requires("event.edit")
def index(event_id: int) -> ResponseReturnValue:
    """The list, the collection, an empty question."""
    event = _event(event_id)
    return _page(event, _opened(event, None))


@bp.route("/new", methods=["GET", "POST"])
@requires("event.edit")
def new(event_id: int) -> ResponseReturnValue:
    """Into the collection, and asked by this event at once."""
    event = _event(event_id)
    shown = _opened(event, None, "question")
    if shown.form.validate_on_submit():
        try:
            use_id = uses.create_and_ask(event.id, event.organisation_id, shown.form.wish(), by=g.member.person_id)
        except Refused as refused:
            shown.form.refuse(refused)
        else:
            made = next(one for one in queries.uses(event.id) if one.id == use_id)
            return _done(event, _("Kept in the collection, and asked in this event."), made.question.id)
    return _page(event, shown)


@bp.route("/<int:question_id>", methods=["GET", "POST"])
@requires("event.edit")
def edit(event_id: int, question_id: int) -> ResponseReturnValue:
    """A question of the collection, for all events that ask it."""
    event = _event(event_id)
    shown = _opened(event, question_id, "question")
    if shown.form.validate_on_submit():
        try:
            changed = library.edit(question_id, event.organisation_id, shown.form.wish(), version=shown.form.seen, by=g.member.person_id)
        except Refused as refused:
            shown.form.refuse(refused)
            if refused.reason == "changed-meanwhile" and shown.question is not None:
                shown.form.version.data = str(shown.question.version)
                shown.form.version.raw_data = None
        else:
            return _done(event, _("Saved.") if changed else _("Nothing was changed."), question_id)
    return _page(event, shown)


@bp.post("/<int:question_id>/here")
@requires("event.edit")
def here(event_id: int, question_id: int) -> ResponseReturnValue:
    """How this event asks it."""
    event = _event(event_id)
    shown = _opened(event, question_id, "use")
    if shown.use is None or shown.use_form is None:
        raise Missing
    if shown.use_form.validate():
        try:
            changed = uses.change(event.id, event.organisation_id, shown.use.id, shown.use_form.wish(), by=g.member.person_id)
        except Refused as refused:
            shown.use_form.refuse(refused)
        else:
            return _done(event, _("Saved.") if changed else _("Nothing was changed."), question_id)
    return _page(event, shown)


@bp.post("/ask")
@requires("event.edit")
def ask(event_id: int) -> ResponseReturnValue:
    """Take a question from the collection."""
    event, chosen = _event(event_id), request.form.get("question", 0, type=int)
    if not chosen:
        flash(_("Choose a question."), "warn")
        return redirect(url_for(".index", event_id=event.id), 303)
    try:
        uses.ask(event.id, event.organisation_id, chosen, by=g.member.person_id)
    except Refused as refused:
        flash(errors.sentence(refused), "warn")
        return redirect(url_for(".index", event_id=event.id), 303)
    return _done(event, _("Asked in this event from now on."), chosen)


@bp.post("/<int:question_id>/drop")
@requires("event.edit")
def drop(event_id: int, question_id: int) -> ResponseReturnValue:
    """This event does not ask it any more."""
    event = _event(event_id)
    use = next((one for one in queries.uses(event.id) if one.question.id == question_id), None)
    if use is None:
        raise Missing
    uses.drop(event.id, event.organisation_id, use.id, by=g.member.person_id)
    return _done(event, _("Not asked in this event any more. Answers stay until their day."), None)


@bp.post("/<int:question_id>/move")
@requires("event.edit")
def move(event_id: int, question_id: int) -> ResponseReturnValue:
    """One place up or down."""
    event = _event(event_id)
    use = next((one for one in queries.uses(event.id) if one.question.id == question_id), None)
    steps = {"up": -1, "down": 1}.get(request.form.get("to", ""), 0)
    if use is None:
        raise Missing
    uses.move(event.id, event.organisation_id, use.id, steps, by=g.member.person_id)
    return redirect(url_for(".index", event_id=event.id) + "#asked", 303)


@bp.post("/<int:question_id>/archive")
@requires("event.edit")
def archive(event_id: int, question_id: int) -> ResponseReturnValue:
    """Out of the collection, or into it again."""
    event, back = _event(event_id), request.form.get("back") == "1"
    library.archive(question_id, event.organisation_id, by=g.member.person_id, back=back)
    said = _("In the collection again.") if back else _("Out of the collection. Events that ask it go on.")
    return _done(event, said, question_id if back else None)


@bp.get("/preview/<any(de, en):lang>")
@requires("event.edit")
def preview(event_id: int) -> ResponseReturnValue:
    """All questions as guests see them, in the language that is looked at."""
    event = _event(event_id)
    g.lang = request.path.rsplit("/", 1)[1]
    forms = [
        (_("Before the ticket"), asked_form.preview(event, "before", g.lang)),
        (_("With the ticket, as long as answers can be changed"), asked_form.preview(event, "after", g.lang)),
    ]
    return render_template(
        "desk/question_preview.html", event=event, head=event_head.of(event, "tickets"), forms=[one for one in forms if one[1].asks],
        chips=[Link(word, url_for(".preview", event_id=event.id, lang=lang), lang == g.lang) for lang, word in LANGUAGES],
        back=url_for(".index", event_id=event.id),
    )


def _done(event: EventFacts, said: str, question_id: int | None) -> ResponseReturnValue:
    flash(said, "ok")
    there = url_for(".index", event_id=event.id) if question_id is None else url_for(".edit", event_id=event.id, question_id=question_id)
    return redirect(there, 303)


def _page(event: EventFacts, shown: Open) -> ResponseReturnValue:
    asked, collection = queries.uses(event.id), queries.library(event.organisation_id)
    known = {one.question.id for one in asked}
    return render_template(
        "desk/questions.html", event=event, head=event_head.of(event, "tickets"), shown=shown, form=shown.faulty,
        chips=ticket_tabs.chips(event.id, "questions"), heads=_heads(), rows=_rows(event, asked, shown),
        todos=_todos(event, collection, shown), to_ask=[(one.id, words.asked(one)) for one in collection if one.id not in known],
        about=_about(shown), buttons=_buttons(event, shown), needed=any(one.needed for one in asked),
        actions=_actions(event, shown), preview_url=url_for(".preview", event_id=event.id, lang=g.lang),
    )


def _heads() -> tuple[Head, ...]:
    return (
        Head(_("Question")), Head(_("When")), Head(_("Ticket type")), Head(_("Answers"), "num"), Head(_("Deleted")),
        Head(_("Order"), hidden=True),
    )


def _rows(event: EventFacts, asked: Sequence[UseFacts], shown: Open) -> list[Row]:
    many = queries.answers_of_event(event.id)
    names = {one.id: _name(one) for one in ticket_types.all_offers(event.id)}
    return [
        Row(
            id=use.question.id, asked=words.asked(use.question), condition=words.condition(use, asked), when=words.moment(use.moment),
            url=url_for(".edit", event_id=event.id, question_id=use.question.id) + "#open", goes=words.goes(use, event),
            type=names.get(use.ticket_type_id or 0, _("all")), answers=words.answers(many.get(use.question.id, 0)),
            first=place == 0, last=place == len(asked) - 1, current=shown.use is not None and shown.use.id == use.id,
        )
        for place, use in enumerate(asked)
    ]


def _todos(event: EventFacts, collection: Sequence[QuestionFacts], shown: Open) -> list[Todo]:
    used = queries.events_of(event.organisation_id)
    found = []
    for one in collection:
        current = shown.question is not None and shown.question.id == one.id
        found.append(Todo(
            url_for(".edit", event_id=event.id, question_id=one.id) + "#open", words.asked(one).text, words.where(one, used.get(one.id, 0)),
            icon="language" if one.untranslated else "pen" if current else "info",
            kind="warn" if one.untranslated else "accent" if current else "", current=current,
        ))
    return found


def _about(shown: Open) -> str:
    if shown.question is None:
        return _("It is asked in this event at once; others can take it from the collection.")
    if not shown.answers:
        return _("Holds for all events that ask it.")
    many = words.answers(shown.answers)
    return _("Holds from now on in all events. What was answered before (%(answers)s) keeps its question.", answers=many)


def _actions(event: EventFacts, shown: Open) -> dict[str, str]:
    """Where the forms go."""
    if shown.question is None:
        return {"save": url_for(".new", event_id=event.id)}
    names = {"save": ".edit", "here": ".here", "drop": ".drop", "archive": ".archive"}
    return {name: url_for(where, event_id=event.id, question_id=shown.question.id) for name, where in names.items()}


def _buttons(event: EventFacts, shown: Open) -> list[Button | Go]:
    """Below the question."""
    save = Button(_("Save the question") if shown.question else _("Keep and ask here"), look="main")
    return [save, Go(url_for(".preview", event_id=event.id, lang=g.lang), _("Preview"))]
