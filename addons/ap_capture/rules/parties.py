# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who sent a bill: the names that the page gives, the buyer's left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .folding import folded, squeezed
from .looking import Sheet
from .page import Box, Cell, Line
from .reading import Read
from .values import amounts_in, days_in

_LEGAL = re.compile(
    r"(?<![A-Z])(SARL|SASU?|EURL|SCOP|SNC|SCI|SELARL|GMBH( & CO( KG)?)?|AG|KG|OHG|UG|E K|GBR|LTD|LIMITED|LLC|INC|PLC|LLP|BV|B V|NV|N V|BVBA|SRL|S R L|SPA|S P A|SL|S L|LDA|AB|OY|APS|A S|CORP|CORPORATION|GROUP|SE)(?![A-Z])"
)
_STREET = re.compile(
    r"(?<![A-Z])(RUE|AVENUE|AV|BOULEVARD|BD|PLACE|CHEMIN|ALLEE|IMPASSE|QUAI|ROUTE|COURS|ZI|ZA|BP|STREET|ROAD|LANE|AVE|STRASSE|STRASE|STR|WEG|PLATZ|ALLEE|GASSE|DAMM|RING|LAAN|STRAAT|PLEIN|CALLE|VIA|VIALE|PIAZZA|PLAZA|CARRER|RUA)(?![A-Z])|STRASSE|STRASE|STR [0-9]|STRAAT|WEG [0-9]|GASSE [0-9]|ALLEE [0-9]"
)
_PLACE = re.compile(r"^(PARC|ZONE|ZI|ZA|ZAC|CENTRE COMMERCIAL|LIEU DIT|HAMEAU|DOMAINE|LOTISSEMENT|TECHNOPOLE|IMMEUBLE|BATIMENT|UNIT|POSTFACH|CS|BP)(?![A-Z])")
_TOWN = re.compile(r"(?<!\d)\d{4,5} [A-Z]{3,}")
_APART = re.compile(r"\s[·•|–—-]\s|\s?[·•|]\s?|,\s")
_MAIL = re.compile(r"[\w.+-]+@([\w-]+)\.[\w.]+|www\.([\w-]+)\.\w+", re.IGNORECASE)
_CURRENCIES = ("EUR", "USD", "GBP", "CHF", "EURO", "EUROS")
_FREE = {"gmail", "orange", "wanadoo", "free", "hotmail", "outlook", "yahoo", "laposte", "gmx", "web", "icloud", "live", "sfr"}  # fmt: skip
_PARTY = ("seller", "buyer", "other_party")
_IDENTIFIED = re.compile(r"(?<![A-Z])(SIREN|SIRET|TVA|UST|VAT|BTW|P IVA|NIF|CIF)(?![A-Z])")
LARGER = 1.25
NEXT_LINE = 1.3  # heights between lines of one block at most
TABLE_CELLS = 4  # cells of a line that is the head of a table
_BLOCK = 9.0  # heights between a party's label and what is still of it


class _Name(NamedTuple):
    text: str
    points: float
    page: int
    box: Box
    why: str


def supplier_name(sheets: Sequence[Sheet], own_names: Sequence[str] = ()) -> Read | None:
    """Return the name of who sent the bill, proposed, never sure: it may be in a logo."""
    own = [squeezed(name) for name in own_names]
    buyers = {
        squeezed(one.text)
        for sheet in sheets
        for field in ("buyer", "other_party")
        for one in _after_labels(sheet, field)
    }
    found: dict[str, _Name] = {}
    for sheet in sheets[:3]:
        others = _regions(sheet) | _blocks_of(sheet, own)
        for one, cell in _candidates(sheet):
            key = squeezed(one.text)
            if not _a_name(one.text) or any(name and name in key for name in own):
                continue
            points = one.points + _worth(key, sheets)
            points -= 60 if key in buyers or cell in others else 0
            old = found.get(key)
            if old is None or points > old.points:
                found[key] = one._replace(points=points)
    if not found:
        return None
    best = max(found.values(), key=lambda one: one.points)
    return Read(best.text, False, best.page, best.box, best.why)


def _candidates(sheet: Sheet) -> Iterator[tuple[_Name, Cell]]:
    for one in _after_labels(sheet, "seller"):
        yield one, None
    for place, line in enumerate(sheet.page.lines):
        for cell in line.cells:
            for one in _of_cell(sheet, cell, place):
                yield one, cell


