"""Signing in by mailed links, and the sessions that come of it."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, delete, insert, select, update

from eventsvc.accounts import queries
from eventsvc.accounts.models import Membership, Person, SignInLink, StaffSession
from eventsvc.core import audit, clock, codes, db, limits, outbox, signing
from eventsvc.core.addresses import clean_email, email_key
from eventsvc.core.db import reading, transaction
from eventsvc.core.errors import Missing, Refused, TooMany

HOUR = timedelta(hours=1)
LINK_LIFE = timedelta(minutes=15)
INVITATION_LIFE = timedelta(days=7)
CONSOLE_LIFE = timedelta(days=1)
SESSION_LIFE = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=5)
LINKS_AN_HOUR = 5
TRIES = 5


@dataclass(frozen=True)
class Opened:
    """What a link is for, so that its page can say so. Nothing has changed yet."""

    purpose: str
    email: str
    name: str
    language: str
    organisation: str
    role: str


@dataclass(frozen=True)
class Entered:
    """Somebody is signed in: the secret for the cookie, and where to go."""

    token: str
    next_path: str
    language: str


def request_sign_in(email: str, language: str, next_path: str = "") -> None:
    """Mail a link to somebody who works here. For every other address the same is written and taken back, so that time tells nothing.

    Raises TooMany after five an hour, for known and unknown addresses alike.
    """
    key = email_key(email)
    tally = f"sign-in|{signing.digest(key)}"
    with transaction() as connection:
        if not limits.allowed(tally, most=LINKS_AN_HOUR, per=HOUR):
            raise TooMany(limits.retry_at(tally, HOUR))
        person = _worker(connection, key)
        attempt = connection.begin_nested()
        link_id, _ = new_link(connection, "sign-in", person and person[0], life=LINK_LIFE, next_path=next_path)
        outbox.enqueue("sign-in", payload={"link": link_id}, recipient=person[1] if person else email, language=language)
        if person is None:
            attempt.rollback()
        else:
            attempt.commit()


def open_link(token: str) -> Opened:
    """Look at a link without using it up: mail scanners do so too."""
    row = reading().execute(
        select(SignInLink.purpose, SignInLink.used_at, SignInLink.expires_at, SignInLink.uuid, SignInLink.id, SignInLink.person_id)
        .where(SignInLink.token_hash == signing.digest(token))
    ).one_or_none()
    if row is None:
        raise Missing("link")
    if row.used_at is not None:
        raise Refused("link-used")
    if row.expires_at <= clock.now():
        raise Refused("link-over")
    if row.person_id is None:
        return Opened(row.purpose, "", "", "", "", "owner")
    found = queries.letter(row.id)
    if found is None:
        raise Refused("link-over")
    return Opened(found.purpose, found.email, found.name, found.language, found.organisation, found.role)


def use_link(token: str, *, device: str, ending: str = "", name: str = "") -> Entered:
    """Use a link up and sign in. Of two that use it at once the conditional write lets one in. `ending`: the session before this one."""
    with transaction() as connection:
        link = _used_up(connection, SignInLink.token_hash == signing.digest(token))
        if link is None:
            raise _why_not(connection, token)
        if link.person_id is None:
            raise Missing("a founder says who it is first")
        if link.membership_id is not None:
            _join(connection, link.membership_id, link.person_id, name)
        return _entered(connection, link.person_id, device=device, ending=ending, next_path=link.next_path)


def use_code(email: str, code: str, *, device: str, ending: str = "") -> Entered:
    """Sign in with the six digits of the newest link. One answer for wrong, unknown, used, over and tried five times."""
    typed = "".join(char for char in code if char.isdecimal())
    with transaction() as connection:
        link = _tried(connection, email)
        right = link is not None and signing.same(queries.link_code(link.uuid), typed)
        used = _used_up(connection, SignInLink.id == link.id) if link is not None and right else None
        if used is not None and used.person_id is not None:
            return _entered(connection, used.person_id, device=device, ending=ending, next_path=used.next_path)
    raise Refused("code-wrong")


def first_owner_link() -> str | None:
    """The token of the one link that founds this instance, printed in the console; None once somebody is responsible.

    A new one makes the earlier ones void.
    """
    with transaction() as connection:
        if queries.has_owner():
            return None
        connection.execute(
            update(SignInLink).where(SignInLink.purpose == "first-owner", SignInLink.used_at.is_(None)).values(used_at=clock.now())
        )
        return new_link(connection, "first-owner", None, life=INVITATION_LIFE)[1]


def console_link(email: str) -> str:
    """The token of a link for somebody who works here, printed in the console: holds a day."""
    with transaction() as connection:
        worker = _worker(connection, email_key(email))
        if worker is None:
            raise Missing(email)
        return new_link(connection, "first-owner", worker[0], life=CONSOLE_LIFE)[1]


def leave(token: str) -> None:
    """End a session on the server: the cookie is worth nothing any more."""
    with transaction() as connection:
        connection.execute(delete(StaffSession).where(StaffSession.token_hash == signing.digest(token)))


def end_session(person_id: int, session_id: int) -> None:
    """End one of the person's own sessions."""
    with transaction() as connection:
        gone = connection.execute(delete(StaffSession).where(StaffSession.id == session_id, StaffSession.person_id == person_id))
        if not gone.rowcount:
            raise Missing(session_id)


