# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import date as Date
from decimal import Decimal
from functools import lru_cache

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL
from odoo.tools.gc import disabling_gc

from odoo.addons.ap_base.arithmetic.money import ONE, ZERO, round_half_up, to_decimal
from odoo.addons.ap_base.models import arguments
from odoo.addons.ap_base.models.line_taxes import LineTaxes

from ..rules import position
from ..rules.position import Amounts, Gaps, PositionRow
from .open_order.position_cause import Priced, billed_price_of

AMOUNT_KEYS = tuple(f"{name}_amount" for name in Amounts._fields)
BOTH_KEYS = AMOUNT_KEYS + tuple(f"{key}_company" for key in AMOUNT_KEYS)
FIGURES = PositionRow._fields.index("tax_ids")  # from here on: taxes, then figures
ROLES = ("ap_base.group_auditor", "ap_base.group_apprentice")


class ApOrderPosition(models.AbstractModel):
    """The position with its money and its reasons, for people and for RPC."""

    _inherit = "ap.order.position"

    @api.model
    def at_date(self, company_id, date, partner_ids=None, line_ids=None):
        """Return one dict per order line confirmed at the end of the day.

        ``date``: a day, or its ISO form. Quantities are in the unit of the order line,
        ``..._amount`` in order currency, ``..._amount_company`` in company currency at
        the rate of that day. All amounts are untaxed. See docs/rpc.md for the keys.
        """
        company, day = self._check_asked(company_id, date)
        line_ids = arguments.ids(self.env, line_ids)
        wanted = None if line_ids is None else set(line_ids)
        with disabling_gc():
            rows = self._gather(
                company,
                day,
                arguments.ids(self.env, partner_ids),
                None if wanted is None else self._with_sisters(wanted),
            )
            return self._valued(company, day, rows, wanted)

    def _check_asked(self, company_id, date):
        """Return the company and the day, if the user may read them."""
        day, user = arguments.day(self.env, date), self.env.user
        if not self.env.su and not any(user.has_group(role) for role in ROLES):
            raise AccessError(
                self.env._(
                    "The position of orders is for the accounts payable desk; "
                    "ask for the role of apprentice or auditor."
                )
            )
        return arguments.company(self.env, company_id), day

    def _valued(
        self, company, day: Date, rows: list[PositionRow], asked: set[int] | None = None
    ) -> list[dict]:
        """Return the rows as dicts, with gaps, amounts and causes.

        ``asked``: ids of the order lines wanted; the other rows are their sisters.
        """
        taxes = LineTaxes(self.env, company).load({row.tax_ids for row in rows})
        currencies = {row.currency_id for row in rows}
        rates = self._closing_rates(company, day, currencies)
        unknown = self._without_rate(company, day, currencies)
        own_id, own_step = company.currency_id.id, rates[company.currency_id.id][1]
        known = {}
        pairs = []
        for row in rows:
            key = (
                row.currency_id,
                row.closed_on is None,
                len(row.bill_refs),
                row.product_id if taxes.by_product(row.tax_ids) else None,
                row[FIGURES:],
            )
            item = known.get(key)
            if item is None:
                foreign_to = own_step if row.currency_id != own_id else None
                rate, step = rates[row.currency_id]
                if row.currency_id in unknown:
                    rate = None
                known[key] = item = _priced(row, taxes, rate, step, foreign_to)
            pairs.append((row, item))
        findings = self._findings(company, day, pairs)
        return [
            _as_dict(row, item, day, finding, row.currency_id in unknown)
            for (row, item), finding in zip(pairs, findings, strict=True)
            if asked is None or row.line_id in asked
        ]

    def _without_rate(self, company, day: Date, currency_ids: set[int]) -> set[int]:
        """Return the currencies of which no rate of the day or before is known.

        Odoo takes their next rate, or one for one: their amounts are unknown.
        """
        dates = self._rate_dates(company, day, currency_ids)
        return {currency for currency, found in dates.items() if not found}

    def _rate_dates(self, company, day: Date, currency_ids) -> dict[int, Date | None]:
        """Return by foreign currency the day of its rate at the day, or None."""
        self.env["res.currency.rate"].flush_model()
        foreign = set(currency_ids) - {company.currency_id.id}
        found = self.env.execute_query(
            SQL(
                "SELECT currency_id, MAX(name) FROM res_currency_rate"
                " WHERE currency_id = ANY(%s) AND name <= %s"
                " AND (company_id IS NULL OR company_id = %s) GROUP BY currency_id",
                list(foreign),
                day,
                company.root_id.id,
            )
        )
        return {**dict.fromkeys(foreign), **dict(found)}

    def _closing_rates(
        self, company, day: Date, currency_ids: set[int]
    ) -> dict[int, tuple[Decimal, Decimal]]:
        """Return by currency the company currency one unit is worth, and its step."""
        own = company.currency_id
        currencies = own.browse(currency_ids) | own
        rates = currencies.sudo()._get_rates(company, day)
        base = to_decimal(rates[own.id])
        return {
            currency.id: (
                base / to_decimal(rates[currency.id]),
                to_decimal(currency.rounding),
            )
            for currency in currencies.sudo()
        }


