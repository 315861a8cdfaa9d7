# SPDX-License-Identifier: AGPL-3.0-or-later
"""Controls of VAT: not recoverable by nature, above a cap, at a rate that is none."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from odoo.addons.ap_base.arithmetic.money import CENT, HUNDRED, ZERO, round_half_up

from .control import ASK_HOLDER, CORRECT_VAT, Dated, Nature, Result, Subject, on
from .transaction import Transaction

# Where nothing is recovered, whatever the amount.
NOTHING = frozenset({"foreign_vat", "vat_above_cap", "vat_without_receipt"})


@dataclass(frozen=True, slots=True)
class VatRate(Dated):
    """A rate of VAT of a country, in percent."""

    country: str = ""
    rate: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class YearlyCap(Dated):
    """Up to what a year and a beneficiary, tax included, VAT of a nature is recovered.

    Above it none is, of the whole (France: gifts).
    """

    nature: str = Nature.GIFT
    country: str = ""
    amount: Decimal = ZERO
    reference: str = ""


def by_nature(subjects: Iterable[Subject]) -> Iterator[Result]:
    """State where the tool gives VAT of which the law recovers less, or nothing.

    The sum stays; the VAT not recovered is cost.

    >>> train = Transaction("T", gross_base=Decimal(110), vat_amount=Decimal(10))
    >>> [found] = by_nature([Subject(1, train, nature="transport", percent=ZERO)])
    >>> found.code, found.amount, found.values["allowed"]
    ('vat_not_recoverable', Decimal('10.00'), Decimal('0.00'))
    """
    for subject in subjects:
        vat = wanted(subject)
        if not vat or subject.percent is None or subject.percent >= HUNDRED:
            continue
        allowed = recoverable(subject.one, subject.percent)
        if abs(vat) > abs(allowed):
            none = not subject.percent
            yield Result(
                subject.id,
                "vat_not_recoverable" if none else "vat_partly_recoverable",
                abs(vat - allowed),
                {
                    "vat": vat,
                    "allowed": allowed,
                    "percent": subject.percent,
                    "nature": subject.nature,
                    "merchant": subject.one.merchant,
                },
                CORRECT_VAT,
            )


def wanted(subject: Subject) -> Decimal:
    """Return the VAT that would be recovered: decided by a person, else of the tool."""
    return claimed(subject.one) if subject.kept is None else subject.kept


def claimed(one: Transaction) -> Decimal:
    """Return the VAT that the tool would have recovered."""
    if one.vat_reclaim is not None:
        return one.vat_reclaim
    return one.vat_amount or ZERO


def recoverable(one: Transaction, percent: Decimal) -> Decimal:
    """Return the part of the VAT that may be recovered, to the cent.

    >>> fuel = Transaction("F", gross_base=Decimal(60), vat_amount=Decimal("10.00"))
    >>> recoverable(fuel, Decimal(80))
    Decimal('8.00')
    """
    return round_half_up((one.vat_amount or ZERO) * percent / HUNDRED, CENT)


def yearly_caps(
    subjects: Iterable[Subject], caps: Iterable[YearlyCap]
) -> Iterator[Result]:
    """State where what one beneficiary got in a year is above the cap: no VAT at all.

    An expense without a beneficiary is counted for itself.
    """
    caps = list(caps)
    groups: dict[tuple, list[Subject]] = {}
    for subject in subjects:
        if any(cap.nature == subject.nature for cap in caps):
            who = subject.beneficiary or ("", subject.id)
            groups.setdefault((subject.nature, who, subject.day.year), []).append(subject)
    for (nature, _who, year), found in groups.items():
        total = sum((subject.amount for subject in found), ZERO)
        for subject in found:
            rows = [row for row in on(caps, subject.day) if row.nature == nature]
            vat = wanted(subject)
            if rows and vat and total > rows[0].amount:
                yield Result(
                    subject.id,
                    "vat_above_cap",
                    abs(vat),
                    {
                        "total": total,
                        "limit": rows[0].amount,
                        "year": year,
                        "beneficiary": subject.beneficiary,
                        "vat": vat,
                    },
                    CORRECT_VAT,
                    tuple(one.id for one in found if one is not subject),
                )


def rates(
    subjects: Iterable[Subject], known: Iterable[VatRate], home: str
) -> Iterator[Result]:
    """State a rate that the country does not have, and foreign VAT taken for ours.

    The rate is the one written, else the one that the amounts show, to a cent.
    """
    rows = list(known)
    for subject in subjects:
        one = subject.one
        vat = wanted(subject)
        country = one.supplier_country or home
        if vat and country != home:
            values = {"vat": vat, "country": country, "merchant": one.merchant}
            yield Result(subject.id, "foreign_vat", abs(vat), values, CORRECT_VAT)
            continue
        here = [row.rate for row in on(rows, subject.day) if row.country == country]
        if not here or not one.vat_amount:
            continue
        rate = shown_rate(one, here)
        if rate is not None and rate not in here:
            yield Result(
                subject.id,
                "vat_rate_unknown",
                abs(vat),
                {"rate": rate, "country": country, "known": tuple(sorted(here))},
                ASK_HOLDER,
            )


def shown_rate(one: Transaction, known: Iterable[Decimal]) -> Decimal | None:
    """Return the rate of a transaction: one of the known, if the amounts are near it.

    >>> meal = Transaction("M", net=Decimal("30.00"), vat_amount=Decimal("3.00"))
    >>> shown_rate(meal, [Decimal(10), Decimal(20)])
    Decimal('10')
    """
    known = list(known)
    if one.vat_rate is not None:
        near = (rate for rate in known if rate == one.vat_rate)
        return next(near, one.vat_rate)
    vat, net = one.vat_amount, one.net
    if not vat or not net:
        return None
    for rate in known:
        if abs(net * rate / HUNDRED - vat) <= 2 * CENT:
            return rate
    return round_half_up(vat * HUNDRED / net, CENT)


def amounts_against_rate(subjects: Iterable[Subject]) -> Iterator[Result]:
    """State where the VAT written is not that of the rate written."""
    for subject in subjects:
        one = subject.one
        if one.vat_rate is None or one.vat_amount is None or one.net is None:
            continue
        if subject.kept is not None:  # looked at by a person
            continue
        right = round_half_up(one.net * one.vat_rate / HUNDRED, CENT)
        if abs(right - one.vat_amount) > 2 * CENT:
            yield Result(
                subject.id,
                "vat_amount_differs",
                abs(right - one.vat_amount),
                {"vat": one.vat_amount, "right": right, "rate": one.vat_rate},
                CORRECT_VAT,
            )


def corrected(subject: Subject, codes: Collection[str]) -> Decimal:
    """Return the VAT to recover once these findings are corrected, to the cent.

    None of another country, above a cap, or without a document; else what the law lets
    of the right amount.

    >>> fuel = Transaction("F", gross_base=Decimal(60), vat_amount=Decimal("10.00"))
    >>> subject = Subject(1, fuel, percent=Decimal(80))
    >>> corrected(subject, {"vat_partly_recoverable"}), corrected(subject, {"foreign_vat"})
    (Decimal('8.00'), Decimal('0'))
    """
    one = subject.one
    if NOTHING.intersection(codes):
        return ZERO
    percent = HUNDRED if subject.percent is None else subject.percent
    right = one.vat_amount or ZERO
    if "vat_amount_differs" in codes and one.net is not None:
        right = one.net * (one.vat_rate or ZERO) / HUNDRED
    right = abs(right).copy_sign(subject.amount or right)
    return round_half_up(right * percent / HUNDRED, CENT)