def end_other_sessions(person_id: int, but: int) -> int:
    """End all of the person's sessions but one; says how many."""
    with transaction() as connection:
        return connection.execute(delete(StaffSession).where(StaffSession.id != but, StaffSession.person_id == person_id)).rowcount


def remember(session_id: int, content: dict[str, object]) -> None:
    """Keep what a session carries from page to page."""
    with transaction() as connection:
        connection.execute(update(StaffSession).where(StaffSession.id == session_id).values(content=content))


def seen(session_id: int, person_id: int, organisation_id: int | None) -> None:
    """Note that somebody is still there, at most every five minutes."""
    now = clock.now()
    with transaction() as connection:
        late = connection.execute(
            update(StaffSession).where(StaffSession.id == session_id, StaffSession.seen_at <= now - SEEN_EVERY).values(seen_at=now)
        )
        if late.rowcount:
            connection.execute(
                update(Membership).where(Membership.person_id == person_id, Membership.organisation_id == organisation_id)
                .values(seen_at=now)
            )


def speak(person_id: int, language: str) -> None:
    """The language of the person's desk."""
    with transaction() as connection:
        connection.execute(update(Person).where(Person.id == person_id).values(language=language))


def sweep() -> int:
    """Take away sessions and links that are over; a used link stays a day, so that its page can say so."""
    now = clock.now()
    with transaction() as connection:
        gone = connection.execute(
            delete(StaffSession).where((StaffSession.expires_at <= now) | (StaffSession.seen_at <= now - queries.IDLE))
        ).rowcount
        return gone + connection.execute(delete(SignInLink).where(SignInLink.expires_at <= now - CONSOLE_LIFE)).rowcount


def person(connection: Connection, email: str, *, name: str = "", language: str = "de") -> int:
    """The person with this address, made if there is none."""
    values = {
        "name": name, "email": clean_email(email), "email_key": email_key(email), "language": language, "created_at": clock.now(),
    }
    connection.execute(db.insert(Person).values(values).on_conflict_do_nothing(index_elements=["email_key"]))
    return int(connection.execute(select(Person.id).where(Person.email_key == values["email_key"])).scalar_one())


def new_link(
    connection: Connection, purpose: str, person_id: int | None, *, life: timedelta, next_path: str = "", membership_id: int | None = None,
) -> tuple[int, str]:
    """Write a link down; gives its id and its token."""
    uuid, now = codes.token(), clock.now()
    made = connection.execute(insert(SignInLink).values(
        uuid=uuid, token_hash=signing.digest(queries.link_token(uuid)), purpose=purpose, person_id=person_id, membership_id=membership_id,
        wrong_codes=0, next_path=next_path, created_at=now, expires_at=now + life,
    ).returning(SignInLink.id))
    return int(made.scalar_one()), queries.link_token(uuid)


