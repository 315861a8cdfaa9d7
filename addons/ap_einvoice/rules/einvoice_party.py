# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which supplier card is the seller of an e-invoice: identifiers decide, and veto.

A VAT number or a register number that is the same names the card; one that differs
forbids it, whatever else agrees. Name and e-mail only choose a card without such numbers:
a bill on a second card is merged in a minute, a bill on another company's card is paid to
the wrong one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from .einvoice import Party
from .einvoice_summary import bare, siren

SAME, OTHER, UNKNOWN = "same", "other", "unknown"
LEAST = 5  # figures of an identifier that says anything


@dataclass(frozen=True, slots=True)
class Identity:
    """What names a company; texts without spaces and punctuation, "" if not known.

    ``register``: SIREN, or another register number whose register is named (the number of
    a German court is not one in the country); ``establishment``: SIRET.
    """

    vat: str = ""
    register: str = ""
    establishment: str = ""
    names: tuple[str, ...] = ()
    email: str = ""

    @property
    def strong(self) -> bool:
        """Whether a number names it."""
        return bool(self.vat or self.register)


@dataclass(frozen=True, slots=True)
class Card:
    """A card of the books. ``own``: of the company alone; ``whole``: no address or contact
    of another card."""

    id: int
    identity: Identity
    own: bool = False
    whole: bool = True


def identity(party: Party) -> Identity:
    """Return what names the seller or the buyer of an e-invoice.

    >>> one = identity(Party("Nordlys SAS", "732829320", "0002", (("0009", "73282932000074"),)))
    >>> one.register, one.establishment, one.names
    ('732829320', '73282932000074', ('nordlys sas',))
    """
    french, legal = siren(party), bare(party.legal_id)
    establishments = [bare(number) for _scheme, number in party.ids]
    found = [n for n in (*establishments, legal) if len(n) == 14 and n.isdigit()]
    names = (plain(party.name), plain(party.trade_name))
    return Identity(
        vat=_strong(bare(party.vat)),
        register=french or (_strong(legal) if party.legal_scheme else ""),
        establishment=next((n for n in found if french and n.startswith(french)), ""),
        names=tuple(dict.fromkeys(filter(None, names))),
        email=party.email.strip().lower(),
    )


def _strong(number: str) -> str:
    """A number that can name a company: a remark in its place has no figures."""
    figures = sum(sign.isdigit() for sign in number)
    return number if len(number) >= LEAST and figures >= LEAST - 1 else ""


def plain(name: str) -> str:
    """Return a name in small letters without accents and punctuation.

    >>> plain(" Électricité-Réseau, S.A. ")
    'electricite reseau sa'
    """
    plain_text = unicodedata.normalize("NFKD", name.replace(".", "")).casefold()
    signs = (
        sign if sign.isalnum() else " "
        for sign in plain_text
        if not unicodedata.combining(sign)
    )
    return " ".join("".join(signs).split())


def choose(seller: Identity, cards: Iterable[Card]) -> int | None:
    """Return the id of the card that is the seller, None if none surely is.

    >>> seller = Identity(vat="FR44732829320", names=("nordlys",), email="a@b.example")
    >>> twin = Card(7, Identity(vat="FR40303265045", names=("nordlys",), email="a@b.example"))
    >>> same = Card(8, Identity(vat="FR44732829320", names=("old name",)))
    >>> choose(seller, [twin, same]), choose(seller, [twin])
    (8, None)
    """
    ranked = [(rank, card) for card in cards if (rank := _rank(seller, card))]
    best = max(ranked, key=lambda pair: (pair[0], -pair[1].id), default=None)
    return best[1].id if best else None


def _rank(seller: Identity, card: Card) -> tuple:
    """How surely the card is the seller; empty if it is not to be taken."""
    mine = card.identity
    numbers = (_compared(seller.vat, mine.vat), _compared(seller.register, mine.register))
    if OTHER in numbers:
        return ()
    strong = numbers.count(SAME)
    named = bool(set(seller.names) & set(mine.names))
    mailed = bool(seller.email) and seller.email == mine.email
    # Numbers on both sides of which none can be compared: not the same for sure.
    weak = named or (mailed and not seller.strong)
    if not strong and (not weak or (seller.strong and mine.strong)):
        return ()
    place = bool(seller.establishment) and seller.establishment == mine.establishment
    return (1 + strong, card.whole, card.own, place, named, mailed)


def _compared(one: str, other: str) -> str:
    """Whether two numbers are the same, written with or without the country."""
    if not one or not other:
        return UNKNOWN
    longer, shorter = sorted((one, other), key=len, reverse=True)
    prefixed = longer[:2].isalpha() and longer[2:] == shorter
    return SAME if one == other or prefixed else OTHER
