# SPDX-License-Identifier: AGPL-3.0-or-later
"""What orders bring into a month: received, credit due, billed ahead of receipt."""

from decimal import Decimal

from odoo import models

from odoo.addons.ap_base.arithmetic.accrual import scaled
from odoo.addons.ap_base.arithmetic.line_tax import VatMode
from odoo.addons.ap_base.models.line_taxes import LineTaxes
from odoo.addons.ap_purchase.rules.position import discounted, gap_date, gaps_of

from .billed import billed_of_orders
from .closing_values import ProposedLine

ONE = Decimal(1)
ZERO = Decimal(0)
MICRO = Decimal("0.000001")  # digits of prices and rates in explanations


class Scene:
    """What all order lines of one closing share; read once, used for every kind."""

    __slots__ = (
        "accounts", "assets", "billed", "counterparts", "currency_id", "day", "old_days", "rates",
        "rows", "step", "taxes", "vat_mode",
    )  # fmt: skip


class ApClosingKind(models.AbstractModel):
    _inherit = "ap.closing.kind"

    def _propose_received(self, closing, day, cache) -> list[ProposedLine]:
        """Received and not billed, at the order's price and the closing rate."""
        scene = self._order_scene(closing, day, cache)
        return [
            self._order_line(scene, row, gap.to_accrue, "received")
            for row, gap in scene.rows
            if gap.to_accrue
        ]

    def _propose_credit_due(self, closing, day, cache) -> list[ProposedLine]:
        """Billed, then returned: the supplier owes a credit note."""
        scene = self._order_scene(closing, day, cache)
        return [
            self._billed_line(scene, row, gap.credit_due, "credit_due")
            for row, gap in scene.rows
            if gap.credit_due
        ]

    def _propose_billed_not_received(self, closing, day, cache) -> list[ProposedLine]:
        """Billed ahead of receipt: a cost of a later month, at the bills' price.

        A bill with a service period is left to the prepaid expenses: the days say what
        belongs to later months, and nothing is put aside twice. Where the order itself
        is received by the time elapsed, it says so for all of its bills together.
        """
        scene = self._order_scene(closing, day, cache)
        ahead = [item for item in scene.rows if item[1].over_billed != item[1].credit_due]
        spread = self._lines_with_service_period([row.line_id for row, _gap in ahead])
        return [
            self._billed_line(
                scene, row, gap.over_billed - gap.credit_due, "billed_not_received"
            )
            for row, gap in ahead
            if row.line_id not in spread or row.service_mode == "elapsed"
        ]

    def _lines_with_service_period(self, order_line_ids) -> set[int]:
        """The order lines of which a posted bill line carries both service dates."""
        found = self.env["account.move.line"]._read_group(
            [
                ("purchase_line_id", "in", order_line_ids),
                ("parent_state", "=", "posted"),
                ("deferred_start_date", "!=", False),
                ("deferred_end_date", "!=", False),
            ],
            ["purchase_line_id"],
        )
        return {line.id for (line,) in found}

    def _order_scene(self, closing, day, cache) -> Scene:
        if "orders" in cache:
            return cache["orders"]
        company = closing.company_id
        rows = []
        for row in self.env["ap.order.position"]._gather(
            company, day, gaps_only=True
        ):
            gap = gaps_of(row)
            if gap.to_accrue or gap.over_billed:
                rows.append((row, gap))
        scene = cache["orders"] = Scene()
        scene.day, scene.rows = day, rows
        scene.currency_id = company.currency_id.id
        scene.old_days = company.ap_accrual_age_days
        scene.vat_mode = VatMode(closing.vat_mode)
        scene.taxes = LineTaxes(self.env, company).load({row.tax_ids for row, _gap in rows})
        scene.rates = self.env["ap.order.position"]._closing_rates(
            company, day, {row.currency_id for row, _gap in rows}
        )
        scene.step = scene.rates[scene.currency_id][1]
        ahead = [row.line_id for row, gap in rows if gap.over_billed]
        scene.billed = billed_of_orders(self.env, day, ahead, scene.taxes, scene.step)
        finder = self.env["ap.closing.accounts"]
        scene.accounts = finder._expense_accounts(
            company, {(row.product_id, row.fiscal_position_id) for row, _gap in rows}
        )
        known = {account for account in scene.accounts.values() if account}
        known |= {row.bill_account_id for row, _gap in rows if row.bill_account_id}
        scene.assets = finder._asset_accounts(company, known)
        scene.counterparts = {
            kind.code: company[kind.counterpart].id for kind in self._kinds().values()
        }
        scene.counterparts["asset"] = company.ap_accrued_asset_account_id.id
        return scene

    def _order_line(self, scene, row, quantity, kind) -> ProposedLine:
        """An amount at the order's price."""
        price = discounted(row)
        rate, foreign_step = scene.rates[row.currency_id]
        foreign = amount = scene.taxes.amount(
            row.tax_ids, quantity, price, foreign_step, row.product_id, row.uom_id
        ).in_mode(scene.vat_mode)
        if row.currency_id != scene.currency_id:
            amount = foreign.converted(rate, scene.step)
        price = scene.taxes.untaxed_price(row.tax_ids, price)
        return self._proposed(scene, row, kind, quantity, price, amount, foreign)

    def _billed_line(self, scene, row, quantity, kind) -> ProposedLine:
        """An amount at the price of the bills, which are in company currency.

        Billed ahead, the VAT that was deducted stays deducted: only that which is cost
        is put aside with it.
        """
        price = row.billed_balance / row.billed if row.billed else ZERO
        base = scaled(row.billed_balance, row.billed, quantity, scene.step)
        mode = scene.vat_mode if kind == "credit_due" else VatMode.EXCLUDED
        amount = scene.billed[row.line_id].part_of(base, scene.step).in_mode(mode)
        row = row._replace(currency_id=scene.currency_id)
        return self._proposed(scene, row, kind, quantity, price, amount, amount)

    def _proposed(self, scene, row, kind, quantity, price, amount, foreign):
        account = (row.bill_account_id if row.billed else None) or scene.accounts.get(
            (row.product_id, row.fiscal_position_id)
        )
        since = gap_date(row, gaps_of(row))
        age = (scene.day - since).days if since else 0
        return ProposedLine(
            source_key=f"pol:{row.line_id}",
            source_model="purchase.order.line",
            source_id=row.line_id,
            partner_id=row.commercial_partner_id,
            product_id=row.product_id,
            label=f"{row.order_name}: {row.label}",
            account_id=account,
            counterpart_account_id=self._order_counterpart(scene, kind, account),
            analytic_distribution=row.analytic_distribution,
            source_currency_id=row.currency_id,
            quantity=quantity,
            price_unit=price,
            amount_untaxed=amount.base,
            amount_computed=amount.cost,
            tax_computed=amount.deductible,
            cost_in_currency=foreign.cost,
            tax_in_currency=foreign.deductible,
            date_source=since,
            age_days=age,
            period_start=row.service_start,
            period_end=row.service_end,
            convention=None,
            excluded_code="no_accrual" if row.no_accrual_reason else None,
            review_code=self._order_doubt(scene, row, age),
            explanation_values=self._order_words(scene, row, quantity, price),
        )

    def _order_doubt(self, scene, row, age) -> str | None:
        """Why a person should look at the line; the gravest reason."""
        if scene.taxes.doubtful(row.tax_ids):
            return "tax_nature"
        return "old" if scene.old_days and age > scene.old_days else None

    def _order_counterpart(self, scene, kind, account) -> int:
        if kind == "received" and account in scene.assets:
            return scene.counterparts["asset"]
        return scene.counterparts[kind]

    def _order_words(self, scene, row, quantity, price) -> dict:
        """What the explanation needs; text, since it is read and not computed with."""
        words = {
            "order": row.order_name,
            "ordered": _plain(row.ordered),
            "received": _plain(row.received),
            "billed": _plain(row.billed),
            "quantity": _plain(quantity),
            "price": _plain(price.quantize(MICRO)),
            "receipts": list(row.receipt_refs or ()),
            "bills": list(row.bill_refs or ()),
        }
        if row.returned:
            words["returned"] = _plain(row.returned)
        if row.date_last_receipt:
            words["received_on"] = row.date_last_receipt.isoformat()
        if row.date_last_bill:
            words["billed_on"] = row.date_last_bill.isoformat()
        if row.service_mode == "elapsed" and row.service_end:
            words["service"] = [row.service_start.isoformat(), row.service_end.isoformat()]
        rate, _step = scene.rates[row.currency_id]
        if rate != ONE:
            words["rate"] = _plain(rate.quantize(MICRO))
        if row.no_accrual_reason:
            words["reason"] = row.no_accrual_reason
        return words


def _plain(quantity: Decimal) -> str:
    """A quantity without the digits that say nothing."""
    text = f"{quantity:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
