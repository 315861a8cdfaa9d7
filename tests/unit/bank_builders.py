# SPDX-License-Identifier: AGPL-3.0-or-later
"""Short ways of writing bank lines, open items and parties in tests."""

from datetime import date
from decimal import Decimal

from ap_treasury.rules.labels import read_words
from ap_treasury.rules.match_index import World
from ap_treasury.rules.match_values import BankLine, OpenItem, Partner, Policy
from ap_treasury.rules.matcher import match_lines
from published_words import bank_words

DAY = date(2026, 9, 15)
WORDS = read_words(bank_words())


def line(amount, label, key="L1", day=DAY, journal="B1", **more):
    """Return a bank line of 15 September 2026."""
    return BankLine(key, journal, day, Decimal(amount), label, **more)


def item(key, amount, partner="P", day=date(2026, 8, 31), due=DAY, **more):
    """Return an open item; its key is its reference unless others are given."""
    more.setdefault("references", (str(key),))
    return OpenItem(key, partner, Decimal(amount), day, due, **more)


def party(key, *names, **more):
    """Return a party; its key is its name unless others are given."""
    return Partner(key, names or (str(key),), **more)


def world(items=(), partners=(), **more):
    """Return what there is to match with; parties of the items are there by their key."""
    known = {one.key for one in partners}
    others = [party(one.partner) for one in items if one.partner not in known]
    partners = [*partners, *dict.fromkeys(others)]
    policy = more.pop("policy", Policy())
    return World(tuple(items), tuple(partners), words=WORDS, policy=policy, **more)


def matched(lines, *args, **more):
    """Return the results by line."""
    lines = [lines] if isinstance(lines, BankLine) else lines
    return {one.line: one for one in match_lines(lines, world(*args, **more))}


def one(found, *args, **more):
    """Return the result of a single line."""
    (result,) = matched(found, *args, **more).values()
    return result


def items_of(proposal):
    """Return the items of an answer, sorted."""
    return sorted(part.item for part in proposal.allocations)


def reasons_of(proposal):
    """Return the codes of what speaks for an answer."""
    return {reason.code for reason in proposal.reasons}
