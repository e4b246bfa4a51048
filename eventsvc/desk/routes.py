"""The blueprints of this face."""

from eventsvc.desk import (
    answers,
    codes,
    doors,
    event_editor,
    event_state,
    event_terms,
    events,
    guests,
    home,
    outbox,
    owed,
    questions,
    series,
    settings,
    sign_in,
    team,
    ticket_types,
    waitlist,
)

PAGES = (event_editor, event_state, event_terms, owed)  # add their views to the blueprints of events and guests
BLUEPRINTS = (
    sign_in.bp, home.bp, series.bp, events.bp, guests.bp, answers.bp, ticket_types.bp, codes.bp, questions.bp, waitlist.bp, doors.bp,
    outbox.bp, team.bp, settings.bp,
)
