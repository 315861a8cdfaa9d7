# SPDX-License-Identifier: AGPL-3.0-or-later
"""A line of a bill as a proposal."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_base.arithmetic.proration import Convention

from ...rules import labels
from ..closing_values import ProposedLine

ZERO = Decimal(0)


class BillScene(NamedTuple):
    """What all bill lines of one closing share."""

    day: date
    currency_id: int
    step: Decimal
    convention: Convention


def scene_of(company, day) -> BillScene:
    """What all bill lines of a closing of the company at the day share."""
    return BillScene(
        day, company.currency_id.id, to_decimal(company.currency_id.rounding),
        Convention(company.ap_prepaid_convention),
    )  # fmt: skip


def line_of(scene, row, period, amount, counterpart) -> ProposedLine:
    """One journal item as a proposal, in company currency."""
    since = row["invoice_date"] or row["accounting_date"]
    return ProposedLine(
        source_key=f"aml:{row['id']}",
        source_model="account.move.line",
        source_id=row["id"],
        partner_id=row["partner_id"],
        product_id=row["product_id"],
        label=labels.of_document(row["document"], row["label"]),
        account_id=row["account_id"],
        counterpart_account_id=counterpart,
        analytic_distribution=row["analytic_distribution"],
        source_currency_id=scene.currency_id,
        quantity=to_decimal(row["quantity"] or 0),
        price_unit=ZERO,
        amount_untaxed=amount.base,
        amount_computed=amount.cost,
        tax_computed=amount.deductible,
        cost_in_currency=amount.cost,
        tax_in_currency=amount.deductible,
        date_source=since,
        age_days=max((scene.day - since).days, 0) if since else 0,
        period_start=period.start if period else None,
        period_end=period.end if period else None,
        convention=_convention(row, scene).value if period else None,
        excluded_code=None,
        review_code=None,
        explanation_values=_words(row, amount),
        whole_cost=row["balance"],
    )


def _words(row, amount) -> dict:
    words = {
        "document": row["document"],
        "reference": row["ref"] or "",
        "total": str(row["balance"]),
        "amount": str(amount.base),
        "state": row["state"],
    }
    if row["invoice_date"]:
        words["invoice_date"] = row["invoice_date"].isoformat()
    return words


def _convention(row, scene) -> Convention:
    return Convention(row["convention"]) if row["convention"] else scene.convention
