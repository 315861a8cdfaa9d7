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
tax_ids               tuple of tax ids, ascending: the key of `ap.tax.rules`
price_unit, discount  Decimal; the price may contain taxes, the discount is in percent
ordered               Decimal
received              Decimal, net of returns
returned              Decimal, never negative: what went back for good
billed                Decimal, posted bills less refunds, by accounting date
billed_balance        Decimal, company currency, untaxed, debit positive
billed_in_currency    part of the bills in order currency, in that currency
billed_elsewhere      part of the bills in other currencies, in company currency
===================== ==============================================================

Quantities are exact: a line ordered in dozens and received in units holds 10/12, cut
after ten decimals, and not the 0.83 of the screen.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.money import ZERO

from ..rules.position import PositionRow, elapsed
from . import position_sql

QUANTITY_DIGITS = 10
MAX_REFERENCES = 5
KEPT = {
    False: "TRUE",
    True: position_sql.GAPS,
    "price": position_sql.GAPS_OR_PRICE,
}


class ApOrderPosition(models.AbstractModel):
    _name = "ap.order.position"
    _description = "Order position at a date"

    def _receipts_changed(self, company, day) -> None:
        """Tell higher rooms that a receipt dated `day` was recorded or taken back."""

    def _gather(
        self,
        company,
        day: date,
        partner_ids: Sequence[int] | None = None,
        line_ids: Sequence[int] | None = None,
        gaps_only: bool | str = False,
        always: Sequence[int] = (),
    ) -> list[PositionRow]:
        """Return the confirmed order lines of the company at the end of the day.

        ``gaps_only`` leaves out the lines that are received and billed in full, but for
        those of ``always``; "price" keeps those of them that were billed at another
        price. No rights are checked
        here: callers are models of the suite.
        """
        self.env.flush_all()
        conditions = self._asked_sql(partner_ids, line_ids)
        self.env.cr.execute(
            self._position_sql(company, day, conditions, gaps_only, always)
        )
        known = {}
        rows = [_row(values, known) for values in self.env.cr.fetchall()]
        return [
            row if row.service_mode != "elapsed" else elapsed(row, day) for row in rows
        ]

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
            zone=str(company._company_timezone()),
            digits=QUANTITY_DIGITS,
            kept=kept,
        )

    def _line_sql(self, company, day, conditions) -> SQL:
        """Return the order lines that were confirmed at the end of the day."""
        return SQL(
            position_sql.LINES,
            company=company.id,
            after=company._day_after_utc(day),
            day=day,
            conditions=conditions,
        )

    def _receipt_sql(self, company, day) -> SQL:
        """Return the receipts of the ``line`` rows up to the end of the day.

        For heirs: columns line_id, quantity and returned (both in reference units, as
        ``line.factor`` counts them), last_date, refs; one row per line at most.
        """
        return SQL(
            position_sql.RECEIPTS,
            MAX_REFERENCES,
            day,
        )

    def _bill_sql(self, company, day) -> SQL:
        """Return the posted bills less refunds, by accounting date, per line."""
        return SQL(
            position_sql.BILLS,
            references=2 * MAX_REFERENCES,
            day=day,
        )


def _row(values: tuple, known: dict) -> PositionRow:
    """Return the named row: lists become tuples, figures decimals.

    ``known``: the decimals of the texts that were already read.
    """
    refs, last_bill, bill_refs, account, taxes = values[27:32]
    texts = values[32:]
    figures = known.get(texts)
    if figures is None:
        known[texts] = figures = tuple(
            [Decimal(figure) if figure else ZERO for figure in texts]
        )
    return PositionRow._make(
        (
            *values[:27],
            tuple(refs) if refs else (),
            last_bill,
            tuple(dict.fromkeys(bill_refs))[:MAX_REFERENCES] if bill_refs else (),
            account,
            tuple(sorted(taxes)) if taxes else (),
            *figures,
        )
    )
