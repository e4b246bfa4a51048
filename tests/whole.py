"""What must hold after any disaster (spec: reliability 1), asked of the rows themselves."""

from sqlalchemy import text

from eventsvc.core.db import db, reading

QUESTIONS = {
    "a pool's counter differs from its valid tickets":
        "select pool.id from pool where taken <> (select count(*) from ticket where pool_id = pool.id and state = 'valid')",
    "a pool's counter differs from what is held":
        "select pool.id from pool where held <> (select count(*) from ticket where pool_id = pool.id and state in ('reserved', 'unpaid'))"
        " + (select coalesce(sum(left_seats), 0) from allotment where pool_id = pool.id)",
    "more people promised than places": "select id from pool where taken + held > capacity",
    "a type's counter differs from its seats":
        "select id from ticket_type where most is not null and used <> (select count(*) from ticket where ticket_type_id = ticket_type.id "
        "and state in ('valid', 'reserved', 'unpaid'))",
    "a code's counter differs from the registrations that carry it":
        "select id from voucher where used <> (select count(*) from registration where voucher_id = voucher.id "
        "and state not in ('cancelled', 'expired', 'declined'))",
    "a seat that is held for nobody":
        "select ticket.id from ticket join registration on registration.id = registration_id "
        "where ticket.state in ('reserved', 'unpaid', 'wanted') and registration.state in ('cancelled', 'expired', 'declined', 'passed')",
    "an offer without its seats":
        "select id from waitlist_entry where state = 'offered' and seats <> (select count(*) from ticket "
        "where ticket.registration_id = waitlist_entry.registration_id and ticket.state = 'reserved')",
    "somebody waits who is in no list":
        "select id from registration where state = 'waiting' and not exists (select 1 from waitlist_entry "
        "where registration_id = registration.id and waitlist_entry.state in ('waiting', 'offered'))",
    "a place in the list without as many tickets wished for":
        "select id from waitlist_entry where state = 'waiting' and seats <> (select count(*) from ticket "
        "where ticket.registration_id = waitlist_entry.registration_id and ticket.state = 'wanted')",
    "a place in the list of a registration that is over":
        "select waitlist_entry.id from waitlist_entry join registration on registration.id = registration_id "
        "where waitlist_entry.state in ('waiting', 'offered') and registration.state not in ('waiting', 'confirmed', 'unconfirmed')",
    "a valid ticket of a registration that is over":
        "select ticket.id from ticket join registration on registration.id = registration_id "
        "where ticket.state = 'valid' and registration.state <> 'confirmed'",
    "a confirmed registration without a valid ticket":
        "select id from registration where state = 'confirmed' "
        "and not exists (select 1 from ticket where registration_id = registration.id and state = 'valid')",
    "a ticket of another event than its registration, type or pool":
        "select ticket.id from ticket join registration on registration.id = registration_id join ticket_type on ticket_type.id = "
        "ticket_type_id join pool on pool.id = ticket.pool_id where ticket.event_id <> registration.event_id "
        "or ticket.event_id <> ticket_type.event_id or ticket.event_id <> pool.event_id or ticket.pool_id <> ticket_type.pool_id",
    "a code that the event's pool has not given out yet":
        "select ticket.id from ticket join roster on roster.event_id = ticket.event_id "
        "where code_index >= next_index or ticket.rev > roster.rev",
    "an admission whose scan is not on record": "select sid from admission where sid not in (select sid from scan)",
    "one ticket in twice on a list for once":
        "select list_id, ticket_id from admission where once and not undone group by list_id, ticket_id having count(*) > 1",
}
LETTERS = {
    "a confirmed registration without a letter":
        "select id from registration where state = 'confirmed' "
        "and not exists (select 1 from outbox where kind in ('ticket', 'waitlist-ticket', 'passed-to', 'approved', 'moved-to') "
        "and registration_id = registration.id) and not exists (select 1 from outbox where once = 'pass:' || pass_id)",
    "a letter about a ticket that is not there":
        "select id from outbox where kind = 'ticket' and registration_id not in (select id from registration)",
}


def faults(*, letters: bool = True) -> list[str]:
    """What does not hold, with the rows it does not hold for; nothing, if the store is whole.

    `letters=False` where registrations come from the factories, which write none.
    """
    db.session.rollback()
    found = []
    for name, question in {**QUESTIONS, **(LETTERS if letters else {})}.items():
        rows = reading().execute(text(question)).all()
        if rows:
            found.append(f"{name}: {[tuple(row) for row in rows[:5]]}")
    if db.engine.dialect.name == "sqlite":
        found += [str(row) for row in reading().execute(text("pragma foreign_key_check"))]
        found += [row[0] for row in reading().execute(text("pragma integrity_check")) if row[0] != "ok"]
    db.session.rollback()
    return found
