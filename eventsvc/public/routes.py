"""The blueprints of this face."""

from eventsvc.public import (
    agenda,
    answers,
    applications,
    asking,
    brand,
    changes,
    coming,
    details,
    events,
    feeds,
    front,
    group,
    guest,
    held,
    invoices,
    join,
    legal,
    mine,
    my_data,
    my_pass,
    paying,
    preview,
    register,
    registration,
    series,
    series_pass,
    stripe_notices,
    tickets,
    unfinished,
    waiting,
    waitlist,
    withdrawing,
)

PAGES = (withdrawing,)  # adds its views to the blueprint of the legal pages
BLUEPRINTS = (
    front.bp, agenda.bp, series.bp, series_pass.bp, my_pass.bp, events.bp, preview.bp, register.bp, registration.bp, held.bp, paying.bp,
    unfinished.bp, details.bp,
    asking.bp, applications.bp, changes.bp, my_data.bp, waitlist.bp, waiting.bp, coming.bp, group.bp, guest.bp, answers.bp, join.bp,
    tickets.bp, invoices.bp, mine.bp, feeds.bp, legal.bp, brand.bp, stripe_notices.bp,
)
