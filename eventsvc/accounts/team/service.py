"""Inviting people, changing their role, parting with them. Somebody always stays responsible."""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select, update

from eventsvc.accounts import roles, service
from eventsvc.accounts.models import Membership, Organisation, Person, SignInLink, StaffSession
from eventsvc.core import audit, clock, outbox
from eventsvc.core.addresses import clean_email, email_key
from eventsvc.core.db import transaction
from eventsvc.core.errors import Missing, Refused


def invite(organisation_id: int, by: int, *, email: str, role: str, language: str) -> int:
    """Mail a link that holds seven days; gives the id of the membership that waits for it."""
    if role not in roles.ROLES:
        raise Missing(role)
    with transaction() as connection:
        _locked(connection, organisation_id)
        known = connection.execute(
            select(Membership.id).join(Person, Person.id == Membership.person_id)
            .where(Person.email_key == email_key(email), Membership.organisation_id == organisation_id)
        ).scalar_one_or_none()
        if known is not None:
            raise Refused("already-here", email=clean_email(email))
        person_id = service.person(connection, email, language=language)
        made = connection.execute(insert(Membership).values(
            person_id=person_id, organisation_id=organisation_id, role=role, invited_at=clock.now(),
        ).returning(Membership.id))
        membership_id = int(made.scalar_one())
        _mail(connection, organisation_id, membership_id, language)
        _note(organisation_id, "invited", membership_id, by, after={"email": clean_email(email), "role": role})
        return membership_id


def invite_again(organisation_id: int, by: int, membership_id: int, *, language: str) -> None:
    """A new link for somebody who has not come yet; the earlier one is void."""
    with transaction() as connection:
        _locked(connection, organisation_id)
        waiting = connection.execute(
            update(Membership)
            .where(Membership.id == membership_id, Membership.organisation_id == organisation_id, Membership.joined_at.is_(None))
            .values(invited_at=clock.now())
        )
        if not waiting.rowcount:
            raise Missing(membership_id)
        email = _mail(connection, organisation_id, membership_id, language)
        _note(organisation_id, "invited-again", membership_id, by, after={"email": email})


def change_role(organisation_id: int, by: int, membership_id: int, role: str) -> None:
    """Give somebody another role. The last owner stays one."""
    if role not in roles.ROLES:
        raise Missing(role)
    with transaction() as connection:
        _locked(connection, organisation_id)
        before = _member(connection, organisation_id, membership_id)
        if before.role == role:
            return
        if before.role == "owner":
            _keep_an_owner(connection, organisation_id, membership_id)
        connection.execute(update(Membership).where(Membership.id == membership_id).values(role=role))
        _note(organisation_id, "role-changed", membership_id, by,
              before={"role": before.role}, after={"email": before.email, "role": role})


def remove(organisation_id: int, by: int, membership_id: int) -> None:
    """Part with somebody at once: also open pages and links end. The last owner stays."""
    with transaction() as connection:
        _locked(connection, organisation_id)
        before = _member(connection, organisation_id, membership_id)
        if before.role == "owner":
            _keep_an_owner(connection, organisation_id, membership_id)
        connection.execute(delete(SignInLink).where(SignInLink.membership_id == membership_id))
        connection.execute(delete(Membership).where(Membership.id == membership_id))
        elsewhere = select(Membership.id).where(Membership.person_id == before.person_id).exists()
        connection.execute(delete(StaffSession).where(StaffSession.person_id == before.person_id, ~elsewhere))
        _note(organisation_id, "removed", membership_id, by, before={"email": before.email, "role": before.role})


@dataclass(frozen=True)
class _Before:
    person_id: int
    email: str
    role: str


def _locked(connection: Connection, organisation_id: int) -> None:
    """One at a time in one team: two owners cannot let go of each other in the same moment."""
    connection.execute(select(Organisation.id).where(Organisation.id == organisation_id).with_for_update())


def _member(connection: Connection, organisation_id: int, membership_id: int) -> _Before:
    row = connection.execute(
        select(Membership.person_id, Person.email, Membership.role).join(Person, Person.id == Membership.person_id)
        .where(Membership.id == membership_id, Membership.organisation_id == organisation_id)
    ).one_or_none()
    if row is None:
        raise Missing(membership_id)
    return _Before(*row)


def _keep_an_owner(connection: Connection, organisation_id: int, but: int) -> None:
    others = connection.execute(
        select(func.count()).select_from(Membership).where(
            Membership.organisation_id == organisation_id, Membership.role == "owner",
            Membership.joined_at.is_not(None), Membership.id != but,
        )
    ).scalar_one()
    if not others:
        raise Refused("last-owner")


def _mail(connection: Connection, organisation_id: int, membership_id: int, language: str) -> str:
    person_id, email = connection.execute(
        select(Person.id, Person.email).join(Membership, Membership.person_id == Person.id).where(Membership.id == membership_id)
    ).one()
    connection.execute(
        update(SignInLink).where(SignInLink.membership_id == membership_id, SignInLink.used_at.is_(None)).values(used_at=clock.now())
    )
    link_id, _ = service.new_link(connection, "invitation", person_id, life=service.INVITATION_LIFE, membership_id=membership_id)
    outbox.enqueue("invitation", payload={"link": link_id}, organisation_id=organisation_id, recipient=email, language=language)
    return str(email)


def _note(
    organisation_id: int, deed: str, membership_id: int, by: int, *,
    before: dict[str, object] | None = None, after: dict[str, object] | None = None,
) -> None:
    audit.note(organisation_id=organisation_id, deed=deed, kind="membership", subject_id=membership_id, person_id=by,
               before=before, after=after)
