# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two kinds of closing entries, added without a line changed in the room below."""

from decimal import Decimal

from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.money import round_half_up, to_decimal
from odoo.addons.ap_closing.models.closing_values import ProposedLine
from odoo.addons.ap_closing.models.kinds import ClosingKind
from odoo.addons.ap_closing.models.kinds.explanation import shown_amount
from odoo.addons.ap_closing.models.posted_accruals import ACCRUED

ZERO = Decimal(0)
# Facts of this room that change months.
CLAIMS, LOANS = "claims", "loans"
# Each posted line beside what was paid for its cost, as a whole.
PAID = """
SELECT %(accrued)s, line.quantity::text AS billed
  FROM ap_closing_line line
  LEFT JOIN (SELECT id, amount_paid::numeric AS balance, date_end AS date
               FROM ap_test_cost WHERE date_end IS NOT NULL) item
         ON item.id = line.source_id
 WHERE line.state = 'posted' AND line.kind = %(kind)s
   AND line.source_model = 'ap.test.cost' AND line.source_id = ANY(%(ids)s)
 ORDER BY line.id
"""


class OfCosts(ClosingKind):
    """What both have in common."""

    def actuals(self, env, bills, sources):
        ids = list(sources.get("ap.test.cost", ()))
        if not ids:
            return []
        env["ap.test.cost"].flush_model()
        query = SQL(PAID, accrued=SQL(ACCRUED), kind=self.code, ids=ids)
        return env.execute_query_dict(query)

    def _line(self, closing, cost, day, amount, days=0):
        company = closing.company_id
        return ProposedLine(
            source_key=f"cost:{cost.id}",
            source_model=cost._name,
            source_id=cost.id,
            partner_id=cost.partner_id.id,
            product_id=None,
            label=cost.label,
            account_id=cost.account_id.id,
            counterpart_account_id=self.counterpart_account(company).id,
            analytic_distribution=None,
            source_currency_id=company.currency_id.id,
            quantity=Decimal(1),
            price_unit=amount,
            amount_untaxed=amount,
            amount_computed=amount,
            tax_computed=ZERO,
            cost_in_currency=amount,
            tax_in_currency=ZERO,
            date_source=cost.date_start,
            age_days=(day - cost.date_start).days,
            period_start=None,
            period_end=None,
            convention=None,
            excluded_code=None,
            review_code=None,
            explanation_values={"capital": str(cost.amount), "days": days},
        )


class Expense(OfCosts):
    """Claims up to the day that are not posted: their amount."""

    code, sequence = "expense", 200
    counterpart = "ap_accrued_other_account_id"
    stale_on = frozenset({CLAIMS})
    tie_outs = ("open_claims",)

    def label(self, env):
        return env._("Expense claims not posted")

    def propose(self, closing, day, cache):
        return [
            self._line(closing, cost, day, to_decimal(cost.amount))
            for cost in _open_costs(closing, day, cache)
            if not cost.rate
        ]

    def explain(self, line, words):
        return line.env._("Claim not posted: %(label)s.", label=line.label)


class LoanInterest(OfCosts):
    """Interest of the days since the last instalment, of a year of 360 days."""

    code, sequence = "test_interest", 210
    counterpart = "ap_loan_accrued_interest_account_id"
    has_vat = False
    stale_on = frozenset({LOANS})
    tie_outs = ("accrued_interest",)

    def label(self, env):
        return env._("Accrued interest")

    def propose(self, closing, day, cache):
        found = []
        for cost in _open_costs(closing, day, cache).filtered("rate"):
            days = (day - cost.date_start).days
            interest = to_decimal(cost.amount) * to_decimal(cost.rate) * days / 36000
            found.append(self._line(closing, cost, day, round_half_up(interest), days))
        return found

    def explain(self, line, words):
        return line.env._(
            "%(days)s days of interest on %(capital)s.",
            days=words["days"],
            capital=shown_amount(line, words["capital"]),
        )


def _open_costs(closing, day, cache):
    """Read once for both kinds: the cache lives for one closing."""
    if "costs" not in cache:
        cache["costs"] = closing.env["ap.test.cost"].search(
            [
                ("company_id", "=", closing.company_id.id),
                ("date_start", "<=", day),
                "|",
                ("date_end", "=", False),
                ("date_end", ">", day),
            ]
        )
    return cache["costs"]
