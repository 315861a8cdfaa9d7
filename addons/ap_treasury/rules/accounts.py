# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bank journal that a statement belongs to: by its whole number, never by a part.

An account is written as an IBAN, as bank, branch and number (with or without the French
key), or as its bare number. Each of our journals has one number, in one of these forms.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from typing import NamedTuple

from odoo.addons.ap_base.arithmetic.account_numbers import iban_of, is_iban, rib_key

from .statement import Account

FRENCH_KEY = frozenset(("FR", "MC"))  # countries whose number ends with a RIB key
_FRENCH = re.compile(r"(\d{5})(\d{5})([0-9A-Z]{11})(\d{2})?")
FOUND, UNKNOWN, SEVERAL = "found", "unknown", "several"


class Journal(NamedTuple):
    """One of our bank journals: the number of its account as it is typed."""

    key: Hashable
    number: str
    currency: str = ""


class Search(NamedTuple):
    """``state``: found, unknown or several; ``keys``: the journals; ``iban``: what the
    statement's account is, where that can be computed."""

    state: str
    keys: tuple[Hashable, ...]
    iban: str


def find_journal(
    account: Account, currency: str, journals: Iterable[Journal]
) -> Search:
    """Return the journals whose account is that of a statement.

    Of several with one number, the currency decides. A bare number counts only
    where no account with its bank is there.
    """
    known = [one for one in journals if one.number]
    same = [one for one in known if same_account(account, one.number)]
    if not same and not account.iban and not account.branch:
        same = [one for one in known if _same_bare(account, one.number)]
    if len(same) > 1:
        same = [one for one in same if one.currency in ("", currency)] or same
    state = FOUND if len(same) == 1 else SEVERAL if same else UNKNOWN
    return Search(state, tuple(one.key for one in same), iban_of_account(account))


def iban_of_account(account: Account) -> str:
    """Return the IBAN of an account: its own, or that of its French number, else "".

    >>> iban_of_account(Account(bank="11222", branch="00001", number="01234567890"))
    'FR7611222000010123456789030'
    """
    if account.iban:
        return account.iban
    if _is_rib(_compact(account.number)):  # bank and branch stand in the number as well
        return iban_of("FR", _compact(account.number))
    found = _FRENCH.fullmatch(_compact(account.bank + account.branch + account.number))
    if not found:
        return ""
    bank, branch, number, _key = found.groups()
    return iban_of("FR", bank + branch + number + rib_key(bank, branch, number))


def same_account(account: Account, number: str) -> bool:
    """Say whether an account and a typed number are one, with their bank.

    >>> ours = Account(bank="11222", branch="00001", number="01234567890")
    >>> same_account(ours, "FR76 1122 2000 0101 2345 6789 030")
    True
    >>> same_account(ours, "01234567890")  # the bank is not there
    False
    """
    typed = _compact(number)
    if account.iban:
        return typed == account.iban or _national(typed) == _national(account.iban)
    written = _compact(account.bank + account.branch + account.number)
    if is_iban(written):  # an IBAN where a number is expected
        return written in (typed, iban_of_account(Account(number=typed)))
    if _is_rib(_compact(account.number)):
        return _national(typed) == _compact(account.number)
    if typed == written:
        return bool(account.bank)
    country = "FR" if _is_rib(typed) else typed[:2]
    return bool(account.bank) and _same_national(account, _national(typed), country)


def _same_bare(account: Account, number: str) -> bool:
    """Say whether a number without a bank is the number of one of ours."""
    written, typed = _compact(account.number), _compact(number)
    national = _FRENCH.fullmatch(_national(typed))
    own = national[3] if national else typed
    return bool(written) and _bare(written) == _bare(own)


def _same_national(account: Account, national: str, country: str) -> bool:
    """Say whether bank, branch and number are those of a national number."""
    before = _compact(account.bank + account.branch)
    if not national.startswith(before):
        return False
    rest = national[len(before) :]
    rests = {rest, rest[:-2]} if country in FRENCH_KEY else {rest}
    return _bare(_compact(account.number)) in {_bare(one) for one in rests}


def _is_rib(typed: str) -> bool:
    found = _FRENCH.fullmatch(typed)
    return bool(found and found[4]) and rib_key(*found.groups()[:3]) == found[4]


def _national(typed: str) -> str:
    """Return the national number inside an IBAN; any other number as it is."""
    return typed[4:] if is_iban(typed) else typed


def _compact(text: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", text.upper())


def _bare(number: str) -> str:
    return number.lstrip("0")
