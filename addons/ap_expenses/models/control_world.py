# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the controls of expenses need to know of the books: bills, holidays, rates."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.money import to_decimal

from ..rules.control_duplicate import Bill

BILLS = """
SELECT move.id, move.ref, COALESCE(move.invoice_date, move.date) AS day,
       move.amount_total, move.move_type, currency.name AS currency,
       partner.name AS supplier
  FROM account_move AS move
  JOIN res_partner AS partner ON partner.id = move.commercial_partner_id
  JOIN res_currency AS currency ON currency.id = move.currency_id
 WHERE move.company_id = %(company)s
   AND move.move_type IN ('in_invoice', 'in_refund', 'in_receipt')
   AND move.state IN ('draft', 'posted')
   AND COALESCE(move.invoice_date, move.date) >= %(since)s
 ORDER BY move.id
"""
RATES = """
SELECT currency.name, rate.name, rate.rate
  FROM res_currency_rate AS rate
  JOIN res_currency AS currency ON currency.id = rate.currency_id
 WHERE rate.company_id IS NULL OR rate.company_id = %(company)s
 ORDER BY currency.name, rate.name
"""
HORIZON = timedelta(days=400)
STALE = timedelta(days=40)  # beyond, a rate says nothing of the day


def bills(company, today: date) -> list[Bill]:
    """The bills of a company of the last year and a month."""
    env = company.env
    env["account.move"].flush_model()
    rows = env.execute_query_dict(
        SQL(BILLS, company=company.id, since=today - HORIZON)
    )
    return [
        Bill(
            row["id"], row["ref"] or "", row["day"],
            to_decimal(row["amount_total"])
            * (-1 if row["move_type"] == "in_refund" else 1),
            row["supplier"] or "", row["currency"],
        )
        for row in rows
    ]  # fmt: skip


def holidays(company) -> set[date]:
    """The public holidays of a company and of its country."""
    country = company.account_fiscal_country_id or company.country_id
    found = company.env["ap.public.holiday"].sudo().search(
        [
            ("country_id", "in", [False, country.id]),
            ("company_id", "in", [False, company.id]),
        ]
    )
    return set(found.mapped("date"))


def closed_centres(company) -> dict[int, tuple[date, str]]:
    """The analytic accounts that are archived, each with its last day and its name: the
    day on which somebody archived it, else on which it was last written."""
    accounts = company.env["account.analytic.account"].sudo()
    closed = accounts.with_context(active_test=False).search(
        [("company_id", "in", [False, company.id]), ("active", "=", False)]
    )
    moments: dict[int, datetime] = {}
    archived = company.env["mail.tracking.value"].sudo().search(
        [
            ("field_id.model", "=", accounts._name),
            ("field_id.name", "=", "active"),
            ("new_value_integer", "=", 0),
            ("mail_message_id.res_id", "in", closed.ids),
        ]
    )
    for message in archived.mail_message_id.sorted("date"):
        moments[message.res_id] = message.date
    return {
        one.id: (
            company._company_day(moments.get(one.id, one.write_date)), one.display_name,
        )
        for one in closed
    }  # fmt: skip


class Market:
    """The rates of a company: units of its currency for one of another, on a day."""

    def __init__(self, company):
        env = company.env
        env["res.currency.rate"].flush_model()
        self.base = company.currency_id.name
        self.known: dict[str, list[tuple[date, Decimal]]] = {}
        root = company.root_id
        for code, day, rate in env.execute_query(SQL(RATES, company=root.id)):
            self.known.setdefault(code, []).append((day, to_decimal(rate)))

    def rate(self, code: str, day: date) -> Decimal | None:
        """The rate in force; None where there is none, or an old one only."""
        other, own = self._at(code, day), self._at(self.base, day)
        if self.base not in self.known:
            own = Decimal(1)
        return own / other if other and own else None

    def _at(self, code: str, day: date) -> Decimal | None:
        found = None
        for since, rate in self.known.get(code, ()):
            if since <= day and (code == self.base or day - since <= STALE):
                found = rate
        return found
