# SPDX-License-Identifier: AGPL-3.0-or-later
"""A bill read from its pages: each value with where it stood and why.

Wrong is worse than empty: a value is sure only where two things on the page say it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from . import identifiers
from .folding import squeezed
from .looking import Sheet
from .numbers import dates_of, number_of
from .page import Box, Page
from .parties import supplier_name
from .reading import Read, Reading
from .table import rows_of
from .totals import Money, Totals, totals_of
from .words import Words

NOWHERE = Box(0, 0, 0, 0)
CURRENCIES = (("EUR", ("EUR", "€", "EUROS")), ("USD", ("USD", "US$", "$")),
              ("GBP", ("GBP", "£")), ("CHF", ("CHF",)), ("PLN", ("PLN", "ZŁ")),
              ("SEK", ("SEK",)), ("DKK", ("DKK",)), ("CZK", ("CZK",)))  # fmt: skip
LEAST_TEXT = 40  # letters of a page that is more than a picture
OF_A_BLOCK = 150  # points below a party's label in which its numbers stand
TITLE_PART = 0.3  # of a line that is a phrase of a title
HEAD = 14  # lines in which a document says what it is


class Own(NamedTuple):
    """Who we are, so that we are not taken for the supplier."""

    names: tuple[str, ...] = ()
    vat_numbers: frozenset[str] = frozenset()
    sirens: frozenset[str] = frozenset()
    ibans: frozenset[str] = frozenset()


def read_bill(pages: Sequence[Page], words: Words, own: Own, table: Words | None = None) -> Reading:
    """Return what the pages say. Pages without text give the kind `scan`. `table`: the words
    at the heads of tables; without them no lines are read."""
    letters = sum(len(cell.text) for page in pages for cell in page.cells)
    if letters < LEAST_TEXT:
        return Reading("scan", {}, "no_text")
    sheets = [Sheet(page, words) for page in pages]
    totals = totals_of(sheets)
    american = month_first([sheet.page for sheet in sheets])
    fields: dict[str, Read] = {}
    number = number_of(sheets, credited=_is_credit(sheets))
    kind, why = _kind(sheets, number, totals.total)
    if kind == "other":
        return Reading(kind, {}, why)
    if number:
        fields["number"] = number
    fields |= dates_of(sheets, american)
    fields |= _amounts(totals)
    rows = _table(pages, table, totals)
    if rows:
        fields["lines"] = Read(rows, True, rows[0].page, rows[0].box, "lines")
    order = number_of(sheets, "order")
    if order:
        fields["order"] = order._replace(sure=False)
    currency = _currency(sheets, totals.total)
    if currency:
        fields["currency"] = currency
    name = supplier_name(sheets, own.names)
    if name:
        fields["supplier"] = name
    fields |= _identified(sheets, own, name)
    return Reading(kind, fields, why)


def _amounts(totals: Totals) -> dict[str, Read]:
    """Return the totals and the tax by rate as they are read."""
    fields: dict[str, Read] = {}
    for name, money in (
        ("untaxed", totals.untaxed), ("tax", totals.tax),
        ("total", totals.total), ("payable", totals.payable),
    ):  # fmt: skip
        if money is not None:
            sure = totals.sure and (name != "payable" or money.value == totals.total.value)
            fields[name] = _read(money, sure)
    if totals.rates:
        place = fields.get("tax") or fields["total"]
        fields["rates"] = place._replace(
            value=tuple((row.percent, row.base, row.tax) for row in totals.rates),
            sure=totals.sure and totals.printed, why="rates",
        )  # fmt: skip
    return fields


def _table(pages: Sequence[Page], table: Words | None, totals: Totals) -> tuple:
    """Return the lines of the table, only where the totals are sure and the lines are theirs."""
    if table is None or not totals.sure or not totals.printed:
        return ()
    rates = [(row.percent, row.base, row.tax) for row in totals.rates]
    return rows_of(pages, table, totals.untaxed.value, rates)


def _read(money: Money, sure: bool) -> Read:
    why = "gate" if sure else "label"
    return Read(money.value, sure, money.page, money.box, why, money.label)


def _is_credit(sheets: Sequence[Sheet]) -> bool:
    """Say whether the head has the title of a credit note, and none of a bill."""
    words = sheets[0].words
    titles = [cell.text for line in sheets[0].page.lines[:HEAD] for cell in line.cells if len(cell.text) < 60]
    credit = any(_is_titled(text, words, words.name(text, ("credit",))) for text in titles)
    return credit and not _invoice_title(titles, words)


def _kind(sheets: Sequence[Sheet], number: Read | None, total: Money | None) -> tuple[str, str]:
    """Return bill, credit or other, and why."""
    words = sheets[0].words
    head = [cell.text for line in sheets[0].page.lines[:HEAD] for cell in line.cells]
    everywhere = [line.text for sheet in sheets for line in sheet.page.lines]
    bill = any(words.name(text, ("bill",)) for text in everywhere)
    titles = [text for text in head if len(text) < 60]
    credit = any(_is_titled(text, words, words.name(text, ("credit",))) for text in titles)
    other = [text for text in titles if _is_title(text, words)]
    billed = any(words.find(text, ("bill",)) for text in titles)
    if other and not billed and not credit:
        return "other", "title"
    if total is None and number is None or not (bill or credit):
        return "other", "no_bill"
    if credit and not _invoice_title(titles, words):
        return "credit", "title"
    if total is not None and total.value < 0:
        return "credit", "negative"
    return "bill", ""


def _is_title(text: str, words: Words) -> bool:
    """Say whether a line is a title of a document that is no bill."""
    found = words.find(text, ("no_bill",))
    whole = squeezed(text)
    return not text.rstrip().endswith(":") and any(len(p) >= 0.85 * len(whole) for p in found)


def _invoice_title(titles: Sequence[str], words: Words) -> bool:
    """Say whether a line of the head says that it is a bill, and no credit note."""
    return any(
        _is_titled(text, words, words.find(text, ("bill",))) and not words.find(text, ("credit",))
        for text in titles
    )


def _is_titled(text: str, words: Words, phrases: Sequence[str]) -> bool:
    """Say whether these phrases of a text are its title: at its beginning, or much of it.

    In « déduit de votre prochaine facture » the bill is none.
    """
    whole = squeezed(text)
    return any(
        whole.startswith(phrase) or len(phrase) >= TITLE_PART * len(whole) for phrase in phrases
    ) or any(phrase.startswith("*") for phrase in phrases)


def month_first(pages: Sequence[Page]) -> bool:
    """Say whether days are written as in the United States: dollars, and no euro."""
    text = " ".join(cell.text for page in pages for cell in page.cells)
    return "$" in text and "€" not in text and " EUR" not in text


def _currency(sheets: Sequence[Sheet], total: Money | None) -> Read | None:
    """Return the currency: that beside the total, else the most frequent one."""
    counts: Counter[str] = Counter()
    beside: dict[str, Read] = {}
    for sheet in sheets:
        for line in sheet.page.lines:
            for cell in line.cells:
                for code in _codes(cell.text):
                    near = total is not None and sheet.page.number == total.page and (
                        abs(line.box.middle - total.box.middle) < 12
                    )
                    counts[code] += 20 if near else 1
                    beside.setdefault(code, Read(code, True, cell.page, cell.box, "currency"))
    if not counts:
        return None
    (code, most), *others = counts.most_common()
    sure = not others or most >= 2 * others[0][1]
    return beside[code]._replace(sure=sure)


def _codes(text: str) -> list[str]:
    flat = f" {' '.join(text.upper().replace(':', ' ').replace('(', ' ').replace(')', ' ').split())} "
    return [
        code
        for code, signs in CURRENCIES
        if any((f" {sign} " in flat) if sign.isalpha() else (sign in flat) for sign in signs)
    ]


def _identified(sheets: Sequence[Sheet], own: Own, name: Read | None) -> dict[str, Read]:
    """Return the identifiers of the supplier: those that are neither ours nor in a block of
    the buyer or of somebody else."""
    found = {}
    for field, numbers, ours in (
        ("supplier_vat", identifiers.vat_numbers(sheets), own.vat_numbers),
        ("supplier_siren", identifiers.siren_numbers(sheets), own.sirens),
        ("iban", identifiers.ibans(sheets), own.ibans),
    ):
        left = [one for one in numbers if one.value not in ours]
        by_page = {sheet.page.number: sheet for sheet in sheets}
        left = [one for one in left if not _of_another(by_page[one.page], one)] or left
        values = list(dict.fromkeys(one.value for one in left))
        if values:
            one = min(left, key=lambda one: _distance(by_page[one.page], one, name))
            sure = len(values) == 1
            found[field] = Read(one.value, sure, one.page, one.box, "check_digits")
    return found


def _distance(sheet: Sheet, one, name: Read | None) -> float:
    """Return how far below the name of the supplier a number stands."""
    if name is None:
        return 0.0
    key, best = squeezed(name.value), 10_000.0
    for cell in sheet.page.cells:
        below = one.box.top - cell.box.top
        if below >= -2 and key in squeezed(cell.text):
            best = min(best, below + 0.5 * abs(cell.box.left - one.cell.box.left))
    return best


def _of_another(sheet: Sheet, one) -> bool:
    """Say whether an identifier stands in the block of the buyer or a third party."""
    box, best = one.box, None
    for label in sheet.labels:
        if label.field not in ("seller", "buyer", "other_party"):
            continue
        here = label.cell is one.cell and label.start < 30
        above = label.cell.box.top <= box.top and label.cell.box.left <= box.right
        near = abs(label.cell.box.left - one.cell.box.left) < 60 or here
        close = above and near and box.top - label.cell.box.top < OF_A_BLOCK
        if close and (best is None or label.cell.box.top >= best.cell.box.top):
            best = label
    return best is not None and best.field != "seller"
