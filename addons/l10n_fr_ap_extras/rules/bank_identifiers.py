# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers of bank accounts: IBAN, the French RIB inside it, BIC.

The international key decides whether an IBAN is valid. What a country adds to it is a
warning: registries of banks inside libraries grow old, and a French IBAN whose RIB key
is wrong still passes at many banks of the world (and is a good question to ask).
"""

from __future__ import annotations

import re

from stdnum import bic as stdnum_bic
from stdnum import exceptions
from stdnum import iban as stdnum_iban

from odoo.addons.ap_base.arithmetic.account_numbers import rib_key

from .identifiers import CHECKSUM, EMPTY, FORMAT, Result, checked, compact

RIB_COUNTRIES = frozenset({"FR", "MC"})
RIB = re.compile(r"(\d{5})(\d{5})([0-9A-Z]{11})(\d{2})")


def iban(text: str | None) -> Result:
    """Check an IBAN: length and shape of its country, key modulo 97.

    Warnings: ``national`` (python-stdnum's check of that country fails), ``rib_key``.

    >>> iban("FR14 2004 1010 0505 0001 3M02 606").parts[:3]
    (('country', 'FR'), ('bank', '20041'), ('branch', '01005'))
    >>> iban("FR1420041010050500013M02607").reason, iban("").reason
    ('checksum', 'empty')
    >>> iban("BE68539007547034").warnings  # a bank code that is in no registry
    ('national',)
    """
    number = compact(text)
    if number.startswith("IBAN"):
        number = number[4:]
    try:
        result = checked("iban", number, _international, _parts)
    except (ValueError, KeyError):  # letters of other alphabets
        return Result("iban", False, FORMAT, number)
    if not result.valid:
        return result
    warnings = [] if _national(number) else ["national"]
    if number[:2] in RIB_COUNTRIES and not rib(number[4:]).valid:
        warnings.append("rib_key")
    return Result("iban", True, "", number, result.parts, tuple(warnings))


def _international(number: str) -> str:
    return stdnum_iban.validate(number, check_country=False)


def _national(number: str) -> bool:
    try:
        stdnum_iban.validate(number, check_country=True)
    except exceptions.ValidationError:
        return False
    return True


def _parts(number: str) -> list[tuple[str, str]]:
    parts = [("country", number[:2])]
    found = RIB.fullmatch(number[4:]) if number[:2] in RIB_COUNTRIES else None
    if found:
        names = ("bank", "branch", "account", "key")
        parts += zip(names, found.groups(), strict=True)
    return parts


def rib(text: str | None) -> Result:
    """Check the 23 signs of a French account: bank, branch, account, key.

    >>> rib("20041 01005 0500013M026 06").valid, rib("20041010050500013M02607").reason
    (True, 'checksum')
    >>> rib("2004").reason, rib(None).reason
    ('format', 'empty')
    """
    number = compact(text)
    found = RIB.fullmatch(number) if number.isascii() else None
    if not found:
        return Result("rib", False, FORMAT if number else EMPTY, number)
    names = ("bank", "branch", "account", "key")
    parts = tuple(zip(names, found.groups(), strict=True))
    right = found[4] == rib_key(found[1], found[2], found[3])
    return Result("rib", right, "" if right else CHECKSUM, number, parts)


def bic(text: str | None) -> Result:
    """Check a BIC: bank (4), country (2), place (2), branch (3, may be missing).

    >>> bic("AGRI FR PP 882").parts
    (('bank', 'AGRI'), ('country', 'FR'), ('place', 'PP'), ('branch', '882'))
    >>> bic("AGRIFRPP8").reason, bic("AGRIF2PP").reason
    ('length', 'format')
    """
    return checked("bic", compact(text), stdnum_bic.validate, _bic_parts)


def _bic_parts(number: str) -> list[tuple[str, str]]:
    parts = [("bank", number[:4]), ("country", number[4:6]), ("place", number[6:8])]
    return [*parts, ("branch", number[8:])] if number[8:] else parts
