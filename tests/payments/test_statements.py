"""Files of banks: dialects of CSV, and CAMT.053."""

import codecs
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventsvc.core.errors import Refused
from eventsvc.payments import camt, statements
from eventsvc.payments.statements import Line
from tests.registration.cases import reason

ADA = Line(
    booked_on=date(2027, 4, 1), cents=11_900, currency="EUR", name="Ada Ahrens", iban="DE02120300000000202051", text="EV 6HXT 9QRA Müller",
)
SPARKASSE = (
    '"Auftragskonto";"Buchungstag";"Valutadatum";"Buchungstext";"Verwendungszweck";"Glaeubiger ID";"Mandatsreferenz";'
    '"Kundenreferenz (End-to-End)";"Sammlerreferenz";"Lastschrift Ursprungsbetrag";"Auslagenersatz Ruecklastschrift";'
    '"Beguenstigter/Zahlungspflichtiger";"Kontonummer/IBAN";"BIC (SWIFT-Code)";"Betrag";"Waehrung";"Info"\n'
    '"DE8937";"01.04.27";"01.04.27";"GUTSCHR. UEBERWEISUNG";"EV 6HXT 9QRA Müller";"";"";"";"";"";"";"Ada Ahrens";'
    '"DE02120300000000202051";"BYLADEM1001";"119,00";"EUR";"Umsatz gebucht"\n'
    '"DE8937";"01.04.27";"01.04.27";"LASTSCHRIFT";"Strom";"";"";"";"";"";"";"Werke";"DE1";"X";"-1.250,10";"EUR";"Umsatz gebucht"\n'
    '"DE8937";"02.04.27";"";"GUTSCHR.";"EV";"";"";"";"";"";"";"Ben";"DE1";"X";"5,00";"EUR";"Umsatz vorgemerkt"\n'
)
DKB = (
    '"Girokonto";"DE89370400440532013000"\n""\n"Kontostand vom 02.04.2027:";"1.234,56 €"\n""\n'
    '"Buchungsdatum";"Wertstellung";"Status";"Zahlungspflichtige*r";"Zahlungsempfänger*in";"Verwendungszweck";"Umsatztyp";"IBAN";'
    '"Betrag (€)";"Gläubiger-ID";"Mandatsreferenz";"Kundenreferenz"\n'
    '"01.04.27";"01.04.27";"Gebucht";"Ada Ahrens";"Hafen";"EV 6HXT 9QRA Müller";"Eingang";"DE02120300000000202051";"119,00";"";"";""\n'
    '"01.04.27";"";"Vorgemerkt";"Ben";"Hafen Forum";"x";"Eingang";"DE02120300000000202051";"119,00";"";"";""\n'
)
ING = (
    "Umsatzanzeige;Datei erstellt am: 02.04.2027 09:00\n\nIBAN;DE89 3704 0044 0532 0130 00\nKontoname;Girokonto\nSaldo;1.353,56;EUR\n\n"
    "Buchung;Wertstellungsdatum;Auftraggeber/Empfänger;Buchungstext;Verwendungszweck;Saldo;Währung;Betrag;Währung\n"
    "01.04.2027;01.04.2027;Ada Ahrens;Gutschrift;EV 6HXT 9QRA Müller;1.353,56;EUR;119,00;EUR\n"
)
VOLKSBANK = (
    "Bezeichnung Auftragskonto;IBAN Auftragskonto;BIC Auftragskonto;Bankname Auftragskonto;Buchungstag;Valutadatum;"
    "Name Zahlungsbeteiligter;IBAN Zahlungsbeteiligter;BIC (SWIFT-Code) Zahlungsbeteiligter;Buchungstext;Verwendungszweck;Betrag;Waehrung;"
    "Saldo nach Buchung;Bemerkung\n"
    "Konto;DE89;GENODE;Volksbank;01.04.2027;01.04.2027;Ada Ahrens;DE02120300000000202051;BYLADEM1001;Gutschrift;EV 6HXT 9QRA Müller;"
    "119,00;EUR;1.353,56;\n"
)
ENGLISH = (
    "Date,Partner Name,Partner Iban,Payment Reference,Amount (EUR)\n"
    "2027-04-01,Ada Ahrens,DE02120300000000202051,EV 6HXT 9QRA Müller,119.00\n"
)
CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"><BkToCstmrStmt><Stmt>
<Ntry><Amt Ccy="EUR">119.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>{state}</Sts><BookgDt><Dt>2027-04-01</Dt></BookgDt>
<NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RltdPties><Dbtr>{name}</Dbtr>
<DbtrAcct><Id><IBAN>DE02120300000000202051</IBAN></Id></DbtrAcct></RltdPties>
<RmtInf><Ustrd>EV 6HXT 9QRA </Ustrd><Ustrd>Müller</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">50.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>{state}</Sts><BookgDt><Dt>2027-04-01</Dt></BookgDt></Ntry>
</Stmt></BkToCstmrStmt></Document>"""
OLD = CAMT.format(version="02", state="BOOK", name="<Nm>Ada Ahrens</Nm>")
NEW = CAMT.format(version="08", state="<Cd>BOOK</Cd>", name="<Pty><Nm>Ada Ahrens</Nm></Pty>")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("file", [SPARKASSE, DKB, VOLKSBANK, ENGLISH], ids=["sparkasse", "dkb", "volksbank", "english"])
def test_dialects(file: str, encoding: str) -> None:
    assert camt.of_file(file.replace("\n", "\r\n").encode(encoding)) == [ADA]


def test_a_bank_that_tells_no_iban() -> None:
    [line] = camt.of_file(ING.encode("cp1252"))

    assert (line.name, line.cents, line.iban, line.text) == (ADA.name, ADA.cents, "", ADA.text)


@pytest.mark.parametrize("file", [OLD, NEW], ids=["2009", "2019"])
def test_camt(file: str) -> None:
    assert camt.of_file(file.encode()) == [ADA]
    assert camt.of_file(codecs.BOM_UTF8 + file.encode()) == [ADA]


def test_a_collective_entry_is_its_parts() -> None:
    part = "<TxDtls><AmtDtls><TxAmt><Amt Ccy=\"EUR\">{}</Amt></TxAmt></AmtDtls><RmtInf><Ustrd>EV {}</Ustrd></RmtInf></TxDtls>"
    begin, end = OLD.index("<TxDtls>"), OLD.index("</NtryDtls>")
    file = OLD[:begin] + part.format("100.00", "A") + part.format("19.00", "B") + OLD[end:]

    assert [(line.cents, line.text) for line in camt.of_file(file.encode())] == [(10_000, "EV A"), (1_900, "EV B")]


@pytest.mark.parametrize("file", [
    b"", b"hello", b"<html></html>", b"<Document", b"a;b;c\n1;2;3\n", b"\x00\x01\x02", b"<?xml version='1.0' encoding='no-such'?><a/>",
    b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
    b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><Document><BkToCstmrStmt>&x;</BkToCstmrStmt></Document>',
])  # fmt: skip
def test_what_is_no_statement_is_refused(file: bytes) -> None:
    assert reason(camt.of_file, file) == "statement-unreadable"


def test_what_is_too_large_is_refused() -> None:
    assert reason(camt.of_file, b"x" * (statements.MOST_BYTES + 1)) == "statement-large"


@pytest.mark.parametrize(("typed", "cents"), [
    ("119,00", 11_900), ("1.234,56", 123_456), ("1,234.56", 123_456), ("1.234", 123_400), ("12,5", 1_250), ("-7,00 €", -700),
    ("7,00-", -700),
    ("+3", 300), ("1 234,00", 123_400), ("1'234.50", 123_450), ("", None), ("abc", None), ("1,2,3", None), ("12.34.56", None),
])  # fmt: skip
def test_amounts(typed: str, cents: int | None) -> None:
    assert statements.amount(typed) == cents


@pytest.mark.parametrize(("typed", "found"), [
    ("01.04.27", date(2027, 4, 1)), ("1.4.2027", date(2027, 4, 1)), ("2027-04-01", date(2027, 4, 1)), ("31.02.2027", None), ("soon", None),
])  # fmt: skip
def test_days(typed: str, found: date | None) -> None:
    assert statements.day(typed) == found


def test_two_alike_in_one_file_are_two() -> None:
    first = statements.digests([ADA, ADA])

    assert len(set(first)) == 2
    assert statements.digests([ADA, ADA]) == first


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_no_file_is_a_fault_of_ours(raw: bytes) -> None:
    why = ""
    lines: list[Line] = []
    try:
        lines = camt.of_file(raw)
    except Refused as no:
        why = no.reason

    assert why in {"", "statement-unreadable"}
    assert all(line.cents > 0 for line in lines)


@given(st.integers(0, 10**9))
def test_what_is_written_is_read(cents: int) -> None:
    german = f"{cents // 100:,}".replace(",", ".") + f",{cents % 100:02d}"

    assert statements.amount(german) == cents
    assert statements.amount(f"{cents // 100:,}.{cents % 100:02d}") == cents
