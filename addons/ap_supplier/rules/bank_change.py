# SPDX-License-Identifier: AGPL-3.0-or-later
"""Warning signs of a change of bank details.

What is asked stands beside what was known before. A sign proves nothing: it says what to
ask on the phone, and who has to approve. No sign does not prove anything either.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from .bank_change_number import NumberCheck, check
from .texts import address_of, domain_of, edits, found_words, name_key

HIGH, WARNING, INFO = "high", "warning", "info"
_LEVELS = (HIGH, WARNING, INFO)
RECENT = timedelta(days=90)
_ALIKE = 2  # signs by which a copied domain differs from the real one


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody asks for: the number, whose it is said to be, and how it came."""

    number: str
    holder: str = ""
    sender: str = ""
    text: str = ""
    documents: int = 0
    day: date | None = None
    is_number_new: bool = True


@dataclass(frozen=True, slots=True)
class Known:
    """What was known of the supplier before: nothing here comes from the claim."""

    name: str
    country: str = ""
    numbers: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    holders_elsewhere: tuple[str, ...] = ()
    is_own: bool = False
    since: date | None = None
    phone_changed: date | None = None
    mail_changed: date | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """Words kept as data."""

    legal_forms: Collection[str] = ()
    free_mail: Collection[str] = ()
    urgent: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign, its level (`high`, `warning`, `info`) and the values of its sentence."""

    code: str
    level: str
    values: dict = field(default_factory=dict)


def signs(claim: Claim, known: Known, words: Words) -> list[Sign]:
    """Return the signs of a claim, the gravest first.

    >>> known = Known("Alpha", "FR", ("FR7630006000011234567890189",), phones=("01",))
    >>> [one.code for one in signs(Claim("BE71096123456769", "Alpha", documents=1), known, Words())]
    ['country_new']
    """
    found = [
        *_of_number(claim, known),
        *_of_sender(claim, known, words),
        *_of_words(claim, known, words),
        *_of_contacts(claim, known),
    ]
    return sorted(found, key=lambda sign: _LEVELS.index(sign.level))


def worst(found: Collection[Sign]) -> str:
    """Return the gravest level, empty without a sign.

    >>> worst([Sign("a", INFO), Sign("b", HIGH)]), worst([])
    ('high', '')
    """
    levels = {sign.level for sign in found}
    return next((level for level in _LEVELS if level in levels), "")


def _of_number(claim: Claim, known: Known) -> Iterator[Sign]:
    checked = check(claim.number)
    if checked.is_wrong:
        yield Sign(f"number_{checked.reason}", HIGH, {"number": checked.number})
    elif checked.reason:
        yield Sign("number_no_iban", WARNING, {"number": checked.number})
    if claim.is_number_new:
        yield from _of_country(checked, known)
    if known.is_own:
        yield Sign("own_account", HIGH)
    if known.holders_elsewhere:
        yield Sign("same_elsewhere", HIGH, {"holders": ", ".join(known.holders_elsewhere)})


def _of_country(checked: NumberCheck, known: Known) -> Iterator[Sign]:
    """An account abroad, of a supplier that had none there."""
    before = {country for number in known.numbers if (country := check(number).country)}
    before = before or ({known.country} if known.country else set())
    if checked.country and before and checked.country not in before:
        values = {"country": checked.country, "before": ", ".join(sorted(before))}
        yield Sign("country_new", HIGH, values)


def _of_sender(claim: Claim, known: Known, words: Words) -> Iterator[Sign]:
    sender, domain = address_of(claim.sender), domain_of(claim.sender)
    if not sender:
        return
    addresses = {address_of(one) for one in known.addresses} - {""}
    if sender in addresses:
        return
    free = {one.lower() for one in words.free_mail}
    domains = {domain_of(one) for one in addresses} - free
    values = {"sender": sender, "known": ", ".join(sorted(addresses))}
    if domain in free:
        yield Sign("sender_free", HIGH, values)
    elif near := [one for one in sorted(domains) if 0 < edits(one, domain) <= _ALIKE]:
        yield Sign("sender_alike", HIGH, {"domain": domain, "known": near[0]})
    elif domains and domain not in domains:
        values = {"domain": domain, "known": ", ".join(sorted(domains))}
        yield Sign("sender_domain", HIGH, values)
    else:
        yield Sign("sender_unknown", WARNING, {"sender": sender})


def _of_words(claim: Claim, known: Known, words: Words) -> Iterator[Sign]:
    urgent = found_words(claim.text, words.urgent)
    if urgent:
        yield Sign("urgent", WARNING, {"words": ", ".join(urgent)})
    holder, name = (
        name_key(one, words.legal_forms) for one in (claim.holder, known.name)
    )
    if holder and holder != name:
        yield Sign("holder", WARNING, {"holder": claim.holder, "name": known.name})
    if not claim.documents and claim.is_number_new:
        yield Sign("no_document", INFO)


def _of_contacts(claim: Claim, known: Known) -> Iterator[Sign]:
    """What was known only since yesterday is not known."""
    if not known.phones:
        yield Sign("no_phone", WARNING)
    for code, level, day in (
        ("phone_recent", HIGH, known.phone_changed),
        ("mail_recent", WARNING, known.mail_changed),
        ("supplier_recent", INFO, known.since),
    ):
        if day and claim.day and claim.day - day < RECENT:
            yield Sign(code, level, {"day": day.isoformat()})
