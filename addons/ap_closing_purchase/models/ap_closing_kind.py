# SPDX-License-Identifier: AGPL-3.0-or-later
"""What orders bring into a month: received, credit due, billed ahead of receipt."""

from collections import defaultdict
from decimal import Decimal

from odoo import models

from odoo.addons.ap_base.arithmetic.accrual import scaled
from odoo.addons.ap_base.arithmetic.line_tax import VatMode
from odoo.addons.ap_base.models.line_taxes import LineTaxes
from odoo.addons.ap_closing.models.closing_values import ProposedLine
from odoo.addons.ap_closing.models.cost_owners import with_reviews
from odoo.addons.ap_closing.rules import labels
from odoo.addons.ap_closing.rules.ownership import BILLED, NO_RATE
from odoo.addons.ap_purchase.rules.position import (
    discounted,
    gap_date,
    gaps_of,
    is_timed,
)

from .billed_orders import billed_of_orders
from .down_payments import held_down_payments
from .order_owners import ORDER_KINDS, OrderOwners

ONE = Decimal(1)
ZERO = Decimal(0)
MICRO = Decimal("0.000001")  # digits of prices and rates in explanations


class Scene:
    """What all order lines of one closing share; read once, used for every kind."""

    __slots__ = (
        "accounts", "assets", "billed", "counterparts", "currency_id", "day", "met",
        "old_days", "rate_dates", "rates", "rows", "step", "taxes", "vat_mode",
    )  # fmt: skip


