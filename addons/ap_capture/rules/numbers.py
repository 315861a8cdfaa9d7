# SPDX-License-Identifier: AGPL-3.0-or-later
"""The number of a bill, the order it names, and its days."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple

from .folding import folded
from .looking import AFTER, BELOW, RIGHT, Place, Sheet
from .reading import Read
from .values import Day, days_in
from .words import TITLES, Label

_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./#-]*[A-Za-z0-9]|[A-Za-z0-9]")
_GROUPS = re.compile(r"\d{1,4}(?: \d{3,4})+(?![\d.,/-])")
_ALL_GROUPS = re.compile(r"\d{1,4}(?: \d{2,4}){2,}(?=\s*$)")
_LONGEST = 40
_WAY = {AFTER: 3, RIGHT: 3, BELOW: 1}
CLEARLY = 3.0  # points by which one label speaks louder than another
LATEST_DUE = timedelta(days=400)


class _Found(NamedTuple):
    points: float
    read: Read


def number_of(sheets: Sequence[Sheet], field: str = "number", credited: bool = False) -> Read | None:
    """Return the number of the bill (or, `order`, of the order that it names).

    `credited`: the document is a credit note, its « réf. facture » is that of the bill.
    """
    found = [
        one
        for sheet in sheets
        for label in sheet.labels
        if label.field == field
        for one in _tokens(sheet, label, field)
    ]
    if credited:
        of_bill = [one for one in found if _names_a_reference(one.read.label)]
        found = [one for one in found if one not in of_bill] or [
            one._replace(read=one.read._replace(sure=False)) for one in of_bill
        ]
    if not found:
        return _below_title(sheets) if field == "number" else None
    best = max(found, key=lambda one: one.points)
    rivals = {
        one.read.value
        for one in found
        if one.points > best.points - 1 and one.read.value != best.read.value
    }
    return best.read._replace(sure=best.read.sure and not rivals)


def _below_title(sheets: Sequence[Sheet]) -> Read | None:
    """Return a number that stands below a title, without a label: proposed, never sure."""
    for sheet in sheets[:1]:
        for label in sheet.labels:
            if label.field not in TITLES or label.start > 1 or label.end < len(label.cell.text) - 1:
                continue
            for place in sheet.places(label):
                token = _token(place) if place.way == BELOW and not sheet.starts_with_label(place.cell) else None
                if token is None or len(token.group()) < 5 or token.start() > 1:
                    continue
                box = place.box(token.start(), token.end())
                return Read(token.group(), False, sheet.page.number, box, BELOW, label.cell.text)
    return None


def _names_a_reference(label: str) -> bool:
    """Say whether a label is that of a reference: « réf. facture », « invoice reference »."""
    return any(word.startswith("REF") for word in folded(label).split())


def _tokens(sheet: Sheet, label: Label, field: str) -> Iterator[_Found]:
    """Yield what may be a number: the first token with a figure behind a label."""
    if _covered(sheet, label):
        return
    for place in sheet.places(label, below=label.weight > 1):
        if place.way == BELOW and sheet.starts_with_label(place.cell):
            continue
        token = _token(place)
        if token is None:
            if place.way != BELOW:
                continue
            return
        text, end = _joined(place.text, token)
        points = label.weight * 2 + _WAY[place.way] - 0.3 * (sheet.page.number - 1)
        points -= 0.001 * sheet.line_of[label.cell]
        points -= 2 if place.way == BELOW and text.isdigit() and len(text) < 3 else 0
        points -= 1.5 if text.isdigit() and len(text) < 3 else 0
        words = label.cell.text[label.start : label.end]
        sure = place.way != BELOW and (label.weight > 1 or _behind_title(place, token))
        box = place.box(token.start(), end)
        yield _Found(points, Read(text, sure, sheet.page.number, box, place.way, words))
        return


def _joined(text: str, token: re.Match) -> tuple[str, int]:
    """Return a number and its end: groups of figures are one, as in « n° 10 203 040 506 ».

    >>> text = "10 203 040 506 du 05/09/2026"
    >>> _joined(text, _TOKEN.match(text)), _joined("12 345,00", _TOKEN.match("12 345,00"))
    (('10203040506', 14), ('12', 2))
    """
    if not token.group().isdigit() or len(token.group()) > 4:
        return token.group(), token.end()
    groups = _ALL_GROUPS.match(text, token.start()) or _GROUPS.match(text, token.start())
    if groups is None:
        return token.group(), token.end()
    return groups.group().replace(" ", ""), groups.end()


def _behind_title(place: Place, token: re.Match) -> bool:
    """Say whether a number follows a title at once: « Facture VT/2022/0001 »."""
    near = place.way == AFTER and not place.text[: token.start()].strip(" :.-–")
    return near and len(token.group()) > 4 and not place.text[token.end() :].strip()


def _covered(sheet: Sheet, label: Label) -> bool:
    """Say whether a stronger label of another number stands on the same words."""
    return any(
        other.field == "other_number" and (other.start, other.end) == (label.start, label.end)
        for other in sheet.by_cell[label.cell]
    )


def _token(place: Place) -> re.Match | None:
    """Return the number in a place: near its beginning, with a figure, and no day."""
    text = place.text
    offset = len(text) - len(text.lstrip(" :.-–#()°"))
    days = [(day.start, day.end) for day in days_in(text)]
    for many, token in enumerate(_TOKEN.finditer(text, offset)):
        word = token.group()
        if many > 2 or len(word) > _LONGEST:
            return None
        of_day = any(start <= token.start() < end for start, end in days)
        if of_day and not _glued(word):
            return None
        if not any(letter.isdigit() for letter in word):
            if many == 0 and len(word) <= 4 and place.way != BELOW:
                continue
            return None
        if re.fullmatch(r"\d{1,3}%|\d+[.,]\d\d", word):
            return None
        return token
    return None


def _glued(word: str) -> bool:
    """Say whether a token that looks like a day may be a number: 20260815 does not."""
    return any(letter.isalpha() for letter in word)


def dates_of(sheets: Sequence[Sheet], month_first: bool) -> dict[str, Read]:
    """Return the day of the bill and the day on which it is due, as far as it tells."""
    named: dict[str, list[_Found]] = {"date": [], "due": [], "other_date": []}
    for sheet in sheets:
        for label in sheet.labels:
            if label.field in named:
                named[label.field] += _days(sheet, label, month_first)
    taken = {(f.read.page, f.read.box) for f in named["other_date"] + named["due"]}
    own = [f for f in named["date"] if (f.read.page, f.read.box) not in taken]
    result = {}
    if own:
        best = max(own, key=lambda one: one.points)
        rivals = {one.read.value for one in own if one.points > best.points - CLEARLY}
        doubtful = month_first and best.read.value.day <= 12
        alone = len(rivals) == 1 and best.read.why in (AFTER, RIGHT)
        result["date"] = best.read._replace(sure=best.read.sure or alone and not doubtful)
    else:
        lone = _first_day(sheets, month_first, taken)
        if lone:
            result["date"] = lone
    if named["due"]:
        best = max(named["due"], key=lambda one: one.points).read
        day = result.get("date")
        if day is None or best.value <= day.value + LATEST_DUE:
            early = day is not None and best.value < day.value
            result["due"] = best._replace(sure=False) if early else best
    return result


def _days(sheet: Sheet, label: Label, month_first: bool) -> Iterator[_Found]:
    for place in sheet.places(label):
        if place.way == BELOW and _other_label(sheet, place, label):
            continue
        found = days_in(place.text, month_first)
        if not found:
            if place.way == RIGHT and any(map(str.isdigit, place.text)):
                return
            continue
        day = found[0] if label.field != "due" or place.way != BELOW else found[-1]
        far = day.start > 25 and place.way == AFTER
        points = label.weight * 2 + _WAY[place.way] - 0.3 * (sheet.page.number - 1)
        points -= 0.001 * sheet.line_of[label.cell] + (2 if far else 0)
        words = label.cell.text[label.start : label.end]
        box = place.box(day.start, day.end)
        sure = label.weight >= 3 and not _doubtful(day, month_first)
        yield _Found(points, Read(day.value, sure, sheet.page.number, box, place.way, words))
        return


def _other_label(sheet: Sheet, place: Place, label: Label) -> bool:
    return any(
        one.field in ("date", "due", "other_date") and one.field != label.field
        for one in sheet.by_cell.get(place.cell, ())
    )


def _doubtful(day: Day, month_first: bool) -> bool:
    return month_first and day.other is not None and day.other != day.value


def _first_day(sheets: Sequence[Sheet], month_first: bool, taken) -> Read | None:
    """Return the first day of the first page that no other label claims."""
    for sheet in sheets[:1]:
        for cell in sheet.page.cells:
            for day in days_in(cell.text, month_first):
                box = cell.box_of(day.start, day.end)
                due = any(label.field == "due" for label in sheet.by_cell.get(cell, ()))
                if (sheet.page.number, box) not in taken and (due or not _period(cell.text)):
                    return Read(day.value, False, sheet.page.number, box, "first_day")
    return None


def _period(text: str) -> bool:
    return len(days_in(text)) > 1 or " VERSION " in f" {folded(text)} "
