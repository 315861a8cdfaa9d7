# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers that name a company: SIREN, SIRET, VAT, RCS, and whether they agree.

Keys and formats are checked with python-stdnum; whether the number was ever given to
anybody is the register's to say. Wrong input gives a `Result`, never an exception: to
call a good number wrong is worse than to let a wrong one pass, so separators are
forgiven. See `bank_identifiers` for IBAN, RIB and BIC.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from stdnum import exceptions, vatin
from stdnum.eu import vat as eu_vat
from stdnum.fr import siren as fr_siren
from stdnum.fr import siret as fr_siret
from stdnum.fr import tva as fr_tva
from stdnum.util import get_cc_module

EMPTY, FORMAT, LENGTH, CHECKSUM = "empty", "format", "length", "checksum"
COMPONENT, COUNTRY = "component", "country"
REASONS = (  # a wrong length is also a wrong format for python-stdnum: it comes first
    (exceptions.InvalidLength, LENGTH),
    (exceptions.InvalidFormat, FORMAT),
    (exceptions.InvalidChecksum, CHECKSUM),
    (exceptions.InvalidComponent, COMPONENT),
)
SEPARATORS = re.compile(r"[\s.\-/_'’·\u200b\u200e\u200f\ufeff]+")
PREFIX = {"GR": "EL"}  # a country whose VAT prefix is not its ISO code
EU_PREFIXES = frozenset({*eu_vat.MEMBER_STATES, "el", "xi"})
LA_POSTE = "356000000"
RCS = re.compile(
    r"R\.?C\.?S\.?\s+(?:de\s+)?(?P<town>[^\d:,;]+?)\s*[:,]?\s*(?:(?P<letter>[A-D])\s?)?"
    r"(?P<siren>\d{3}[\s.]?\d{3}[\s.]?\d{3})(?!\d)",
    re.IGNORECASE,
)
RCS_LAST = re.compile(
    r"(?<!\d)(?P<siren>\d{3}[\s.]?\d{3}[\s.]?\d{3})\s+(?P<letter>)R\.?C\.?S\.?\s+"
    r"(?P<town>[^\d\s:,;–][^\d:,;–\n]*)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Result:
    """What is known of one number.

    ``reason``: why it is not valid, else "". ``normalised``: without separators, as far
    as it could be read. ``parts``: (name, text) pairs. ``warnings``: valid, but somebody
    should look.
    """

    kind: str
    valid: bool
    reason: str
    normalised: str
    parts: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()

    def part(self, name: str) -> str:
        """Return one part, "" if the number has none of that name."""
        return dict(self.parts).get(name, "")


def compact(text: str | None) -> str:
    """Return the text in capitals without separators, full-width signs made plain.

    >>> compact(" fr 44\\u00a0732.829-320 "), compact(None)
    ('FR44732829320', '')
    """
    plain = unicodedata.normalize("NFKC", text or "")
    return SEPARATORS.sub("", plain).upper()


def reason_of(error: Exception) -> str:
    """Return the code of a python-stdnum exception."""
    return next((code for kind, code in REASONS if isinstance(error, kind)), FORMAT)


def checked(kind: str, number: str, validate, parts=lambda number: ()) -> Result:
    """Return the result of a python-stdnum check of a compact number."""
    if not number:
        return Result(kind, False, EMPTY, "")
    try:
        normalised = validate(number)
    except exceptions.ValidationError as error:
        return Result(kind, False, reason_of(error), number)
    return Result(kind, True, "", normalised, tuple(parts(normalised)))


def siren(text: str | None) -> Result:
    """Check a SIREN: nine digits, Luhn key (C. com. R123-237 makes the seller show it).

    >>> siren("732 829 320").normalised, siren("732829321").reason
    ('732829320', 'checksum')
    >>> siren("73282932000074").reason, siren("FR44732829320").reason, siren("").reason
    ('siret_given', 'vat_given', 'empty')
    """
    number = compact(text)
    if len(number) == 14 and fr_siret.is_valid(number):
        return Result("siren", False, "siret_given", number, (("siren", number[:9]),))
    if number.startswith("FR") and fr_tva.is_valid(number):
        return Result("siren", False, "vat_given", number, (("siren", number[4:]),))
    return checked("siren", number, fr_siren.validate)


def siret(text: str | None) -> Result:
    """Check a SIRET: SIREN and five digits of the establishment, Luhn over all.

    La Poste's establishments follow another rule: the digits sum to a multiple of five.

    >>> siret("732 829 320 00074").parts
    (('siren', '732829320'), ('nic', '00074'))
    >>> siret("35600000049837").valid, siret("35600000049838").reason
    (True, 'checksum')
    >>> siret("732829320").reason
    'siren_given'
    """
    number = compact(text)
    if len(number) == 9 and fr_siren.is_valid(number):
        return Result("siret", False, "siren_given", number, (("siren", number),))
    return checked("siret", number, fr_siret.validate, _siret_parts)


def _siret_parts(number: str) -> list[tuple[str, str]]:
    parts = [("siren", number[:9]), ("nic", number[9:])]
    return [*parts, ("la_poste", "1")] if number.startswith(LA_POSTE) else parts


def vat(text: str | None, country: str = "") -> Result:
    """Check a VAT number of any country that python-stdnum knows.

    `country`: ISO code, used when the number has no prefix. A country without check
    gives the reason ``country``: nothing is known.

    >>> vat("FR 44 732 829 320").parts
    (('country', 'FR'), ('key', '44'), ('siren', '732829320'))
    >>> vat("44732829320", "FR").normalised, vat("BE697449992").normalised
    ('FR44732829320', 'BE0697449992')
    >>> vat("FR45732829320").reason, vat("GR 094259216").normalised, vat("QQ12").reason
    ('checksum', 'EL094259216', 'country')
    """
    number = compact(text)
    if not number:
        return Result("vat", False, EMPTY, "")
    prefix = number[:2]
    if country and (not prefix.isalpha() or not _known_prefix(prefix)):
        prefix = country.upper()
        number = prefix + number
    ours = PREFIX.get(prefix, prefix)
    number = ours + number[2:]
    if ours == "FR":
        return checked("vat", number, lambda n: "FR" + fr_tva.validate(n), _fr_parts)
    if ours.lower() in EU_PREFIXES:
        return checked("vat", number, eu_vat.validate, _country)
    if not _known_prefix(ours):
        return Result("vat", False, COUNTRY, number)
    return checked("vat", number, vatin.validate, _country)


def _known_prefix(prefix: str) -> bool:
    """Return whether the letters begin a VAT number of some country."""
    code = prefix.lower()
    if code in EU_PREFIXES:
        return True
    plain = code.isascii() and code.isalpha() and len(code) == 2
    return plain and get_cc_module(code, "vat") is not None


def _country(number: str) -> list[tuple[str, str]]:
    return [("country", number[:2])]


def _fr_parts(number: str) -> list[tuple[str, str]]:
    """Country, key and SIREN; a number of Monaco (000…) holds no SIREN."""
    if number[4:7] == "000":
        return [("country", "MC"), ("key", number[2:4])]
    return [("country", "FR"), ("key", number[2:4]), ("siren", number[4:])]


def vat_of_siren(number: str) -> str:
    """Return the usual French VAT number of a SIREN: its key is (12 + 3 × SIREN) mod 97.

    New-style keys with letters exist: to differ from this one is not an error.

    >>> vat_of_siren("732829320"), vat_of_siren("73282932")
    ('FR44732829320', '')
    """
    found = siren(number)
    if not found.valid:
        return ""
    key = (12 + 3 * (int(found.normalised) % 97)) % 97
    return f"FR{key:02d}{found.normalised}"


def rcs(text: str | None) -> Result:
    """Check the mention of the trade register: RCS, town, SIREN (C. com. R123-237).

    Both orders are used; the old letter of the register (A, B, C, D) may be there.

    >>> rcs("RCS Nancy B 323 159 715").parts
    (('town', 'Nancy'), ('siren', '323159715'), ('letter', 'B'))
    >>> rcs("732 829 320 R.C.S. Paris").normalised
    'RCS Paris 732829320'
    >>> rcs("RCS Nancy B 323 159 716").reason, rcs("RCS Paris").reason
    ('checksum', 'format')
    """
    text = unicodedata.normalize("NFKC", text or "").strip()
    found = RCS.search(text) or RCS_LAST.search(text)
    if not found:
        return Result("rcs", False, FORMAT if text else EMPTY, text)
    town, letter = found["town"].strip(" -.("), (found["letter"] or "").upper()
    number = siren(found["siren"])
    shown = " ".join(filter(None, ("RCS", town, letter, number.normalised)))
    parts = [("town", town), ("siren", number.normalised)]
    if letter:
        parts.append(("letter", letter))
    return Result("rcs", number.valid, number.reason, shown, tuple(parts))


def agreement(**numbers: str | None) -> tuple[str, ...]:
    """Return which pairs of a party's numbers name different companies.

    Give any of siren, siret, vat, rcs as text. Only numbers that are right are compared;
    a number of Monaco names no SIREN. A VAT group has a number of its own, so a
    difference with the VAT number is a question, not a proof.

    >>> agreement(siren="732829320", siret="73282932000074", vat="FR44732829320")
    ()
    >>> agreement(siren="732829320", vat="FR40303265045", siret=None)
    ('siren_vat',)
    >>> agreement(siren="732829320", vat="FR45732829320")
    ()
    """
    checks = {"siren": siren, "siret": siret, "vat": vat, "rcs": rcs}
    known = {}
    for kind, check in checks.items():
        result = check(numbers.get(kind))
        held = result.part("siren")
        if kind == "siren" and result.valid:
            held = result.normalised
        if result.valid and held:
            known[kind] = held
    kinds = list(known)
    return tuple(
        f"{one}_{other}"
        for place, one in enumerate(kinds)
        for other in kinds[place + 1 :]
        if known[one] != known[other]
    )