def _priced(row: PositionRow, taxes: LineTaxes, rate, step, own_step) -> Priced:
    """Return what the figures of a row come to. It reads nothing else of the row.

    ``rate``: None where it is not known; ``own_step``: that of the company currency,
    None if it is the order's as well.
    """
    gap = position.gaps_of(row)
    gross = position.discounted(row)
    price = taxes.untaxed_price(row.tax_ids, gross)
    billed = position.billed_in_order_currency(row, rate or ONE, step)
    billed_price = billed_price_of(row, price, billed, step)

    def untaxed(quantity):
        where = row.tax_ids, quantity, gross, step, row.product_id, row.uom_id
        return taxes.amount(*where).base

    own = theirs = position.amounts(row, gap, untaxed, billed, step)
    if own_step is not None:
        theirs = position.amounts(
            row,
            gap,
            lambda quantity: round_half_up(untaxed(quantity) * (rate or ZERO), own_step),
            row.billed_balance,
            own_step,
        )
    return Priced(
        gap,
        price,
        billed_price,
        row.received - row.billed,
        row.ordered == row.received == row.billed and billed_price in (None, price),
        own,
        theirs,
        _figures(row, gap, price, own, theirs),
    )


def _figures(row: PositionRow, gap: Gaps, price, own, theirs) -> dict[str, float]:
    """Return the figures by name, as floats."""
    amounts = tuple(map(float, own))
    amounts += amounts if theirs is own else tuple(map(float, theirs))
    return {
        "ordered": float(row.ordered),
        "received": float(row.received),
        "returned": float(row.returned),
        "billed": float(row.billed),
        "to_accrue": float(gap.to_accrue),
        "over_billed": float(gap.over_billed),
        "credit_due": float(gap.credit_due),
        "open": float(gap.open),
        "price": float(price),
        **dict(zip(BOTH_KEYS, amounts, strict=True)),
    }


def _as_dict(
    row: PositionRow, item: Priced, day: Date, finding: dict, no_rate: bool
) -> dict:
    """Return what RPC can carry: floats, ISO dates, False for nothing."""
    since = position.gap_date(row, item.gap)
    return {
        "line_id": row.line_id,
        "order_id": row.order_id,
        "order_name": row.order_name,
        "partner_id": row.partner_id,
        "product_id": row.product_id or False,
        "label": row.label,
        "uom_id": row.uom_id or False,
        **item.figures,
        "currency": row.currency_name,
        "currency_id": row.currency_id,
        "age_days": (day - since).days if since else 0,
        "cause": finding["cause"],
        "action": finding["action"],
        "facts": finding["facts"].copy(),
        "buyer_id": row.buyer_id or False,
        "categ_id": row.categ_id or False,
        "date_planned": _iso(row.date_planned),
        "closed_on": _iso(row.closed_on),
        "date_ordered": _iso(row.date_ordered),
        "date_last_receipt": _iso(row.date_last_receipt),
        "date_last_bill": _iso(row.date_last_bill),
        "excluded_reason": row.no_accrual_reason or False,
        "doubts": [*row.doubts, *(("no_rate",) if no_rate else ())],
    }


@lru_cache(maxsize=4096)
def _iso(day: Date | None):
    return day.isoformat() if day else False