def _of_cell(sheet: Sheet, cell: Cell, place: int) -> Iterator[_Name]:
    """Yield the names in a cell: before an address on its line, or the whole of it."""
    parts = [part for part in _APART.split(cell.text) if part.strip()]
    legal = _LEGAL.search(folded(cell.text))
    if len(parts) > 2 and _TOWN.search(folded(cell.text)):
        yield _name(parts[0], cell, 45, "sender_line")
    elif len(parts) > 1 and _LEGAL.search(folded(parts[0])):
        yield _name(parts[0], cell, 5, "legal_form")
    if sheet.starts_with_label(cell, _PARTY) and not legal or _announces(sheet, cell):
        return
    if legal or (sheet.page.number == 1 and place < 40 and not _of_table(sheet, cell)):
        high = max(0, 22 - place) if sheet.page.number == 1 else 0
        points = high + _street_below(sheet, cell) + _large(sheet, cell)
        points -= 0 if legal else _second_line(sheet, cell) + _of_many(sheet, cell)
        yield _name(cell.text, cell, points + _identified_below(sheet, cell), "heading")


def _announces(sheet: Sheet, cell: Cell) -> bool:
    """Say whether a cell announces what stands right of it, or is a known label itself."""
    cells = sheet.line(cell).cells
    beside = cells[cells.index(cell) + 1 :][:1]
    return (
        cell.text.rstrip().endswith(":")
        or any(other.text.startswith(":") for other in beside)
        or squeezed(cell.text) in sheet.words.phrases
        or squeezed(cell.text) in _CURRENCIES
    )


def _identified_below(sheet: Sheet, cell: Cell) -> int:
    """Return what a VAT number or SIREN below a name, in its column, is worth."""
    for line in sheet.page.lines[sheet.line_of[cell] + 1 : sheet.line_of[cell] + 9]:
        for below in line.cells:
            if abs(below.box.left - cell.box.left) < 20 and _IDENTIFIED.search(folded(below.text)):
                return 12
    return 0


def _regions(sheet: Sheet) -> set[Cell]:
    """Return the cells in the blocks of the buyer and of third parties."""
    found: set[Cell] = set()
    for label in sheet.labels:
        alone = label.start <= 1 and len(label.cell.text) - label.end <= 12
        if label.field in ("buyer", "other_party") and alone:
            found.update(cell for _line, cell in _below(sheet, label))
    return found


def _after_labels(sheet: Sheet, field: str) -> Iterator[_Name]:
    """Yield the names that stand in the block of a party's label."""
    for label in sheet.labels:
        if label.field != field or label.start > 1:
            continue
        rest = label.cell.text[label.end :]
        if len(rest) <= 3:
            yield from _block(sheet, label, field)
        elif ":" in rest[:3]:
            yield _name(rest, label.cell, 50, field)


def _below(sheet: Sheet, label) -> Iterator[tuple[Line, Cell]]:
    """Yield the cells of the block of a party: right of its label, and below it, until the
    next party's."""
    box = label.cell.box
    height = max(box.height, 6)
    cells = sheet.line(label.cell).cells
    for cell in cells[cells.index(label.cell) + 1 :][:1]:
        if cell.box.left - box.right < 8 * height and not sheet.starts_with_label(cell):
            yield sheet.line(cell), cell
    for line in sheet.page.lines[sheet.line_of[label.cell] + 1 :]:
        if line.box.top - box.bottom > _BLOCK * height:
            return
        for cell in line.cells:
            if cell.box.left < box.right and cell.box.right > box.left - 2:
                if sheet.starts_with_label(cell, _PARTY):
                    return
                yield line, cell


def _block(sheet: Sheet, label, field: str) -> Iterator[_Name]:
    first = True
    for line, cell in _below(sheet, label):
        if sheet.starts_with_label(cell, ("name",)):
            beside = line.cells[line.cells.index(cell) + 1 :]
            if beside:
                yield _name(beside[0].text, beside[0], 90, field)
                return
        elif first and _a_name(cell.text) and not _announces(sheet, cell) and (
            _LEGAL.search(folded(cell.text)) or not sheet.starts_with_label(cell)
        ):
            yield _name(cell.text, cell, 70, field)
            first = False


