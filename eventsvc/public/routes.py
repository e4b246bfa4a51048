"""The blueprints of this face."""

from eventsvc.public import (
    agenda,
    answers,
    applications,
    brand,
    changes,
    coming,
    events,
    feeds,
    front,
    held,
    join,
    legal,
    mine,
    preview,
    register,
    registration,
    series,
    tickets,
    waiting,
    waitlist,
)

BLUEPRINTS = (
    front.bp, agenda.bp, series.bp, events.bp, preview.bp, register.bp, registration.bp, held.bp, applications.bp, changes.bp,
    waitlist.bp, waiting.bp, coming.bp, answers.bp, join.bp, tickets.bp, mine.bp, feeds.bp, legal.bp, brand.bp,
)
