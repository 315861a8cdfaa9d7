# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keys of bank accounts: the French one inside an account, the international one.

Arithmetic only. Whether a number has the shape of its country is for a rule that knows
the registry.
"""

from __future__ import annotations

# Letters of an account number, as digits: A and J are 1, B, K and S are 2, and so on.
_DIGITS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")
_MODULUS = 97


def rib_key(bank: str, branch: str, account: str) -> str:
    """Return the two digits of a French account: 97 − (89 b + 15 g + 3 c) mod 97.

    Raises `ValueError` for signs other than figures and the letters A to Z.

    >>> rib_key("30006", "00001", "12345678901"), rib_key("20041", "01005", "0500013M026")
    ('89', '06')
    >>> rib_key("11222", "00001", "01234567890")
    '30'
    """
    numbers = (int(part.upper().translate(_DIGITS)) for part in (bank, branch, account))
    weighed = sum(w * n for w, n in zip((89, 15, 3), numbers, strict=True))
    return f"{_MODULUS - weighed % _MODULUS:02d}"


def iban_of(country: str, national: str) -> str:
    """Return the IBAN of a national number (BBAN): its two check digits by ISO 7064.

    Raises `ValueError` for signs other than figures and letters.

    >>> iban_of("FR", "11222000010123456789030")
    'FR7611222000010123456789030'
    """
    check = _MODULUS + 1 - _remainder(national + country + "00")
    return f"{country}{check:02d}{national}"


def is_iban(number: str) -> bool:
    """Say whether a compact text is an IBAN by its length and its check digits.

    >>> is_iban("FR7611222000010123456789030"), is_iban("FR7611222000010123456789031")
    (True, False)
    >>> is_iban("11222000010123456789030"), is_iban("")
    (False, False)
    """
    plain = number.isascii() and number.isalnum() and 15 <= len(number) <= 34
    if not (plain and number[:2].isalpha() and number[2:4].isdigit()):
        return False
    return _remainder(number[4:] + number[:4]) == 1


def _remainder(text: str) -> int:
    """Return the text, its letters as 10 to 35, modulo 97."""
    return int("".join(str(int(sign, 36)) for sign in text)) % _MODULUS
