"""Reasons that no page of the public can reach, why not, and the test that reaches each."""

DOOR = "tests/checkin/test_doors.py"
LIBRARY = "tests/questions/test_library.py"
OFFERS = "tests/registration/test_offers.py"
CODES = "tests/ticket_types/test_code_service.py"

TEAM = {
    "tests/accounts/test_sign_in.py": ("code-wrong", "link-over", "link-used"),
    "tests/accounts/test_team.py": ("already-here", "last-owner"),
    "tests/accounts/test_organisations.py": ("picture-kind", "picture-large", "picture-shape"),
}
"""Said to the team alone, at the desk: who is in it, and how it looks."""

EVENTS = {
    "tests/series/test_service.py": ("address-taken", "changed-meanwhile"),
    "tests/events/test_schedule.py": ("end-before-start", "time-left-out", "too-long"),
    "tests/events/test_service.py": ("series-fixed",),
    "tests/events/test_states.py": ("event-over", "was-public"),
    "tests/ticket_types/test_service.py": ("below-taken", "in-use", "not-ready", "other-state", "way-in-use"),
}
"""Said to the team alone, at the desk: when, where and how an event is."""

TICKETS = {
    OFFERS: (
        "below-used", "block-too-big", "each-wrong", "name-missing", "price-too-large", "price-too-small", "price-with-code",
        "suggested-too-small", "choice-with-code", "type-in-code", "type-in-use", "way-fixed", "way-not-held", "window-empty",
    ),
    CODES: ("code-below-used", "code-choice", "code-in-use", "code-price", "code-short", "code-taken", "codes-too-many", "percent-wrong"),
    "tests/registration/test_blocks.py": (
        "block-below-taken", "block-links-many", "block-no-contact", "block-released", "block-too-late",
    ),
}
"""Said to the team alone, at the desk: what is offered, codes, places for partners."""

QUESTIONS = {
    LIBRARY: (
        "health-long", "health-needed", "kind-fixed", "opener-apart", "opener-circle", "opener-fixed", "opener-kind", "opener-values",
        "options-few", "options-many", "options-uneven", "per-fixed", "question-archived", "question-empty", "questions-many",
    ),
}
"""Said to the team alone, at the desk: what is asked."""

GUESTS = {
    "tests/registration/test_applications.py": ("later-when", "not-applied", "told-already"),
    "tests/registration/test_application_races.py": ("answered-already",),
    "tests/registration/test_moving.py": ("deadline-when", "no-deadline", "not-movable", "same-event", "same-type"),
    "tests/mails/test_application_letters.py": ("both-languages",),
    "tests/registration/test_withdrawals.py": ("withdrawal-answered", "withdrawal-unmatched"),
    "tests/registration/test_waitlist_desk.py": ("people-wait", "reason-needed"),
}
"""Said to the team alone, at the desk: about guests, applications, the list. Who applied is shown the answer, not that there is one."""

MONEY = {
    OFFERS: ("seller-missing",),
    "tests/invoices/test_service.py": ("buyer-incomplete", "no-invoice"),
}
"""Said to the team, at the desk; the page with the form says what is missing at its field, and is not there before something is paid."""

DOORS = {DOOR: ("door-full", "door-locked", "door-most", "door-name", "door-over", "pin-wrong")}
"""Said to helpers at the door, and to the team about it."""

PAYING = {
    "tests/payments/test_accounts.py": (
        "charges-off", "full-key", "key-wrong", "no-connect", "no-key", "no-stripe", "no-webhook", "sealed-elsewhere", "stripe-down",
        "pay-refused",
    ),
    "tests/payments/test_answers_lost.py": ("pay-unreachable",),
    "tests/payments/test_money_back.py": ("too-much",),
    "tests/payments/test_bank_lines.py": ("line-changed", "line-done", "line-unknown"),
    "tests/payments/test_statements.py": ("statement-large", "statement-unreadable"),
    "tests/public/test_by_bank.py": ("bic-wrong", "holder-missing", "iban-wrong", "part-paid"),
    "tests/payments/test_buying.py": ("being-paid",),
    "tests/payments/test_cancelling.py": ("refund-changed",),
}
"""They need a payment provider, or one that does not answer. Accounts and refunds are the team's."""

DONE = {"tests/registration/test_ticket_changes.py": ("same-way",)}
"""A page that is pressed twice finds it done, which is no refusal; programs are told."""

ELSEWHERE = (TEAM, EVENTS, TICKETS, QUESTIONS, GUESTS, MONEY, DOORS, PAYING, DONE)
