"""Drains the outbox and does the timed chores. Killed at any moment it loses no letter, and sends at most one twice."""

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from flask import Flask
from sqlalchemy import Row

from eventsvc.accounts import service as accounts
from eventsvc.core import faults, limits, outbox
from eventsvc.core.db import db
from eventsvc.core.process import Ending
from eventsvc.invoices import buyers
from eventsvc.invoices import files as invoice_files
from eventsvc.mails import delivery
from eventsvc.mails.delivery import Needless, Permanent, Temporary
from eventsvc.payments import event_refunds, ledger, overdue, reconciling, sweeping, webhooks
from eventsvc.questions import service as questions
from eventsvc.registration import abandoned, blocks, holds, offers, recount, reminders, waitlist_chores
from eventsvc.registration.approval import service as applications
from eventsvc.ticket_types import block_service

log = logging.getLogger("eventsvc.worker")
IDLE = 0.25
LONGEST_PAUSE = 5.0
OUR_FAULT = "a fault of ours; it is in the log"

Deed = Callable[[], object]
CHORES: tuple[tuple[str, timedelta, Deed], ...] = (
    ("forget old tallies", timedelta(minutes=10), limits.sweep),
    ("end sessions and links that are over", timedelta(minutes=10), accounts.sweep),
    ("free what was not finished in time", timedelta(seconds=5), holds.sweep),
    ("give back the money of cancelled events", timedelta(seconds=15), event_refunds.sweep),
    ("forget old notices of Stripe", timedelta(hours=1), webhooks.forget),
    ("tell applicants what was answered", timedelta(seconds=5), applications.sweep),
    ("remind of events", timedelta(minutes=1), reminders.plan),
    ("end offers, move people up", timedelta(seconds=15), waitlist_chores.sweep),
    ("end waitlists with their events", timedelta(minutes=10), waitlist_chores.end),
    ("forget who did not finish", timedelta(hours=1), abandoned.forget),
    ("forget who only waited", timedelta(hours=1), waitlist_chores.forget),
    ("delete answers whose day has come", timedelta(minutes=10), questions.forget_due),
    ("count all seats once more", timedelta(days=1), recount.report),
    ("release partners' places whose day has come", timedelta(seconds=30), offers.release_due),
    ("remind partners of their places", timedelta(hours=1), block_service.remind),
    ("forget blocked addresses of events that are over", timedelta(hours=1), blocks.sweep),
    ("make the files of new invoices", timedelta(seconds=2), invoice_files.make_due),
    ("remind of transfers", timedelta(minutes=5), overdue.remind),
    ("give back parts of what nobody ordered any more", timedelta(hours=1), overdue.give_back),
    ("forget addresses of invoices that never came", timedelta(hours=1), buyers.sweep),
    ("forget what was sent long ago", timedelta(hours=1), outbox.sweep),
)
ELSEWHERE: tuple[tuple[str, timedelta, Deed], ...] = (
    ("end payment pages, send refunds", timedelta(seconds=30), sweeping.sweep),
    ("compare payments that are under way", timedelta(minutes=10), reconciling.under_way),
    ("compare all payments of a day", timedelta(hours=1), reconciling.everything),
    ("compare the ledgers", timedelta(days=1), ledger.compare),
)
"""What waits for somebody else's server: in a thread of its own, so that no letter waits for it."""


@dataclass
class Worker:
    """One worker: takes one row, does it, marks it, takes the next. `ending` tells it to stop after the row in hand."""

    app: Flask
    ending: Ending = field(default_factory=Ending)
    deliver: Callable[[Row[Any]], None] = delivery.deliver
    owner: str = field(default_factory=lambda: f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(8)}")
    due: dict[str, float] = field(default_factory=dict)

    def run(self) -> None:
        """Until told to end."""
        log.info("worker started")
        threading.Thread(target=self.elsewhere, name="elsewhere", daemon=True).start()
        pause = IDLE
        while not self.ending.is_set():
            try:
                worked = self.once()
                self.chores()
                pause = IDLE
            except Exception as error:  # noqa: BLE001  a worker that dies of one fault helps nobody
                self.tell(error)
                worked, pause = False, min(pause * 2, LONGEST_PAUSE)
            if not worked:
                self.ending.wait(pause)
        log.info("worker ended")

    def elsewhere(self) -> None:
        """The chores that wait for others, until told to end."""
        while not self.ending.is_set():
            self.chores(ELSEWHERE)
            self.ending.wait(1.0)

    def tell(self, error: Exception) -> None:
        """Write down what went wrong."""
        if faults.means_busy(error):
            log.warning("the database does not answer: %s", type(error).__name__)
        else:
            log.error("a fault in the worker", exc_info=error)

    def once(self) -> bool:
        """Do the row that is due first. False: nothing is due."""
        with self.app.app_context():
            if not outbox.waiting():
                return False
            row = outbox.claim(self.owner)
            if row is None:
                return False
            self.write(row, self.result(row))
            return True

    def result(self, row: Row[Any]) -> Callable[[], bool]:
        """Do what the row says; answers how to mark it."""
        try:
            self.deliver(row)
        except Temporary as no:
            return partial(outbox.put_off, row, str(no))
        except Permanent as no:
            return partial(outbox.fail, row, str(no))
        except Needless as no:
            return partial(outbox.drop, row, str(no))
        except Exception as error:  # noqa: BLE001  the next row must not wait for this one
            self.tell(error)
            return partial(outbox.put_off, row, OUR_FAULT)
        finally:
            db.session.remove()
        return partial(outbox.done, row)

    def write(self, row: Row[Any], mark: Callable[[], bool]) -> None:
        """Mark the row; try until it can be done, or the letter goes out twice. Told to end it still tries: the supervisor has patience."""
        pause = 0.1
        while True:
            try:
                kept = mark()
            except Exception as error:  # noqa: BLE001  whatever it is, the row must be marked
                db.session.remove()
                self.tell(error)
                time.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                break
        if kept:
            log.info("%s: %s", row.kind, mark.func.__name__, extra={"row": row.id, "attempt": row.attempts})  # type: ignore[attr-defined]
        else:
            log.warning("the lease was lost", extra={"row": row.id})

    def chores(self, chores: Sequence[tuple[str, timedelta, Deed]] | None = None) -> None:
        """What is to be done from time to time. One that fails is tried again the next time."""
        for name, every, deed in CHORES if chores is None else chores:
            now = time.monotonic()
            if now < self.due.get(name, 0.0):
                continue
            self.due[name] = now + every.total_seconds()
            with self.app.app_context():
                try:
                    deed()
                except Exception as error:  # noqa: BLE001  letters are more important
                    self.tell(error)