def _name(text: str, cell: Cell, points: float, why: str) -> _Name:
    text = text.strip(" :·•|–-")
    start = max(cell.text.find(text), 0)
    return _Name(text, points, cell.page, cell.box_of(start, start + len(text)), why)


def _block_below(sheet: Sheet, cell: Cell) -> list[Cell]:
    """Return the cells of the lines below that go on with a cell, as an address does."""
    found, last = [], cell
    for line in sheet.page.lines[sheet.line_of[cell] + 1 : sheet.line_of[cell] + 9]:
        for other in line.cells:
            if abs(other.box.left - cell.box.left) < 12 and other.box.top > last.box.top:
                if other.box.top - last.box.bottom > NEXT_LINE * max(last.box.height, other.box.height):
                    return found
                found.append(other)
                last = other
                break
    return found


def _blocks_of(sheet: Sheet, own: Sequence[str]) -> set[Cell]:
    """Return the cells below our own name: our services and our address."""
    ours = [cell for cell in sheet.page.cells if any(name and name in squeezed(cell.text) for name in own)]
    return {other for cell in ours for other in _block_below(sheet, cell)}


def _second_line(sheet: Sheet, cell: Cell) -> int:
    """Return what a name right above takes from a text: it is what that one does."""
    here = sheet.line_of[cell]
    for line in reversed(sheet.page.lines[max(0, here - 2) : here]):
        for other in line.cells:
            if cell in _block_below(sheet, other)[:1]:
                return 12 if _a_name(other.text) and not _announces(sheet, other) else 0
    return 0


def _of_many(sheet: Sheet, cell: Cell) -> int:
    """Return what a line of many cells takes from a text: it is the head of a table."""
    return 20 if len(sheet.line(cell).cells) >= TABLE_CELLS else 0


def _street_below(sheet: Sheet, cell: Cell) -> int:
    """Return what a street below is worth: names stand above it, or a line between."""
    worth = (18, 14)
    for points, other in zip(worth, _block_below(sheet, cell), strict=False):
        flat = folded(other.text)
        if _STREET.search(flat) or _TOWN.search(flat) or _PLACE.search(flat):
            return points
    return 0


def _large(sheet: Sheet, cell: Cell) -> int:
    """Return what a large print is worth: names are printed larger than the page."""
    heights = sorted(one.box.height for one in sheet.page.cells)
    return 10 if cell.box.height > LARGER * heights[len(heights) // 2] else 0


def _of_table(sheet: Sheet, cell: Cell) -> bool:
    """Say whether amounts stand on the line: an article, no name."""
    return any(one.cents for other in sheet.line(cell).cells for one in amounts_in(other.text))


def _a_name(text: str) -> bool:
    """Say whether a text may be a name: letters, no amount, no day, no address."""
    flat = squeezed(text)
    letters = sum(map(str.isalpha, flat))
    return (
        3 <= letters <= 60
        and letters >= 0.6 * len(flat)
        and len(flat.split()) <= 8
        and not any(sign in text for sign in (":", "@", "www."))
        and not days_in(text)
        and not any(one.cents for one in amounts_in(text))
        and not _TOWN.search(flat)
        and not _PLACE.search(flat)
        and "AU CAPITAL" not in flat
        and not (_STREET.search(flat) and re.search(r"\d", flat))
    )


def _worth(key: str, sheets: Sequence[Sheet]) -> float:
    """Return what speaks for a name: its form, how often it is there, the domains."""
    text = [squeezed(cell.text) for sheet in sheets for cell in sheet.page.cells]
    often = sum(key in one for one in text)
    points = 22.0 if _LEGAL.search(key) else 0.0
    points += 6.0 * min(often - 1, 4)
    words = [word for word in key.split() if len(word) > 3 and not _LEGAL.fullmatch(word)]
    for sheet in sheets:
        for cell in sheet.page.cells:
            for found in _MAIL.finditer(cell.text):
                domain = squeezed(found[1] or found[2]).replace(" ", "")
                if domain.lower() not in _FREE and any(word in domain for word in words):
                    return points + 25
    words_of_bills = sheets[0].words.find(key, ("bill", "credit", "no_bill", "number", "other_number", "total", "date"))
    return points - (40 if words_of_bills else 0)
