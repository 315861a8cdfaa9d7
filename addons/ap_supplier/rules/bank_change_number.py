# SPDX-License-Identifier: AGPL-3.0-or-later
"""The number of a bank account that a supplier gives: is it one, of which country, and
does the key that its country put inside agree."""

from __future__ import annotations

import re
from dataclasses import dataclass

from odoo.addons.ap_base.arithmetic.account_numbers import is_iban, rib_key

RIB_COUNTRIES = frozenset({"FR", "MC"})  # their IBAN ends with a RIB and its key
# Signs of an IBAN by country (registry of ISO 13616); of others only the key is checked.
_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "BA": 20, "BE": 16, "BG": 22, "BR": 29, "CH": 21,
    "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24, "FI": 18, "FR": 27, "GB": 22,
    "GI": 23, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IS": 26, "IT": 27, "LI": 21,
    "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MT": 31, "MU": 30,
    "NL": 18, "NO": 15, "PL": 28, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SE": 24,
    "SI": 19, "SK": 24, "SM": 27, "TN": 24, "TR": 26, "UA": 29, "VA": 22,
}  # fmt: skip
_SIGNS = re.compile(r"[^0-9A-Z]+")
_IBAN = re.compile(r"[A-Z]{2}\d{2}[0-9A-Z]*")
_RIB = re.compile(r"(\d{5})(\d{5})([0-9A-Z]{11})(\d{2})")


@dataclass(frozen=True, slots=True)
class NumberCheck:
    """`reason`: empty, `missing`, `checksum`, `shape`, `rib_key` or `no_iban`; `country`
    is empty where the number says none; `bank` is the French code of the bank."""

    number: str
    reason: str
    country: str = ""
    bank: str = ""

    @property
    def is_right(self) -> bool:
        return not self.reason

    @property
    def is_wrong(self) -> bool:
        """Whether no money can arrive there; a number that is no IBAN may be right."""
        return self.reason in ("missing", "checksum", "shape", "rib_key")


def compact(number: str | None) -> str:
    """Return the number in figures and capitals, without a leading word IBAN.

    >>> compact("IBAN fr76 3000 6000 0112 3456 7890 189")
    'FR7630006000011234567890189'
    """
    signs = _SIGNS.sub("", (number or "").upper())
    return signs[4:] if signs.startswith("IBAN") else signs


def shown(number: str | None) -> str:
    """Return the number as people read it aloud: an IBAN in groups of four.

    >>> shown("be71096123456769"), shown("12345-6")
    ('BE71 0961 2345 6769', '12345-6')
    """
    signs = compact(number)
    if not _IBAN.fullmatch(signs):
        return (number or "").strip()
    return " ".join(signs[place : place + 4] for place in range(0, len(signs), 4))


def check(number: str | None) -> NumberCheck:
    """Check the number: keys of the IBAN and of the RIB in it, shape of its country.

    >>> check("FR76 3000 6000 0112 3456 7890 189")
    NumberCheck(number='FR7630006000011234567890189', reason='', country='FR', bank='30006')
    >>> check("FR76 3000 6000 0112 3456 7890 188").reason, check("").reason
    ('checksum', 'missing')
    >>> check("BE71 0961 2345 6769").country, check("12345-6").reason
    ('BE', 'no_iban')
    """
    signs = compact(number)
    if not signs:
        return NumberCheck(signs, "missing")
    if not _IBAN.fullmatch(signs):
        return NumberCheck(signs, "no_iban")
    country = signs[:2]
    if not is_iban(signs):
        return NumberCheck(signs, "checksum", country)
    if not _has_shape(signs):
        return NumberCheck(signs, "shape", country)
    bank = signs[4:9] if country in RIB_COUNTRIES else ""
    wrong = country in RIB_COUNTRIES and not _rib_agrees(signs[4:])
    return NumberCheck(signs, "rib_key" if wrong else "", country, bank)


def _has_shape(signs: str) -> bool:
    return len(signs) == _LENGTHS.get(signs[:2], len(signs))


def _rib_agrees(rib: str) -> bool:
    found = _RIB.fullmatch(rib)
    return bool(found) and rib_key(*found.groups()[:3]) == found.group(4)
