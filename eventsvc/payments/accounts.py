"""Whose money goes where: the account at Stripe of each organisation (spec: law 4.13, payments 2 Connect)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, select, update

from eventsvc.core import audit, clock, sealing
from eventsvc.core.db import insert, reading, transaction
from eventsvc.core.errors import Missing, Refused
from eventsvc.payments import gateway
from eventsvc.payments.gateway import Access, Down, Undone
from eventsvc.payments.models import StripeAccount


@dataclass(frozen=True, kw_only=True)
class Platform:
    """The keys of whoever runs this installation, for accounts that are connected to it. Empty: no connected accounts here."""

    key: str = field(default="", repr=False)
    webhook: str = field(default="", repr=False)


@dataclass(frozen=True, kw_only=True)
class Account:
    """An account at Stripe with the keys to it."""

    id: int
    organisation_id: int
    account: str
    livemode: bool
    charges_enabled: bool
    access: Access = field(repr=False)


_platform = Platform()
FULL_KEYS = ("sk_live_",)
KEYS = ("rk_live_", "rk_test_", "sk_test_")
WEBHOOK = "whsec_"


def use(platform: Platform) -> None:
    """Tell the keys of the platform; called once, when the application is made."""
    global _platform  # noqa: PLW0603  one process, one platform
    _platform = platform


def can_connect() -> bool:
    """Whether organisations may bring an account that is connected to the platform's."""
    return bool(_platform.key)


def of_organisation(organisation_id: int) -> Account | None:
    """The account that new payments go to; None: the organisation takes none by Stripe, or may not charge at the moment."""
    row = _present(organisation_id)
    return None if row is None or not row.charges_enabled else _opened(row)


def of(account_id: int) -> Account:
    """One account, also one that was replaced: its payments are still its own."""
    row = reading().execute(select(StripeAccount.__table__).where(StripeAccount.id == account_id)).first()
    if row is None:
        raise Missing
    return _opened(row)


def takes(organisation_id: int) -> bool:
    """Whether the organisation can be paid by Stripe now."""
    row = _present(organisation_id)
    return row is not None and bool(row.charges_enabled)


def everyone() -> Sequence[Account]:
    """All accounts that may still have payments to be looked after."""
    rows = reading().execute(select(StripeAccount.__table__).order_by(StripeAccount.id)).all()
    found = []
    for row in rows:
        try:
            found.append(_opened(row))
        except Refused:  # sealed with another key: said at the desk where it is shown, `checks` names it
            continue
    return found


def present(organisation_id: int) -> Row[Any] | None:
    """What the desk shows of an organisation's account; the secrets stay sealed."""
    return _present(organisation_id)


def _present(organisation_id: int) -> Row[Any] | None:
    return reading().execute(
        select(StripeAccount.__table__).where(StripeAccount.organisation_id == organisation_id, StripeAccount.replaced_at.is_(None)),
    ).first()


def _opened(row: Row[Any]) -> Account:
    key = _platform.key if row.kind == "connect" else sealing.opened(row.key_sealed)
    return Account(
        id=row.id, organisation_id=row.organisation_id, account=row.account, livemode=row.livemode, charges_enabled=row.charges_enabled,
        access=Access(key=key, account=row.account if row.kind == "connect" else ""),
    )


def secrets() -> tuple[str, ...]:
    """Every secret with which a notice to us may be signed; the platform's first."""
    rows = reading().execute(select(StripeAccount.webhook_sealed).where(StripeAccount.webhook_sealed != "")).scalars()
    opened = [] if not _platform.webhook else [_platform.webhook]
    for sealed in rows:
        try:
            opened.append(sealing.opened(sealed))
        except Refused:
            continue
    return tuple(dict.fromkeys(opened))


def signed_by(secret: str, account: str) -> Sequence[Account]:
    """The accounts that a notice signed with this secret may be about; `account`: the connected one that it names."""
    if account:
        return [one for one in everyone() if one.account == account]
    rows = reading().execute(select(StripeAccount.__table__).where(StripeAccount.kind == "keys", StripeAccount.webhook_sealed != ""))
    found = []
    for row in rows:
        try:
            if sealing.opened(row.webhook_sealed) == secret:
                found.append(_opened(row))
        except Refused:
            continue
    return found


def heard(account_id: int) -> None:
    """A notice came: the desk shows when the last one did."""
    with transaction() as connection:
        connection.execute(update(StripeAccount).where(StripeAccount.id == account_id).values(heard_at=clock.now()))


def connect(organisation_id: int, *, key: str = "", webhook: str = "", account: str = "", by: int | None) -> None:
    """Take this account from now on; it is tried first. Payments of the one before stay with that one.

    `key` and `webhook`: of the organisation's own account; else `account`: one that is connected to the platform's.
    Refused: full-key, no-key, no-webhook, no-connect, key-wrong (text), stripe-down, charges-off.
    """
    access = _tried(key, webhook, account)
    livemode = (_platform.key if account else key).split("_")[1] == "live"
    with transaction() as connection:
        replace(connection, organisation_id)
        now = clock.now()
        connection.execute(insert(StripeAccount).values(
            organisation_id=organisation_id, kind="connect" if account else "keys", account=account,
            key_sealed="" if account else sealing.seal(access.key), webhook_sealed="" if account else sealing.seal(webhook),
            livemode=livemode, charges_enabled=True, tested_at=now, created_at=now,
        ))
        audit.note(
            organisation_id=organisation_id, deed="connected", kind="stripe", subject_id=organisation_id, person_id=by,
            after={"livemode": livemode, "account": account},
        )


def _tried(key: str, webhook: str, account: str) -> Access:
    if account and not can_connect():
        raise Refused("no-connect")
    if not account:
        _check_words(key, webhook)
    access = Access(key=_platform.key, account=account) if account else Access(key=key)
    try:
        if not gateway.may_charge(access):
            raise Refused("charges-off")
    except Down as no:
        raise Refused("stripe-down") from no
    except Undone as no:
        raise Refused("key-wrong", text=no.text) from no
    return access


def _check_words(key: str, webhook: str) -> None:
    if key.startswith(FULL_KEYS):
        raise Refused("full-key")
    if not key.startswith(KEYS):
        raise Refused("no-key")
    if not webhook.startswith(WEBHOOK):
        raise Refused("no-webhook")


def disconnect(organisation_id: int, *, by: int | None) -> None:
    """Sell nothing by Stripe any more. What was paid is still looked after."""
    with transaction() as connection:
        replace(connection, organisation_id)
        audit.note(
            organisation_id=organisation_id, deed="disconnected", kind="stripe", subject_id=organisation_id, person_id=by,
        )


def replace(connection: Connection, organisation_id: int) -> None:
    """The present account is a former one."""
    connection.execute(
        update(StripeAccount).where(StripeAccount.organisation_id == organisation_id, StripeAccount.replaced_at.is_(None))
        .values(replaced_at=clock.now()),
    )


def looked(account: Account) -> None:
    """Ask Stripe whether this account may charge (it said that something changed). Raises gateway.Down, Undone."""
    allowed = gateway.may_charge(account.access)
    with transaction() as connection:
        connection.execute(update(StripeAccount).where(StripeAccount.id == account.id).values(charges_enabled=allowed))
