# SPDX-License-Identifier: AGPL-3.0-or-later
"""CFONB 120: the complements (records 05) of a movement, by their qualifier."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from .figures import clean, joined
from .statement import Entry, Facts

# Qualifier of a name or an account, when money comes in and when it goes out: what we
# look for first is the other side of the movement.
_NAMES = {True: ("NPY", "NPO", "NBE", "NBU"), False: ("NBE", "NBU", "NPY", "NPO")}
_ACCOUNTS = {True: ("CPY", "CBE"), False: ("CBE", "CPY")}
_TEXTS = ("LIB", "LCC", "LC2")
_KEPT_ALONE = ("RCN", "RUM", "REF", "LCS", "IBE", "MMO")
_MONEY = re.compile(r"([A-Z]{3})(\d)(\d{14})", re.ASCII)
_RATE = re.compile(r"(\d)(\d{11})", re.ASCII)
_HALF = 35
_NOT_PROVIDED = frozenset({"NOTPROVIDED", "NON COMMUNIQUEE", "NONREF"})


def add(entry: Entry, notes: Sequence[tuple[int, str, str]]) -> Entry:
    """Return the movement with its complements: (row, qualifier, text).

    Qualifiers that are not known here are kept, with repeated ones.
    """
    by_qualifier: dict[str, list[str]] = {}
    for _row, qualifier, text in notes:
        by_qualifier.setdefault(qualifier, []).append(text)
    first = {qualifier: texts[0] for qualifier, texts in by_qualifier.items()}
    facts = replace(
        entry.facts,
        name=_first(first, _NAMES[entry.amount > 0]),
        iban=_account(_first(first, _ACCOUNTS[entry.amount > 0])),
        remittance=joined(*(t for name in _TEXTS for t in by_qualifier.get(name, ()))),
        structured=clean(first.get("LCS", "")[:_HALF]),
        kept=entry.facts.kept + _kept(notes),
    )
    facts = _references(facts, first)
    return replace(entry, facts=_original(facts, entry, first))


def _first(first: dict[str, str], names: Sequence[str]) -> str:
    return next((clean(first[name]) for name in names if first.get(name)), "")


def _account(text: str) -> str:
    """Return what is an account at the start of a complement, without blanks."""
    return re.sub(r"\s", "", text[:_HALF]).upper()


def _references(facts: Facts, first: dict[str, str]) -> Facts:
    """Add the references of a payment or a direct debit."""
    end_to_end, purpose = _halves(first.get("RCN", ""))
    mandate, _sequence = _halves(first.get("RUM", ""))
    creditor, _name = _halves(first.get("IBE", ""))
    known = end_to_end.upper() not in _NOT_PROVIDED
    return replace(
        facts,
        end_to_end=end_to_end if known else "",
        purpose=purpose,
        mandate=mandate,
        creditor=creditor,
        reference=facts.reference or clean(first.get("REF", "")[:_HALF]),
    )


def _halves(text: str) -> tuple[str, str]:
    return clean(text[:_HALF]), clean(text[_HALF:])


def _original(facts: Facts, entry: Entry, by_qualifier: dict[str, str]) -> Facts:
    """Add the amount before conversion, its rate, and charges: currency, decimals, 14
    figures; behind them decimals and 11 figures of the rate."""
    origin = _MONEY.match(by_qualifier.get("MMO", ""))
    fee = _MONEY.match(by_qualifier.get("FEE", ""))
    if fee and fee[1] == entry.currency:
        facts = replace(facts, charges=_scaled(fee[3], fee[2]))
    if not origin:
        return facts
    amount = _scaled(origin[3], origin[2])
    signed = amount if entry.amount >= 0 else -amount
    rate = _RATE.match(by_qualifier["MMO"], origin.end())
    return replace(
        facts,
        original=signed,
        original_currency=origin[1],
        rate=_scaled(rate[2], rate[1]) if rate else None,
    )


def _scaled(figures: str, decimals: str) -> Decimal:
    return Decimal(figures).scaleb(-int(decimals))


def _kept(notes: Sequence[tuple[int, str, str]]) -> tuple[tuple[str, str], ...]:
    """Return what is not read above, or only in part."""
    read = {*_TEXTS, "NPY", "NPO", "NBE", "NBU", "CPY", "CBE"}
    seen: set[str] = set()
    kept = []
    for _row, qualifier, text in notes:
        again = qualifier in seen and qualifier not in _TEXTS
        seen.add(qualifier)
        half = qualifier in _KEPT_ALONE and not text[_HALF:].strip()
        if clean(text) and not ((qualifier in read or half) and not again):
            kept.append((qualifier, clean(text)))
    return tuple(kept)
