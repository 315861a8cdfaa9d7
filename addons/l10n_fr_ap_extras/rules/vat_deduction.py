# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much of the VAT of an expense may be deducted, and by which article.

In this order: there is VAT at all; the company deducts (CGI ann. II 205, 206); it holds
an invoice, or a receipt that is enough (BOI-TVA-DECLA-30-20-20-20 § 130 to 150); the
nature is not excluded (CGI ann. II 206, IV-2; CGI 298, 4-1° for fuel); gifts stay below
their cap. Natures are dated rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from .law import Law, Validity, to_day, to_number

ZERO, CENT, FULL = Decimal(0), Decimal("0.01"), Decimal(100)
INVOICE, RECEIPT, NOTHING = "invoice", "receipt", "none"


@dataclass(frozen=True, slots=True)
class Nature:
    """A kind of expense and the percentage of its VAT that may be deducted.

    ``cap_code``: value of the law above which nothing may.
    """

    code: str
    share: Decimal
    validity: Validity
    cap_code: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Expense:
    """``vat`` of an expense of ``total`` (with VAT) on a day.

    ``evidence``: invoice, receipt or none. ``named``: it bears the company's name.
    ``given_before``: for gifts, what the same person got this year, with VAT.
    """

    nature: str
    day: date
    vat: Decimal
    total: Decimal
    evidence: str = INVOICE
    named: bool = True
    given_before: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Deduction:
    """VAT split in two; what may not be deducted is part of the cost."""

    deductible: Decimal
    non_deductible: Decimal
    reason: str
    reference: str = ""


def nature_from_row(row: Mapping) -> Nature:
    """Return the nature of a row of text or of a record read."""
    validity = Validity(to_day(row.get("valid_from")), to_day(row.get("valid_to")))
    cap, reference = row.get("cap_code") or "", row.get("reference_code") or ""
    return Nature(row["code"], to_number(row["share"]), validity, cap, reference)


def deduct(
    law: Law, natures: Iterable[Nature], expense: Expense, coefficient: Decimal = FULL
) -> Deduction:
    """Split the VAT of an expense.

    `coefficient`: percentage that the company deducts in general. Reasons: ``no_vat``,
    ``company``, ``evidence``, ``unknown_nature`` and ``cap_unknown`` (nothing is deducted
    until somebody says), ``excluded``, ``cap``, ``part``, ``full``.
    """
    if not expense.vat:
        return Deduction(ZERO, ZERO, "no_vat")
    if not coefficient:
        return _nothing(law, expense, "company", "vat.coefficients")
    if not _evidence_is_enough(law, expense):
        return _nothing(law, expense, "evidence", "vat.receipt")
    rows = (n for n in natures if n.code == expense.nature)
    nature = next((n for n in rows if n.validity.covers(expense.day)), None)
    if nature is None:
        return _nothing(law, expense, "unknown_nature", "")
    if not nature.share:
        return _nothing(law, expense, "excluded", nature.reference)
    cap = law.value(nature.cap_code, expense.day) if nature.cap_code else None
    if nature.cap_code and cap is None:  # a day of which the data know none
        return _nothing(law, expense, "cap_unknown", nature.reference)
    if cap is not None and expense.given_before + expense.total > cap:
        return _nothing(law, expense, "cap", nature.reference)
    return _share(law, expense, nature, nature.share * coefficient / FULL)


def _share(law: Law, expense: Expense, nature: Nature, percent: Decimal) -> Deduction:
    part = (expense.vat * percent / FULL).quantize(CENT, ROUND_HALF_UP)
    reason = "full" if percent == FULL else "part"
    cited = law.cite(nature.reference, expense.day)
    return Deduction(part, expense.vat - part, reason, cited)


def _nothing(law: Law, expense: Expense, reason: str, code: str) -> Deduction:
    return Deduction(ZERO, expense.vat, reason, law.cite(code, expense.day))


def _evidence_is_enough(law: Law, expense: Expense) -> bool:
    """An invoice is; a receipt is when it is small and bears the company's name."""
    if expense.evidence == INVOICE:
        return expense.named
    cap = law.value("invoice.simplified_max_ht", expense.day)
    untaxed = expense.total - expense.vat
    small = cap is not None and abs(untaxed) <= cap
    return expense.evidence == RECEIPT and expense.named and small
