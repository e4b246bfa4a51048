"""CAMT.053 (ISO 20022): which arrivals are in a statement. No document types, so no entities that grow or reach out. Pure."""

from datetime import date
from xml.etree.ElementTree import Element, ParseError, XMLParser
from xml.parsers import expat

from eventsvc.core.errors import Refused
from eventsvc.payments import statements
from eventsvc.payments.statements import Line

BOOKED = ("BOOK", "")


def of_file(raw: bytes) -> list[Line]:
    """The arrivals of a statement, CAMT.053 if it is XML, else CSV. Refused: statement-large, statement-unreadable."""
    if len(raw) > statements.MOST_BYTES:
        raise Refused("statement-large")
    return of_xml(raw) if raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else statements.of_csv(raw)


def of_xml(raw: bytes) -> list[Line]:
    """Refused: statement-unreadable, also for a document type (no bank sends one)."""
    root = _parsed(raw)
    entries = [one for one in root.iter() if one.tag == "Ntry"]
    if not any(one.tag == "BkToCstmrStmt" for one in root.iter()):
        raise Refused("statement-unreadable")
    return [line for entry in entries[:statements.MOST_LINES] for line in _lines(entry)]


def _parsed(raw: bytes) -> Element:
    first = expat.ParserCreate()
    first.StartDoctypeDeclHandler = _no_doctype
    try:
        first.Parse(raw, True)
        parser = XMLParser()  # noqa: S314  nothing with a document type comes as far as this
        parser.feed(raw)
        root: Element = parser.close()
    except (expat.ExpatError, ParseError, ValueError, LookupError) as no:
        raise Refused("statement-unreadable") from no
    for one in root.iter():
        one.tag = one.tag.rpartition("}")[2]
    return root


def _no_doctype(*_what: object) -> None:
    raise Refused("statement-unreadable")


def _text(element: Element | None, path: str) -> str:
    return "" if element is None else (element.findtext(path) or "").strip()


def _lines(entry: Element) -> list[Line]:
    """One for each transaction of a booked credit; an entry without details is one itself."""
    state = _text(entry, "Sts/Cd") or _text(entry, "Sts")
    if _text(entry, "CdtDbtInd") != "CRDT" or state not in BOOKED or _text(entry, "RvslInd") == "true":
        return []
    booked = _day(_text(entry, "BookgDt/Dt") or _text(entry, "BookgDt/DtTm") or _text(entry, "ValDt/Dt"))
    if booked is None:
        raise Refused("statement-unreadable")
    parts = [one for one in entry.findall("NtryDtls/TxDtls") if _text(one, "CdtDbtInd") in {"CRDT", ""}]
    single = len(parts) <= 1
    return [
        line for one in (parts or [entry])
        if (line := _line(one, entry if single else None, booked, _text(entry, "AddtlNtryInf"))) is not None
    ]


def _line(one: Element, entry: Element | None, booked: date, more: str) -> Line | None:
    """`entry`: whose amount it is, if it is the only one in it."""
    sums = [entry.find("Amt")] if entry is not None else [one.find("AmtDtls/TxAmt/Amt"), one.find("Amt")]
    sum_ = next((found for found in sums if found is not None), None)
    cents = None if sum_ is None else statements.amount((sum_.text or "").strip())
    if sum_ is None or not cents or cents < 0:
        return None
    parties = one.find("RltdPties")
    said = "".join(part.text or "" for part in one.findall("RmtInf/Ustrd")) or _text(one, "RmtInf/Strd/CdtrRefInf/Ref") or more
    end = _text(one, "Refs/EndToEndId")
    return Line(
        booked_on=booked, cents=cents, currency=sum_.get("Ccy", "EUR"),
        name=statements.clean(_text(parties, "Dbtr/Nm") or _text(parties, "Dbtr/Pty/Nm")),
        iban=_text(parties, "DbtrAcct/Id/IBAN")[:34],
        text=statements.clean(said if end in {"", "NOTPROVIDED"} else f"{said} {end}"),
    )


def _day(text: str) -> date | None:
    return statements.day(text[:10])
