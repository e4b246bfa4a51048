"""An organisation's bank account: told to guests who pay by transfer, changed at the desk."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select

from eventsvc.core import audit, clock
from eventsvc.core.db import insert, reading, transaction
from eventsvc.core.errors import Refused
from eventsvc.payments import bank_days, transfers
from eventsvc.payments.bank_models import BankAccount

LONGEST_HOLDER = 70
MOST_DAYS = 30


@dataclass(frozen=True, kw_only=True)
class Account:
    """As it is typed, and as it is kept."""

    active: bool = False
    holder: str = ""
    iban: str = ""
    bic: str = ""
    days: int = 5


def of(organisation_id: int) -> Account:
    """The account; an empty one that is off if there is none."""
    row = reading().execute(select(BankAccount.__table__).where(BankAccount.organisation_id == organisation_id)).first()
    if row is None:
        return Account()
    return Account(active=row.active, holder=row.holder, iban=row.iban, bic=row.bic, days=row.days)


def until(organisation_id: int, ordered: datetime, starts_at: datetime, zone: str) -> datetime | None:
    """By when the money of such an order must be here; None: nobody can pay by transfer, or it would come after the beginning."""
    account = of(organisation_id)
    if not account.active:
        return None
    end = bank_days.until(ordered, account.days, zone)
    return end if end <= starts_at else None


def change(organisation_id: int, person_id: int, wish: Account) -> bool:
    """Keep it. Answers whether anything is different now. Refused: iban-wrong, bic-wrong, holder-missing."""
    wish = Account(
        active=wish.active, holder=" ".join(wish.holder.split())[:LONGEST_HOLDER], iban=transfers.clean(wish.iban),
        bic=transfers.clean(wish.bic), days=min(max(wish.days, 1), MOST_DAYS),
    )
    if (wish.active or wish.iban) and not transfers.is_iban(wish.iban):
        raise Refused("iban-wrong")
    if wish.bic and not transfers.is_bic(wish.bic):
        raise Refused("bic-wrong")
    if wish.active and not wish.holder:
        raise Refused("holder-missing")
    with transaction() as connection:
        before = of(organisation_id)
        if before == wish:
            return False
        values = {**asdict(wish), "changed_at": clock.now()}
        connection.execute(
            insert(BankAccount).values(organisation_id=organisation_id, **values)
            .on_conflict_do_update(index_elements=["organisation_id"], set_=values),
        )
        audit.note(
            organisation_id=organisation_id, deed="bank-account", kind="organisation", subject_id=organisation_id, person_id=person_id,
            before=asdict(before), after=asdict(wish),
        )
    return True