def enter(connection: Connection, person_id: int, *, device: str) -> str:
    """A new session; gives the secret for the cookie."""
    token, now = codes.token(), clock.now()
    connection.execute(insert(StaffSession).values(
        token_hash=signing.digest(token), person_id=person_id, content={}, device=device[:120],
        created_at=now, seen_at=now, expires_at=now + SESSION_LIFE,
    ))
    return token


def _worker(connection: Connection, key: str) -> tuple[int, str] | None:
    row = connection.execute(
        select(Person.id, Person.email).join(Membership, Membership.person_id == Person.id)
        .where(Person.email_key == key, Membership.joined_at.is_not(None)).limit(1)
    ).one_or_none()
    return None if row is None else (row[0], row[1])


@dataclass(frozen=True)
class _Link:
    id: int
    uuid: str
    person_id: int | None
    membership_id: int | None
    next_path: str


_LINK = (SignInLink.id, SignInLink.uuid, SignInLink.person_id, SignInLink.membership_id, SignInLink.next_path)


def _used_up(connection: Connection, which: object) -> _Link | None:
    now = clock.now()
    row = connection.execute(
        update(SignInLink).where(which, SignInLink.used_at.is_(None), SignInLink.expires_at > now)  # type: ignore[arg-type]
        .values(used_at=now).returning(*_LINK)
    ).one_or_none()
    return None if row is None else _Link(*row)


def _tried(connection: Connection, email: str) -> _Link | None:
    """The newest open link of the address, after counting the try: also of many tries at once only five are looked at."""
    newest = (
        select(SignInLink.id).join(Person, Person.id == SignInLink.person_id)
        .where(Person.email_key == email_key(email), SignInLink.purpose == "sign-in")
        .order_by(SignInLink.id.desc()).limit(1).scalar_subquery()
    )
    row = connection.execute(
        update(SignInLink)
        .where(SignInLink.id == newest, SignInLink.used_at.is_(None), SignInLink.expires_at > clock.now(), SignInLink.wrong_codes < TRIES)
        .values(wrong_codes=SignInLink.wrong_codes + 1).returning(*_LINK)
    ).one_or_none()
    return None if row is None else _Link(*row)


def _why_not(connection: Connection, token: str) -> Exception:
    used = connection.execute(select(SignInLink.used_at).where(SignInLink.token_hash == signing.digest(token))).one_or_none()
    if used is None:
        return Missing("link")
    return Refused("link-over" if used[0] is None else "link-used")


def _join(connection: Connection, membership_id: int, person_id: int, name: str) -> None:
    now = clock.now()
    joined = connection.execute(
        update(Membership).where(Membership.id == membership_id, Membership.joined_at.is_(None)).values(joined_at=now)
        .returning(Membership.organisation_id)
    ).scalar_one_or_none()
    if name:
        connection.execute(update(Person).where(Person.id == person_id, Person.name == "").values(name=name))
    if joined is not None:
        audit.note(organisation_id=joined, deed="joined", kind="membership", subject_id=membership_id, person_id=person_id)


def _entered(connection: Connection, person_id: int, *, device: str, ending: str, next_path: str) -> Entered:
    """A new session in place of the old one; other links to sign in with are void from now on."""
    if ending:
        connection.execute(delete(StaffSession).where(StaffSession.token_hash == signing.digest(ending)))
    connection.execute(
        update(SignInLink).where(SignInLink.person_id == person_id, SignInLink.purpose == "sign-in", SignInLink.used_at.is_(None))
        .values(used_at=clock.now())
    )
    language = connection.execute(select(Person.language).where(Person.id == person_id)).scalar_one()
    return Entered(enter(connection, person_id, device=device), next_path, str(language))
