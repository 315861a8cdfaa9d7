# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers of companies that pass their checks."""


def siren(number: int) -> str:
    """Nine digits that pass the check of a SIREN and belong to nobody we know of."""
    return _with_check(f"{number:06d}"[:6] + "00")


def siret(number: int) -> str:
    """The SIRET of the head office."""
    return _with_check(siren(number) + "0001")


def french_vat(number: str) -> str:
    """The VAT number of a SIREN."""
    return f"FR{(12 + 3 * (int(number) % 97)) % 97:02d}{number}"


def fictional_phone(number: int) -> str:
    """A phone number of the block that Arcep keeps for fiction.

    >>> fictional_phone(7)
    '+33 1 99 00 07 00'
    """
    return f"+33 1 99 00 {number:02d} 00"


def _with_check(digits: str) -> str:
    """The digits and the one that completes Luhn's sum."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 if place % 2 else 2)
        total += value - 9 if value > 9 else value
    return f"{digits}{-total % 10}"
