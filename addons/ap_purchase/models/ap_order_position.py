# SPDX-License-Identifier: AGPL-3.0-or-later
"""The position of orders at a date: ordered, received, billed, and what is missing.

`at_date` is for people and for RPC. `_gather` is for the closing: one SQL statement for
any number of lines, one `PositionRow` (a named tuple) each. Its fields, in order:

===================== ==============================================================
line_id               purchase.order.line
order_id, order_name  purchase.order and its number
partner_id            supplier of the order; commercial_partner_id its commercial one
company_id            company of the order
currency_id           currency of the order; currency_name its ISO code
product_id            and product_tmpl_id, categ_id, product_type ('service', 'consu')
label                 first line of the order line's description
uom_id                unit of the order line; every quantity below is in it
fiscal_position_id    of the order
analytic_distribution of the order line, dict or None
no_accrual_reason     of the line, else of the order, else None
service_mode          'log' or 'elapsed'; service_start, service_end its dates or None
buyer_id              of the order, or None; date_planned, date_sent days or None
closed_on             day since which the remainder is closed, or None; closed_reason
date_ordered          day of confirmation, in the company's time zone
date_last_receipt     day or None; receipt_refs at most 5 names, newest first
date_last_bill        accounting date or None; bill_refs at most 5 bill numbers
bill_account_id       account of the latest bill line, or None
odd                   whether a bill is clearly beside the order's price
unrecorded            whether nobody ever recorded a receipt of the service
on_ordered            whether bills are controlled on ordered quantities
doubts                tuple of codes: why a person should look at the quantities
tax_ids               tuple of tax ids, ascending: the key of `ap.tax.rules`
price_unit, discount  Decimal; the price may contain taxes, the discount is in percent
ordered               Decimal
received              Decimal, net of returns
returned              Decimal, never negative: what went back for good; where more is
                      billed than received, less what was credited or came again
billed                Decimal, the units that posted bills less refunds pay for, by
                      accounting date
billed_balance        Decimal, company currency, untaxed, debit positive
billed_in_currency    part of the bills in order currency, in that currency
billed_elsewhere      part of the bills in other currencies, in company currency
slack                 Decimal, by how much quantities in other units may be beside
goods_share           Decimal, what came of the goods of its order; of freight, fees and
                      discounts without goods, what came of its other lines; or None
===================== ==============================================================

Beside it: `position_sql` (the statement), `position_rows` (its rows), `position_values`
(money, and the dicts of `at_date`), `position_causes` (cause, action and facts).

Quantities are exact: a line ordered in dozens and received in units holds 10/12, cut
after ten decimals, and not the 0.83 of the screen.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date as Date
from decimal import Decimal

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL
from odoo.tools.gc import disabling_gc

from odoo.addons.ap_base.arithmetic.money import ZERO, to_decimal
from odoo.addons.ap_base.arithmetic.proration import Convention
from odoo.addons.ap_base.models import arguments
from odoo.addons.ap_base.models.line_taxes import LineTaxes

from ..rules import position
from ..rules.order_events import Event
from ..rules.position import PositionRow
from . import position_sql
from .position_causes import findings_of, lines_of_same_orders
from .position_rows import MAX_REFERENCES, row_of
from .position_values import as_dict, priced_rows

QUANTITY_DIGITS = 10
KEPT = {
    False: "TRUE",
    True: position_sql.GAPS,
    "price": position_sql.GAPS_OR_PRICE,
}
ROLES = ("ap_base.group_auditor", "ap_base.group_apprentice")


class ApOrderPosition(models.AbstractModel):
    """What is ordered, received and billed of each order line, with its money and its
    reasons."""

    _name = "ap.order.position"
    _description = "Order position at a date"

    # For people and for RPC -----------------------------------------------------------

    @api.model
    @api.readonly
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
                None if wanted is None else lines_of_same_orders(self.env, wanted),
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

        ``asked``: ids of the order lines wanted; the other rows are the others of their orders.
        """
        taxes = LineTaxes(self.env, company).load({row.tax_ids for row in rows})
        currencies = {row.currency_id for row in rows}
        rates = self._closing_rates(company, day, currencies)
        unknown = self._without_rate(company, day, currencies)
        pairs = priced_rows(rows, taxes, rates, unknown, company.currency_id.id)
        findings = findings_of(self.env, company, day, pairs)
        return [
            as_dict(row, item, day, finding, row.currency_id in unknown)
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

    # For the closing and for matching -------------------------------------------------

    def _receipts_changed(self, company, days, cause="received") -> None:
        """Notify the add-ons above that positions changed.

        `days`: the receipts or order lines that did, records of one model, each with the
        day from which on; receipts of other add-ons bear `purchase_line_id`, `date` and
        `_ap_received_quantity`. `cause`: "received", "deleted", "remainder" or "changed".
        """

    def _gather(
        self,
        company,
        day: Date,
        partner_ids: Sequence[int] | None = None,
        line_ids: Sequence[int] | None = None,
        gaps_only: bool | str = False,
        always: Sequence[int] = (),
        as_recorded: bool = False,
    ) -> list[PositionRow]:
        """Return the confirmed order lines of the company at the end of the day.

        ``gaps_only`` leaves out the lines that are received and billed in full, but for
        those of ``always``; "price" keeps those of them that were billed at another
        price. ``as_recorded``: receipts are those that were recorded, and what the
        dates of a service or the goods of its order imply is left out. No rights are
        checked here: callers are models of the suite.
        """
        self.env.flush_all()
        conditions = self._asked_sql(partner_ids, line_ids)
        self.env.cr.execute(
            self._position_sql(company, day, conditions, gaps_only, always)
        )
        known = {}
        rows = [row_of(values, known) for values in self.env.cr.fetchall()]
        convention = self._service_convention(company)
        rows = [
            position.received_by(row, day, convention, as_recorded)
            if row.service_start or row.unrecorded
            else row
            for row in rows
        ]
        rows = self._with_changed_orders(company, day, rows)
        return self._with_events(company, day, rows)

    def _service_convention(self, company) -> Convention:
        """Return how the days of a service are counted; add-ons above may override it."""
        return Convention.DAYS

    def _with_changed_orders(self, company, day, rows) -> list[PositionRow]:
        """Return the rows, those marked of orders that changed after the day when
        what they were is not kept."""
        since, after = self.env["ap.order.change"]._kept_since(), company._day_after_utc(day)
        if not rows or not since or since <= after:
            return rows
        orders = list({row.order_id for row in rows})
        found = self.env.execute_query(
            SQL(position_sql.CHANGED_ORDERS, orders=orders, after=after, since=since)
        )
        changed = {order for (order,) in found}
        if not changed:
            return rows
        return [
            row._replace(doubts=(*row.doubts, "order_unknown"))
            if row.order_id in changed and "order_changed" not in row.doubts
            else row
            for row in rows
        ]

    def _with_events(self, company, day, rows) -> list[PositionRow]:
        """Return the rows with what their bills and receipts are event by event.

        One more statement, for the lines that need it only.
        """
        rows = [position.without_slack(row) if row.slack else row for row in rows]
        wanted = [row.line_id for row in rows if position.needs_events(row)]
        if not wanted:
            return rows
        events = self._events(company, day, wanted)
        return [
            position.with_events(row, *events[row.line_id])
            if row.line_id in events
            else row
            for row in rows
        ]

    def _events(self, company, day, line_ids) -> dict[int, tuple[Decimal, list[Event]]]:
        """Return by order line its untaxed price and its bills and receipts."""
        asked = SQL("l.id = ANY(%s)", line_ids)
        self.env.cr.execute(self._event_sql(company, day, asked))
        prices, events = {}, defaultdict(list)
        for line_id, when, is_bill, quantity, amount, cause, price in self.env.cr.fetchall():
            if is_bill:
                prices[line_id] = Decimal(price)
            event = Event(when, is_bill, Decimal(quantity), Decimal(amount or 0), cause)
            events[line_id].append(event)
        return {
            line_id: (prices.get(line_id, ZERO), its) for line_id, its in events.items()
        }

    def _event_sql(self, company, day, conditions) -> SQL:
        """Return the statement of bills and receipts one by one, by line, day and number."""
        return SQL(
            position_sql.EVENTS,
            lines=self._line_sql(company, day, conditions),
            bill_lines=self._bill_line_sql(company, day),
            receipt_lines=self._receipt_line_sql(company, day),
            digits=QUANTITY_DIGITS,
        )

    def _known_lines(self, company, day: Date, line_ids: Sequence[int]) -> set[int]:
        """Return those of the order lines that the position holds at the end of the day
        and whose order still stands.

        The others are of another company, or of an order that was not confirmed then, or
        is cancelled by now: no receipt is awaited for them.
        """
        if not line_ids:
            return set()
        self.env.flush_all()
        asked = SQL("%s AND o.state = 'purchase'", self._asked_sql(None, line_ids))
        lines = self._line_sql(company, day, asked)
        return {row[0] for row in self.env.execute_query(SQL("%s", lines))}

    def _asked_sql(self, partner_ids, line_ids) -> SQL:
        """Return the condition for the suppliers and the lines asked for."""
        conditions = [SQL("TRUE")]
        if partner_ids is not None:
            conditions.append(
                SQL(
                    "(o.partner_id = ANY(%(ids)s)"
                    " OR p.commercial_partner_id = ANY(%(ids)s))",
                    ids=list(partner_ids),
                )
            )
        if line_ids is not None:
            conditions.append(SQL("l.id = ANY(%s)", list(line_ids)))
        return SQL(" AND ").join(conditions)

    def _position_sql(
        self, company, day, conditions, gaps_only=False, always=()
    ) -> SQL:
        """Return the one statement: lines, their receipts, their bills."""
        kept = SQL(KEPT[gaps_only])
        if always:
            kept = SQL("(%s OR line.id = ANY(%s))", kept, list(always))
        return SQL(
            position_sql.POSITION,
            lines=self._line_sql(company, day, conditions),
            receipts=self._receipt_sql(company, day),
            bills=self._bill_sql(company, day),
            unrecorded=SQL(position_sql.UNRECORDED),
            zone=str(company._company_timezone()),
            digits=QUANTITY_DIGITS,
            kept=kept,
        )

    def _line_sql(self, company, day, conditions) -> SQL:
        """Return the order lines that were confirmed at the end of the day, or of which
        something had happened although they were confirmed later."""
        return SQL(
            position_sql.LINES,
            company=company.id,
            after=company._day_after_utc(day),
            day=day,
            late=SQL(
                position_sql.LATE,
                company=company.id,
                after=company._day_after_utc(day),
                early=self._early_sql(company, day),
            ),
            conditions=conditions,
        )

    def _early_sql(self, company, day) -> SQL:
        """Return the ids of the ``late`` lines of which something happened up to the
        day; add-ons above add theirs."""
        return SQL(position_sql.EARLY, day=day)

    def _receipt_sql(self, company, day) -> SQL:
        """Return the receipts of the ``line`` rows up to the end of the day.

        For overrides: columns line_id, quantity and returned (both in reference units, as
        ``line.factor`` counts them), last_date, refs, and slack, by how much the
        quantity may be beside in reference units, and doubt, why a person should look
        at it or null; one row per line at most.
        """
        return SQL(position_sql.RECEIPTS, references=MAX_REFERENCES, day=day)

    def _receipt_line_sql(self, company, day) -> SQL:
        """Return the receipts of the ``line`` rows one by one; see `position_sql`."""
        return SQL(position_sql.RECEIPT_LINES, day=day)

    def _bill_sql(self, company, day) -> SQL:
        """Return the posted bills less refunds, by accounting date, per line."""
        return SQL(
            position_sql.BILLS,
            references=2 * MAX_REFERENCES,
            bill_lines=self._bill_line_sql(company, day),
            odd=SQL(position_sql.ODD),
        )

    def _bill_line_sql(self, company, day) -> SQL:
        """Return the posted bill lines of the ``line`` rows one by one."""
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        half = Decimal("0.5").scaleb(-digits)
        slack = SQL(position_sql.SLACK, half=half)
        entity = SQL(position_sql.ENTITY, f"{company.sudo().root_id.id}/%")
        return SQL(position_sql.BILL_LINES, day=day, slack=slack, entity=entity)
