# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills in a currency of which no rate was known when they were written.

Odoo takes the next rate that is known, or one for one: what such a bill is worth in
company currency is unknown, unless a person wrote its rate. One for one stays on the
bill when the rate is entered later.
"""

from decimal import Decimal

from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.money import to_decimal

FIRST_RATES = """
SELECT currency_id, MIN(name) FROM res_currency_rate
 WHERE currency_id = ANY(%(currencies)s)
   AND (company_id IS NULL OR company_id = %(company)s)
 GROUP BY currency_id
"""
NEAR = Decimal("0.000001")  # digits that a stored rate loses


def without_rate(env, company, day, rows) -> set[int]:
    """Return the ids of the bill lines whose rate nobody knows.

    ``rows``: of bill lines, with currency, dates and the rate that the bill bears. A
    rate of the closing day, or of the bill, is enough.
    """
    rows = [row for row in rows if row["currency_id"] != company.currency_id.id]
    if not rows:
        return set()
    env["res.currency.rate"].flush_model()
    currencies = {row["currency_id"] for row in rows}
    query = SQL(FIRST_RATES, currencies=list(currencies), company=company.root_id.id)
    first = dict(env.execute_query(query))
    # What Odoo takes where none is known is the same for every day before the first.
    taken = _worths(company, day, currencies)
    return {
        row["id"]
        for row in rows
        if _is_taken(row, taken[row["currency_id"]], _is_known(first, row, day))
    }


def _worths(company, day, currency_ids) -> dict[int, Decimal]:
    """Return by currency what Odoo takes one unit of it to be worth in that of the
    company."""
    own = company.currency_id
    rates = (own.browse(currency_ids) | own).sudo()._get_rates(company, day)
    base = to_decimal(rates[own.id])
    return {currency: base / to_decimal(rate) for currency, rate in rates.items()}


def _is_taken(row, worth: Decimal, known: bool) -> bool:
    """Whether the bill bears the rate that Odoo takes for want of one."""
    rate = Decimal(row["rate"] or 0)
    if known:
        return rate == 1 and abs(worth - 1) > NEAR
    return abs(rate * worth - 1) <= NEAR


def _is_known(first, row, day) -> bool:
    since = first.get(row["currency_id"])
    written = row["invoice_date"] or row["accounting_date"] or day
    return since is not None and since <= max(day, written)
