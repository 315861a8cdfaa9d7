# SPDX-License-Identifier: AGPL-3.0-or-later
"""Order lines whose quantities do not meet, as proposals of a closing."""

from decimal import Decimal

from odoo.addons.ap_base.arithmetic.accrual import scaled
from odoo.addons.ap_base.arithmetic.line_tax import VatMode
from odoo.addons.ap_base.models.line_taxes import LineTaxes
from odoo.addons.ap_closing.models.closing_values import ProposedLine
from odoo.addons.ap_closing.models.cost_owners import with_reviews
from odoo.addons.ap_closing.models.kinds.orders import OrderKind
from odoo.addons.ap_closing.rules import labels
from odoo.addons.ap_closing.rules.ownership import NO_RATE
from odoo.addons.ap_purchase.rules.position import (
    discounted,
    gap_date,
    gaps_of,
    is_timed,
)

from .billed_orders import billed_of_orders

ONE = Decimal(1)
ZERO = Decimal(0)
MICRO = Decimal("0.000001")  # digits of prices and rates in explanations


class Scene:
    """What all order lines of one closing share; read once, used for every kind."""

    __slots__ = (
        "accounts", "assets", "billed", "counterparts", "currency_id", "day", "met",
        "old_days", "rate_dates", "rates", "rows", "step", "taxes", "vat_mode",
    )  # fmt: skip


def scene_of(closing, day, cache) -> Scene:
    """The order lines of a closing that bring something, and what is known of them."""
    if "orders" in cache:
        return cache["orders"]
    env, company = closing.env, closing.company_id
    positions = env["ap.order.position"]
    rows, met = _gaps(closing, day, cache)
    scene = cache["orders"] = Scene()
    scene.day, scene.rows, scene.met = day, rows, met
    rows = [*rows, *met]
    scene.currency_id = company.currency_id.id
    scene.old_days = company.ap_accrual_age_days
    scene.vat_mode = VatMode(closing.vat_mode)
    scene.taxes = LineTaxes(env, company).load({row.tax_ids for row, _gap in rows})
    currencies = {row.currency_id for row, _gap in rows}
    scene.rates = positions._closing_rates(company, day, currencies)
    scene.rate_dates = positions._rate_dates(company, day, currencies)
    scene.step = scene.rates[scene.currency_id][1]
    ahead = [row.line_id for row, gap in rows if gap.over_billed]
    likely = env["ap.closing.kind"]._owners(closing, day, cache).likely.parts
    scene.billed = billed_of_orders(env, day, ahead, scene.taxes, scene.step, likely)
    _add_accounts(scene, company)
    return scene


def _gaps(closing, day, cache) -> tuple[list, list]:
    """Order lines whose quantities do not meet, with their gaps; and those that are
    received, of which a bill in the books is likely, so that nothing is left."""
    env = closing.env
    likely = env["ap.closing.kind"]._owners(closing, day, cache).likely
    rows, met = [], []
    for row in env["ap.order.position"]._gather(
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


def _add_accounts(scene, company) -> None:
    """Which accounts the lines debit, and which of them hold fixed assets."""
    env = company.env
    rows = [row for row, _gap in (*scene.rows, *scene.met)]
    scene.accounts = env["ap.bill.account"]._debited_by_bills(
        company, [(row.line_id, row.product_id, row.fiscal_position_id) for row in rows]
    )
    for row in rows:
        if row.bill_account_id:
            scene.accounts[row.line_id] = row.bill_account_id
    scene.assets = env["ap.closing.accounts"]._asset_accounts(
        company, {account for account in scene.accounts.values() if account}
    )
    scene.counterparts = {
        (kind.code, is_asset): kind.counterpart_account(company, is_asset).id
        for kind in env["ap.closing.kind"]._kinds().values()
        if isinstance(kind, OrderKind)
        for is_asset in (False, True)
    }


def line_of(scene, kind, row, gap) -> ProposedLine:
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
    line = _proposed(scene, kind, row, gap, quantity, price, (amount, foreign))
    if unknown and not row.no_accrual_reason:
        line = line._replace(excluded_code=NO_RATE)
    return line


def billed_line(scene, kind, row, gap, quantity) -> ProposedLine:
    """An amount at the price of the bills, which are in company currency.

    Billed ahead, the VAT that was deducted stays deducted: only that which is cost
    is put aside with it.
    """
    billed = scene.billed[row.line_id]
    whole, units = billed.whole, row.billed
    if not kind.has_vat and is_left_to_its_days(row, billed):
        whole, units = billed.undated, billed.units
    price = whole.base / units if units else ZERO
    base = scaled(whole.base, units, quantity, scene.step)
    mode = scene.vat_mode if kind.has_vat else VatMode.EXCLUDED
    amount = whole.part_of(base, scene.step).in_mode(mode)
    row = row._replace(currency_id=scene.currency_id)
    return _proposed(scene, kind, row, gap, quantity, price, (amount, amount))


def _proposed(scene, kind, row, gap, quantity, price, amounts):
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
        counterpart_account_id=scene.counterparts[kind.code, account in scene.assets],
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
        explanation_values=_words(scene, row, quantity, price),
        whole_cost=_whole_cost(row, quantity, amount.cost),
    )
    return with_reviews(line, _doubts(scene, row, gap, age))


def _doubts(scene, row, gap, age) -> list[str]:
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


def _words(scene, row, quantity, price) -> dict:
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
    """Whether a bill of the month leaves a doubt that a person should look at, although
    nothing is left to accrue."""
    return "amount_apart" in row.doubts and row.date_last_bill >= day.replace(day=1)


def is_left_to_its_days(row, billed) -> bool:
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