class ApClosingKind(models.AbstractModel):
    _inherit = "ap.closing.kind"

    def _propose(self, kind, closing, day, cache):
        lines = super()._propose(kind, closing, day, cache)
        if kind not in ORDER_KINDS:
            return lines
        owners = self._owners(closing, day, cache)
        return [owners.marked(line) for line in owners.left_out(lines)]

    def _new_owners(self, closing, day, cache):
        return OrderOwners(self, closing, day, cache)

    def _propose_received(self, closing, day, cache) -> list[ProposedLine]:
        """Received and not billed, at the order's price and the closing rate.

        What tells two stories and comes to nothing is shown in the month of its bill,
        for a person to look at.
        """
        scene = self._order_scene(closing, day, cache)
        lines = [
            self._order_line(scene, row, gap)
            for row, gap in scene.rows
            if gap.to_accrue or not gap.over_billed
        ]
        for row, gap in scene.met:
            line = self._order_line(scene, row, gap)
            if line.excluded_code in (None, NO_RATE):
                line = line._replace(excluded_code=BILLED)
            lines.append(line)
        return lines

    def _propose_credit_due(self, closing, day, cache) -> list[ProposedLine]:
        """Billed, then returned: the supplier owes a credit note."""
        scene = self._order_scene(closing, day, cache)
        return [
            self._billed_line(scene, row, gap, gap.credit_due, "credit_due")
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
        found = []
        for row, gap in scene.rows:
            ahead = gap.over_billed - gap.credit_due
            billed = scene.billed.get(row.line_id)
            if ahead and _is_left_to_its_days(row, billed):
                ahead = min(ahead, billed.ahead(row.received))
            if ahead:
                line = self._billed_line(scene, row, gap, ahead, "billed_not_received")
                found.append(line)
        counterpart = scene.counterparts["billed_not_received"]
        return found + held_down_payments(self.env, closing.company_id, day, counterpart)

    def _ordered_values(self, closing, day, cache):
        values = defaultdict(Decimal, super()._ordered_values(closing, day, cache))
        for line in self._read_once("received", closing, day, cache):
            if line.excluded_code is None:
                values[line.partner_id, line.account_id] += line.amount_untaxed
        return values

    def _order_scene(self, closing, day, cache) -> Scene:
        if "orders" in cache:
            return cache["orders"]
        company = closing.company_id
        positions = self.env["ap.order.position"]
        rows, met = self._order_gaps(closing, day, cache)
        scene = cache["orders"] = Scene()
        scene.day, scene.rows, scene.met = day, rows, met
        rows = [*rows, *met]
        scene.currency_id = company.currency_id.id
        scene.old_days = company.ap_accrual_age_days
        scene.vat_mode = VatMode(closing.vat_mode)
        scene.taxes = LineTaxes(self.env, company).load({row.tax_ids for row, _gap in rows})
        currencies = {row.currency_id for row, _gap in rows}
        scene.rates = positions._closing_rates(company, day, currencies)
        scene.rate_dates = positions._rate_dates(company, day, currencies)
        scene.step = scene.rates[scene.currency_id][1]
        ahead = [row.line_id for row, gap in rows if gap.over_billed]
        likely = self._owners(closing, day, cache).likely.parts
        scene.billed = billed_of_orders(
            self.env, day, ahead, scene.taxes, scene.step, likely
        )
        self._add_accounts(scene, company)
        return scene

    def _order_gaps(self, closing, day, cache) -> tuple[list, list]:
        """Order lines whose quantities do not meet, with their gaps; and those that are
        received, of which a bill in the books is likely, so that nothing is left."""
        likely = self._owners(closing, day, cache).likely
        rows, met = [], []
        for row in self.env["ap.order.position"]._gather(
            closing.company_id, day, gaps_only=True, always=likely.order_lines
        ):
            counted = likely.counted(row)
            gap = gaps_of(counted)
            if gap.to_accrue or gap.over_billed:
                rows.append((counted, gap))
            elif counted is not row and gaps_of(row).to_accrue:
                met.append((row, gaps_of(row)))
            elif _is_odd_now(row, day):
                rows.append((row, gap))
        return rows, met

    def _add_accounts(self, scene, company) -> None:
        """Which accounts the lines debit, and which of them hold fixed assets."""
        rows = [row for row, _gap in (*scene.rows, *scene.met)]
        scene.accounts = self.env["ap.bill.account"]._debited_by_bills(
            company, [(row.line_id, row.product_id, row.fiscal_position_id) for row in rows]
        )
        for row in rows:
            if row.bill_account_id:
                scene.accounts[row.line_id] = row.bill_account_id
        scene.assets = self.env["ap.closing.accounts"]._asset_accounts(
            company, {account for account in scene.accounts.values() if account}
        )
        scene.counterparts = {
            kind.code: company[kind.counterpart].id for kind in self._kinds().values()
        }
        scene.counterparts["asset"] = company.ap_accrued_asset_account_id.id

    def _order_line(self, scene, row, gap) -> ProposedLine:
        """An amount at the order's price; unknown where there is no rate."""
        price, quantity = discounted(row), gap.to_accrue
        rate, foreign_step = scene.rates[row.currency_id]
        foreign = amount = scene.taxes.amount(
            row.tax_ids, quantity, price, foreign_step, row.product_id, row.uom_id
        ).in_mode(scene.vat_mode)
        unknown = _has_no_rate(scene, row.currency_id)
        if row.currency_id != scene.currency_id:
            amount = foreign.converted(ZERO if unknown else rate, scene.step)
        price = scene.taxes.untaxed_price(row.tax_ids, price)
        line = self._proposed(scene, row, gap, "received", quantity, price, (amount, foreign))
        if unknown and not row.no_accrual_reason:
            line = line._replace(excluded_code=NO_RATE)
        return line

    def _billed_line(self, scene, row, gap, quantity, kind) -> ProposedLine:
        """An amount at the price of the bills, which are in company currency.

        Billed ahead, the VAT that was deducted stays deducted: only that which is cost
        is put aside with it.
        """
        billed = scene.billed[row.line_id]
        whole, units = billed.whole, row.billed
        if kind == "billed_not_received" and _is_left_to_its_days(row, billed):
            whole, units = billed.undated, billed.units
        price = whole.base / units if units else ZERO
        base = scaled(whole.base, units, quantity, scene.step)
        mode = scene.vat_mode if kind == "credit_due" else VatMode.EXCLUDED
        amount = whole.part_of(base, scene.step).in_mode(mode)
        row = row._replace(currency_id=scene.currency_id)
        return self._proposed(scene, row, gap, kind, quantity, price, (amount, amount))

    def _proposed(self, scene, row, gap, kind, quantity, price, amounts):
        """A line; `amounts`: in company currency, and in that of the row."""
        amount, foreign = amounts
        account = scene.accounts.get(row.line_id)
        since = gap_date(row, gap) or (row.date_last_bill if row.doubts else None)
        age = (scene.day - since).days if since else 0
        line = ProposedLine(
            source_key=f"pol:{row.line_id}",
            source_model="purchase.order.line",
            source_id=row.line_id,
            partner_id=row.commercial_partner_id,
            product_id=row.product_id,
            label=labels.of_document(row.order_name, row.label),
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
            review_code=None,
            explanation_values=self._order_words(scene, row, quantity, price),
            whole_cost=_whole_cost(row, quantity, amount.cost),
        )
        return with_reviews(line, self._order_doubts(scene, row, gap, age))

    def _order_doubts(self, scene, row, gap, age) -> list[str]:
        """Why a person should look at the line."""
        doubts = list(row.doubts)
        if row.closed_on and gap.over_billed:
            doubts.append("closed_ahead")
        if scene.taxes.doubtful(row.tax_ids):
            doubts.append("tax_nature")
        if scene.old_days and age > scene.old_days:
            doubts.append("old")
        if row.currency_id != scene.currency_id:
            rated = scene.rate_dates.get(row.currency_id)
            if not rated:
                doubts.append("no_rate")
            elif rated < scene.day.replace(day=1):
                doubts.append("old_rate")
        return doubts

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
        if is_timed(row):
            words["service"] = [row.service_start.isoformat(), row.service_end.isoformat()]
        rate, _step = scene.rates[row.currency_id]
        if rate != ONE and not _has_no_rate(scene, row.currency_id):
            words["rate"] = _plain(rate.quantize(MICRO))
        if row.no_accrual_reason:
            words["reason"] = row.no_accrual_reason
        return words


def _is_odd_now(row, day) -> bool:
    """Whether a bill of the month tells a story that a person should look at, although
    nothing is left to accrue."""
    return "amount_apart" in row.doubts and row.date_last_bill >= day.replace(day=1)


def _is_left_to_its_days(row, billed) -> bool:
    """Whether the service periods of bills say what belongs to later months, and not
    the time elapsed of the order."""
    return billed.is_dated and row.service_mode != "elapsed"


def _has_no_rate(scene, currency_id) -> bool:
    return currency_id != scene.currency_id and not scene.rate_dates.get(currency_id)


def _whole_cost(row, quantity: Decimal, cost: Decimal) -> Decimal:
    """The cost of all that came, or was billed, of an order line at the same price; of
    a service received by the time elapsed, of all that was ordered."""
    known = [abs(quantity), abs(row.received), abs(row.billed)]
    if is_timed(row):
        known.append(abs(row.ordered))
    return cost * max(known) / abs(quantity) if quantity else cost


def _plain(quantity: Decimal) -> str:
    """A quantity without the digits that say nothing."""
    text = f"{quantity:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
