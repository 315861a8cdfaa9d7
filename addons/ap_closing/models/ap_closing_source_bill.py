# SPDX-License-Identifier: AGPL-3.0-or-later
"""What bills that are not in the books at the day bring into a month."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from odoo import models

from odoo.addons.ap_base.arithmetic.line_tax import VatMode
from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_base.arithmetic.proration import Convention
from odoo.addons.ap_base.models.line_taxes import LineTaxes

from ..rules import labels
from ..rules.ownership import Claim
from .billed import billed_amount
from .closing_differences import nothing
from .closing_values import ProposedLine
from .cost_owners import with_reviews
from .pending_bills import period_of

ZERO = Decimal(0)


class BillScene(NamedTuple):
    """What all bill lines of one closing share."""

    day: date
    currency_id: int
    step: Decimal
    convention: Convention


class ApClosingKind(models.AbstractModel):
    _inherit = "ap.closing.kind"

    def _propose_draft_bill(self, closing, day, cache) -> list[ProposedLine]:
        """Bills that concern the months up to the day and are in draft, or booked later.

        What each line brings, and which of them are left to an order or to nobody, is
        the rule of `rules.ownership`.
        """
        owners = self._owners(closing, day, cache)
        pending, company = owners.pending, closing.company_id
        mode = VatMode(closing.vat_mode)
        scene = self._bill_scene(company, day)
        taxes = LineTaxes(self.env, company).load(
            {row["tax_ids"] for row in pending.rows.values()}
        )
        assets = self.env["ap.closing.accounts"]._asset_accounts(
            company, {row["account_id"] for row in pending.rows.values()}
        )
        counterparts = {
            True: company.ap_accrued_asset_account_id.id,
            False: company.ap_accrued_expense_account_id.id,
        }
        proposed = []
        for claim in owners.claims:
            row = pending.rows[claim.key]
            amount = billed_amount(taxes, row, claim.amount, scene.step).in_mode(mode)
            if not amount.total:
                continue
            account = counterparts[row["account_id"] in assets]
            line = self._bill_line(scene, row, period_of(row), amount, account)
            if claim.is_read:
                read = pending.read[claim.key]
                line.explanation_values["read"] = [
                    read.start.isoformat(), read.end.isoformat(),
                ]  # fmt: skip
            if row.get("no_rate"):
                line = _without_amount(line, row)
            doubtful = taxes.doubtful(row["tax_ids"])
            proposed.append(_decided(line, claim, ["tax_nature"] if doubtful else []))
        return proposed

    def _bill_scene(self, company, day) -> BillScene:
        return BillScene(
            day, company.currency_id.id, to_decimal(company.currency_id.rounding),
            Convention(company.ap_prepaid_convention),
        )  # fmt: skip

    def _bill_line(self, scene, row, period, amount, counterpart) -> ProposedLine:
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
            explanation_values=_bill_words(row, amount),
            whole_cost=row["balance"],
        )


def _bill_words(row, amount) -> dict:
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


def _without_amount(line: ProposedLine, row) -> ProposedLine:
    """The line of a bill of which nobody knows what it is worth."""
    total = [str(row["amount_currency"]), row["currency_name"]]
    words = {**line.explanation_values, "total_in_currency": total}
    return nothing(line)._replace(explanation_values=words)


def _decided(line: ProposedLine, claim: Claim, doubts) -> ProposedLine:
    """The line with what the rule says of it."""
    return with_reviews(line, [*claim.reviews, *doubts])._replace(
        excluded_code=claim.excluded
    )


def _convention(row, scene) -> Convention:
    return Convention(row["convention"]) if row["convention"] else scene.convention
