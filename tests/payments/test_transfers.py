"""IBAN and GiroCode."""

import pytest

from eventsvc.payments import transfers

KNOWN = [
    "DE89 3704 0044 0532 0130 00", "GB82 WEST 1234 5698 7654 32", "FR14 2004 1010 0505 0001 3M02 606", "AT61 1904 3002 3457 3201",
    "NL91ABNA0417164300", "CH93 0076 2011 6238 5295 7", "NO93 8601 1117 947", "MT84MALT011000012345MTLCAST001S",
]


@pytest.mark.parametrize("iban", KNOWN)
def test_known_ones_are_right(iban: str) -> None:
    assert transfers.is_iban(transfers.clean(iban.lower()))


@pytest.mark.parametrize("iban", [
    "", "DE00123456780123456789", "DE88370400440532013000", "DE8937040044053201300", "GB82WEST1234569876543Ä",
])  # fmt: skip
def test_wrong_ones_are_not(iban: str) -> None:
    assert not transfers.is_iban(iban)


@pytest.mark.parametrize("iban", [transfers.clean(one) for one in KNOWN])
def test_one_wrong_digit_is_noticed(iban: str) -> None:
    for at, char in enumerate(iban):
        if char.isdigit():
            assert not transfers.is_iban(iban[:at] + str((int(char) + 1) % 10) + iban[at + 1:])


def test_as_it_stands_on_cards() -> None:
    assert transfers.in_fours("DE89370400440532013000") == "DE89 3704 0044 0532 0130 00"


@pytest.mark.parametrize(("bic", "right"), [("COBADEFF", True), ("COBADEFFXXX", True), ("COBADEF", False), ("COBADEFFX", False)])
def test_bic(bic: str, right: bool) -> None:  # noqa: FBT001
    assert transfers.is_bic(bic) is right


def test_the_girocode_of_the_guideline() -> None:
    """EPC069-12, version 3.1, example 2.1, with free text instead of a structured reference."""
    said = transfers.giro(
        holder="Red Cross of Belgium", iban="BE72000000001616", bic="BPOTBEB1", cents=100, text="Urgency fund",
    )

    assert said == "BCD\n002\n1\nSCT\nBPOTBEB1\nRed Cross of Belgium\nBE72000000001616\nEUR1.00\n\n\nUrgency fund"
    assert len(transfers.giro(holder="ä" * 200, iban="B" * 34, bic="B" * 11, cents=99_999_999, text="ö" * 200).encode()) <= 512
