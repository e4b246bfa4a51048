"""A document for people: one sheet in its own language, the same bytes whenever it is drawn."""

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from eventsvc.core import wording
from eventsvc.invoices import heavy
from eventsvc.invoices.facts import Document, Line
from eventsvc.invoices.words import means, reason, said

FONTS = Path(__file__).parent.parent / "static" / "vendor" / "print"
LEFT, RIGHT, TOP, FOOT = 25.0, 20.0, 18.0, 24.0
WIDTH = 210.0 - LEFT - RIGHT
INK, QUIET, RULE = (24, 30, 36), (96, 104, 112), (205, 210, 214)
AMOUNT, RATE = 32.0, 24.0


def drawn(document: Document, digest: str) -> bytes:
    """The PDF. `digest` is the document's in the chain; its beginning stands at the foot."""
    sheet = _Sheet(document, digest)
    sheet.head()
    sheet.parties()
    sheet.lines()
    sheet.sums()
    sheet.sentences()
    return bytes(sheet.pdf.output())


def checksum(digest: str) -> str:
    """3F9C 71A0 B2E4."""
    return " ".join(digest[start:start + 4].upper() for start in (0, 4, 8))


class _Sheet:
    """One document on its way onto paper."""

    def __init__(self, document: Document, digest: str) -> None:
        self.document, self.digest = document, digest
        self.pdf = heavy.fpdf().FPDF(format="A4")
        self.pdf.set_margins(LEFT, TOP, RIGHT)
        self.pdf.set_auto_page_break(auto=True, margin=FOOT)
        self.pdf.set_creation_date(datetime.fromisoformat(document.issued_at))
        self.pdf.set_lang(document.language)
        self.pdf.set_title(f"{self.said(document.kind)} {document.shown}")
        self.pdf.set_author(document.seller.name)
        for family, part in (("sans", "latin"), ("more", "latin-ext")):
            for style, weight in (("", 400), ("B", 600)):
                self.pdf.add_font(family, style, FONTS / f"instrument-sans-{part}-{weight}.woff2")
        self.known = {code for font in self.pdf.fonts.values() for code in font.cmap}
        self.pdf.set_fallback_fonts(["more"])
        self.pdf.footer = self.foot
        self.pdf.alias_nb_pages()
        self.pdf.add_page()

    def said(self, word: str, **values: object) -> str:
        return said(self.document, word, **values)

    def day(self, iso: str) -> str:
        return wording.iso_day(iso, self.document.language)

    def money(self, cents: int) -> str:
        return wording.money(cents, self.document.currency, self.document.language)

    def readable(self, text: str) -> str:
        """Letters that the font has; of others their base letter, or a question mark."""
        found = []
        for letter in text:
            base = unicodedata.normalize("NFKD", letter)[0]
            plain = " " if letter.isspace() else base if ord(base) in self.known else "?"
            found.append(letter if ord(letter) in self.known else plain)
        return "".join(found)

    def write(self, text: str, *, size: float = 9.5, bold: bool = False, quiet: bool = False, width: float = WIDTH, align: str = "L",
              x: float | None = None) -> None:
        """A paragraph; the next thing begins below it."""
        self.font(size, bold=bold, quiet=quiet)
        if x is not None:
            self.pdf.set_x(x)
        self.pdf.multi_cell(width, size * 0.5, self.readable(text), align=align, new_x="LMARGIN", new_y="NEXT")

    def font(self, size: float, *, bold: bool = False, quiet: bool = False) -> None:
        self.pdf.set_font("sans", "B" if bold else "", size)
        self.pdf.set_text_color(*(QUIET if quiet else INK))

    def row(self, cells: Sequence[tuple[str, float, str]], *, size: float = 9.5, bold: bool = False, quiet: bool = False) -> None:
        """One line of cells (text, width, alignment)."""
        self.font(size, bold=bold, quiet=quiet)
        for text, width, align in cells:
            self.pdf.cell(width, size * 0.58, self.readable(text), align=align)
        self.pdf.ln(size * 0.58)

    def rule(self, gap: float = 1.6) -> None:
        self.pdf.ln(gap)
        self.pdf.set_draw_color(*RULE)
        self.pdf.line(LEFT, self.pdf.get_y(), LEFT + WIDTH, self.pdf.get_y())
        self.pdf.ln(gap)

    def head(self) -> None:
        """The seller."""
        seller = self.document.seller
        self.write(seller.name, size=13, bold=True)
        self.pdf.ln(1)
        numbers = [
            f"{self.said(word)} {value}" for word, value in (("vat-id", seller.vat_id), ("tax-number", seller.tax_number)) if value
        ]
        for text in (f"{seller.street}, {seller.postcode_city}", ", ".join(numbers), seller.email):
            if text:
                self.write(text, size=8.5, quiet=True)
        self.pdf.ln(10)

    def parties(self) -> None:
        """Where the window of an envelope is: the buyer. Beside it the numbers and days."""
        top = self.pdf.get_y()
        for number, text in enumerate(self.address()):
            self.write(text, bold=number == 0, width=85)
        below = self.pdf.get_y()
        self.pdf.set_y(top)
        for word, value in self.meta():
            self.pdf.set_x(LEFT + 95)
            self.row(((word, 28, "L"), (value, WIDTH - 123, "L")), size=9)
        self.pdf.set_y(max(below, self.pdf.get_y()) + 10)

    def address(self) -> list[str]:
        buyer = self.document.buyer
        if buyer is None:
            return []
        country = "" if buyer.country in {"", "DE"} else buyer.country
        found = [buyer.name, buyer.street, f"{buyer.postcode} {buyer.city}".strip(), country]
        return [text for text in [*found, f"{self.said('vat-id')} {buyer.vat_id}" if buyer.vat_id else ""] if text]

    def meta(self) -> list[tuple[str, str]]:
        one = self.document
        days = self.day(one.service_from)
        if one.service_until != one.service_from:
            days = wording.days(date.fromisoformat(one.service_from), date.fromisoformat(one.service_until), one.language)
        found = [
            (self.said(one.kind), one.shown), (self.said("date"), self.day(one.issued_on)), (self.said("service"), days),
            (self.said("paid"), f"{self.day(one.paid_on)}, {means(one)}"), (self.said("order"), one.order),
            (self.said("yours"), one.buyer.order_number if one.buyer else ""),
        ]
        if one.refers_to is not None:
            found.insert(1, (self.said("refers" if one.kind == "correction" else "replaces"), one.refers_to.number))
        return [(word, value) for word, value in found if value]

    def lines(self) -> None:
        """Title, event, and what was bought."""
        one = self.document
        self.write(f"{self.said(one.kind)} {one.shown}", size=16, bold=True)
        self.pdf.ln(2)
        if one.refers_to is not None:
            sentence = self.said(
                "back" if one.kind == "correction" else "instead", number=one.refers_to.number, day=self.day(one.refers_to.on),
            )
            self.write(f"{sentence} {reason(one)}".strip())
            self.pdf.ln(1.5)
        self.write(", ".join(text for text in (f"{one.title}. {one.when}", one.place) if text) + ".")
        self.pdf.ln(4)
        name = WIDTH - RATE - AMOUNT
        self.row(((self.said("what"), name, "L"), (self.said("vat"), RATE, "R"), (self.said("amount"), AMOUNT, "R")), size=8.5, quiet=True)
        for line in one.lines:
            self.rule()
            self.row(((line.name, name, "L"), (self.taxed(line), RATE, "R"), (self.money(line.gross_cents), AMOUNT, "R")), bold=True)
            self.row(((self.said("unit", quantity=line.quantity, unit=self.money(line.unit_cents)), name, "L"),), size=8.5, quiet=True)
        self.rule()

    def taxed(self, line: Line) -> str:
        return self.said("free") if line.percent is None else f"{line.percent} %"

    def sums(self) -> None:
        """Net and VAT for each rate, and the sum. Who owes no VAT prints none (§ 14c UStG)."""
        one = self.document
        for share in one.shares:
            if share.percent is None:
                self.sum(share.note, share.gross_cents)
            else:
                self.sum(self.said("net", percent=share.percent), share.net_cents)
                self.sum(self.said("tax", percent=share.percent), share.vat_cents)
        self.sum(self.said("gross-back" if one.kind == "correction" else "gross-paid"), one.gross_cents, bold=True)
        self.pdf.ln(8)

    def sum(self, word: str, cents: int, *, bold: bool = False) -> None:
        self.row(((word, WIDTH - AMOUNT, "L"), (self.money(cents), AMOUNT, "R")), size=11 if bold else 9.5, bold=bold)

    def sentences(self) -> None:
        """What the law and the reader want to know."""
        one, found = self.document, []
        if one.kind != "correction":
            found.append(self.said("settled"))
            if one.paid_on < one.service_from:
                found.append(self.said("advance", day=self.day(one.paid_on)))
        if one.buyer is not None and one.buyer.business:
            found.append(self.said("xml", number=one.shown))
        found.append(self.said("never"))
        self.write(" ".join(found), size=8.5, quiet=True)

    def foot(self) -> None:
        """Who the seller is, the page, the checksum."""
        seller = self.document.seller
        self.pdf.set_y(-FOOT + 6)
        known = [seller.name, seller.register_entry]
        if seller.represented_by:
            known.append(f"{self.said('represented')} {seller.represented_by}")
        self.write(", ".join(text for text in known if text), size=7.5, quiet=True)
        page = self.said("page", page=self.pdf.page_no())
        self.write(f"{page} · {self.said('digest')} {checksum(self.digest)}", size=7.5, quiet=True)
