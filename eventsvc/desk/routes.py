"""The blueprints of this face."""

from eventsvc.desk import (
    answer_texts,
    answers,
    applications,
    applications_many,
    bank,
    blocks,
    codes,
    doors,
    event_editor,
    event_state,
    event_terms,
    events,
    guest_deeds,
    guest_invoice,
    guest_many,
    guest_new,
    guests,
    home,
    invoices,
    money,
    money_overview,
    outbox,
    owed,
    payments,
    questions,
    refunds,
    series,
    settings,
    sign_in,
    stripe_account,
    team,
    ticket_types,
    waitlist,
    waitlist_rules,
    withdrawals,
)

# they add their views to the blueprints of events, guests, applications and money
PAGES = (
    answer_texts, applications_many, bank, event_editor, event_state, event_terms, guest_deeds, guest_invoice, guest_many, guest_new,
    invoices, money_overview, owed, payments, stripe_account, withdrawals,
)
BLUEPRINTS = (
    sign_in.bp, home.bp, series.bp, events.bp, guests.bp, answers.bp, ticket_types.bp, codes.bp, blocks.bp, questions.bp, waitlist.bp,
    waitlist_rules.bp, applications.bp, doors.bp, money.bp, refunds.bp, outbox.bp, team.bp, settings.bp,
)
