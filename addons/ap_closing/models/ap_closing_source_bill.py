# SPDX-License-Identifier: AGPL-3.0-or-later
"""What bills that were captured and not posted bring into a month."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from odoo import models
from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.calendar import Period
from odoo.addons.ap_base.arithmetic.line_tax import VatMode
from odoo.addons.ap_base.arithmetic.money import HUNDRED, to_decimal
from odoo.addons.ap_base.arithmetic.proration import Convention, borne_at
from odoo.addons.ap_base.models.line_taxes import LineTaxes

from .billed import TAXED_COLUMNS, as_decimals, billed_amount
from .closing_values import ProposedLine

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
        """Bills dated up to the day that are in draft, or were posted later.

        Lines of an order are left to the order's position; of a line with a service
        period only the part up to the day is a cost of the month.
        """
        company = closing.company_id
        rows = self._read_bill_lines(self._draft_bill_where(company, day))
        taxes = LineTaxes(self.env, company).load({row["tax_ids"] for row in rows})
        assets = self.env["ap.closing.accounts"]._asset_accounts(
            company, {row["account_id"] for row in rows}
        )
        mode, scene = VatMode(closing.vat_mode), self._bill_scene(company, day)
        counterparts = {
            True: company.ap_accrued_asset_account_id.id,
            False: company.ap_accrued_expense_account_id.id,
        }
        proposed = []
        for row in rows:
            share = row["balance"] * row["deductible_percent"] / HUNDRED
            period = _period(row)
            if period:
                share = borne_at(share, period, day, _convention(row, scene), scene.step)
            amount = billed_amount(taxes, row, share, scene.step).in_mode(mode)
            if not amount.total:
                continue
            account = counterparts[row["account_id"] in assets]
            line = self._bill_line(scene, row, period, amount, account)
            if taxes.doubtful(row["tax_ids"]):
                line = line._replace(review_code="tax_nature")
            proposed.append(line)
        return proposed

    def _bill_scene(self, company, day) -> BillScene:
        return BillScene(
            day, company.currency_id.id, to_decimal(company.currency_id.rounding),
            Convention(company.ap_prepaid_convention),
        )  # fmt: skip

    def _draft_bill_where(self, company, day) -> SQL:
        return SQL(
            """
            move.company_id = %(company)s
            AND move.move_type IN ('in_invoice', 'in_refund', 'in_receipt')
            AND COALESCE(move.invoice_date, move.date,
                         (move.create_date AT TIME ZONE 'UTC')::date) <= %(day)s
            AND (move.state = 'draft' OR move.state = 'posted' AND move.date > %(day)s)
            AND line.display_type = 'product'
            AND line.purchase_line_id IS NULL
            """,
            company=company.id,
            day=day,
        )

    def _read_bill_lines(self, where: SQL) -> list[dict]:
        """Journal items with their bill, one statement."""
        for model in ("account.move", "account.move.line", "account.account"):
            self.env[model].flush_model()
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT line.id, line.move_id, line.account_id,
                       line.analytic_distribution, split_part(line.name, E'\n', 1) AS label,
                       line.deferred_start_date AS period_start,
                       line.deferred_end_date AS period_end,
                       line.deferred_convention AS convention,
                       COALESCE(NULLIF(move.name, '/'), move.ref, '') AS document,
                       move.ref, move.invoice_date, move.date AS accounting_date,
                       move.state, partner.commercial_partner_id AS partner_id,
                       %(taxed)s
                  FROM account_move_line line
                  JOIN account_move move ON move.id = line.move_id
                  JOIN account_account account ON account.id = line.account_id
                  JOIN res_currency currency ON currency.id = line.currency_id
                  LEFT JOIN res_partner partner
                         ON partner.id = COALESCE(line.partner_id, move.partner_id)
                 WHERE %(where)s
                 ORDER BY line.id
                """,
                taxed=SQL(TAXED_COLUMNS),
                where=where,
            )
        )
        return [as_decimals(row) for row in rows]

    def _bill_line(self, scene, row, period, amount, counterpart) -> ProposedLine:
        """One journal item as a proposal, in company currency."""
        since = row["invoice_date"] or row["accounting_date"]
        return ProposedLine(
            source_key=f"aml:{row['id']}",
            source_model="account.move.line",
            source_id=row["id"],
            partner_id=row["partner_id"],
            product_id=row["product_id"],
            label=f"{row['document']}: {row['label'] or ''}".rstrip(": "),
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
            explanation_values=self._bill_words(row, amount),
        )

    def _bill_words(self, row, amount) -> dict:
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


def _period(row) -> Period | None:
    """The service period of a journal item, both days included."""
    if not row["period_start"] or not row["period_end"]:
        return None
    return Period(row["period_start"], row["period_end"])


def _convention(row, scene) -> Convention:
    return Convention(row["convention"]) if row["convention"] else scene.convention
