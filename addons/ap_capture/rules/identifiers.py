# SPDX-License-Identifier: AGPL-3.0-or-later
"""VAT numbers, SIREN numbers and bank accounts, none without its right check digits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from stdnum import luhn
from stdnum.eu import vat as eu_vat
from stdnum.gb import vat as gb_vat

from odoo.addons.ap_base.arithmetic.account_numbers import is_iban

from .looking import Sheet
from .page import Box, Cell

_VAT = re.compile(
    r"(?<![A-Z0-9])(AT ?U|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK)"
    r"( ?[A-Z0-9]{2,4})((?: ?[A-Z0-9]{1,4}){2,6})(?![A-Z0-9])"
)
_SIREN = re.compile(r"(?<!\d)(\d{3} ?\d{3} ?\d{3})( ?\d{5}| ?\d{4} ?\d|)(?!\d)")
_SIREN_WORDS = ("SIRET", "SIREN", "RCS", "R C S")
_IBAN = re.compile(r"(?<![A-Z0-9])([A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,32})")


class Identifier(NamedTuple):
    """An identifier on a page: what it is, where it stands."""

    value: str
    page: int
    box: Box
    cell: Cell


def vat_numbers(sheets: Sequence[Sheet]) -> list[Identifier]:
    """Return the VAT numbers whose check digits are right, in reading order."""
    return [one for sheet in sheets for cell in sheet.page.cells for one in _vats(cell)]


def _vats(cell: Cell) -> Iterator[Identifier]:
    text = _signs(cell.text)
    for found in _VAT.finditer(text):
        number, end = _longest(text[found.start() : found.end()], _is_vat)
        if number:
            box = cell.box_of(found.start(), found.start() + end)
            yield Identifier(number, cell.page, box, cell)


def _is_vat(number: str) -> bool:
    if number.startswith("GB"):
        return gb_vat.is_valid(number)
    return eu_vat.is_valid(number)


def numbers_in(text: str) -> tuple[str, str]:
    """Return the VAT number and the SIREN that a text has, "" for none.

    >>> numbers_in("N° TVA FR 40 303265045"), numbers_in("SIRET 303 265 045 00018"), numbers_in("8 rue")
    (('FR40303265045', '303265045'), ('', '303265045'), ('', ''))
    """
    plain = _signs(text)
    vats = (_longest(found.group(), _is_vat)[0] for found in _VAT.finditer(plain))
    sirens = (found.group(1).replace(" ", "") for found in _SIREN.finditer(plain))
    return next(filter(None, vats), ""), next(filter(luhn.is_valid, sirens), "")


def siren_numbers(sheets: Sequence[Sheet]) -> list[Identifier]:
    """Return the SIREN numbers that a word of them announces, in reading order."""
    found = []
    for sheet in sheets:
        for cell in sheet.page.cells:
            text = _signs(cell.text)
            for one in _SIREN.finditer(text):
                digits = one.group(1).replace(" ", "")
                before = text[max(0, one.start() - 40) : one.start()]
                if any(word in before for word in _SIREN_WORDS) and luhn.is_valid(digits):
                    box = cell.box_of(one.start(), one.end())
                    found.append(Identifier(digits, cell.page, box, cell))
    return found


def ibans(sheets: Sequence[Sheet]) -> list[Identifier]:
    """Return the bank accounts whose check digits are right, in reading order."""
    found = []
    for sheet in sheets:
        for cell in sheet.page.cells:
            text = cell.text.upper().replace("\u00a0", " ")
            for one in _IBAN.finditer(text):
                number, end = _longest(one.group(1), is_iban)
                if number:
                    box = cell.box_of(one.start(), one.start() + end)
                    found.append(Identifier(number, cell.page, box, cell))
    return found


def _longest(text: str, is_valid) -> tuple[str, int]:
    """Return the longest beginning, in whole groups, that is a valid number, and its end."""
    ends = [m.start() for m in re.finditer(r" |$", text)]
    for end in reversed(ends):
        number = text[:end].replace(" ", "")
        if len(number) > 7 and is_valid(number):
            return number, end
    return "", 0


def _signs(text: str) -> str:
    """Return the text in capitals with dots and dashes as blanks, each at its place."""
    return re.sub(r"[^A-Z0-9]", " ", text.upper()) if text.isascii() else "".join(
        c if c.isascii() and c.isalnum() else " " for c in (x.upper()[:1] for x in text)
    )
