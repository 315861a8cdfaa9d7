# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two kinds of closing entries, added without a line changed in the room below."""

from decimal import Decimal

from odoo import models

from odoo.addons.ap_base.arithmetic.money import round_half_up, to_decimal
from odoo.addons.ap_closing.models.closing_values import Kind, ProposedLine

ZERO = Decimal(0)


class ApClosingKind(models.AbstractModel):
    _inherit = "ap.closing.kind"

    def _kinds(self):
        return {
            **super()._kinds(),
            "expense": Kind("expense", 1, "ap_accrued_other_account_id", True),
            "loan_interest": Kind(
                "loan_interest", 1, "ap_loan_accrued_interest_account_id", False
            ),
        }

    def _labels(self):
        return {
            **super()._labels(),
            "expense": self.env._("Expense claims not posted"),
            "loan_interest": self.env._("Accrued interest"),
        }

    def _propose_expense(self, closing, day, cache):
        """Claims up to the day that are not posted: their amount."""
        return [
            self._cost_line(closing, cost, day, to_decimal(cost.amount), "expense")
            for cost in self._open_costs(closing, day, cache)
            if not cost.rate
        ]

    def _propose_loan_interest(self, closing, day, cache):
        """Interest of the days since the last instalment, of a year of 360 days."""
        found = []
        for cost in self._open_costs(closing, day, cache).filtered("rate"):
            days = (day - cost.date_start).days
            interest = to_decimal(cost.amount) * to_decimal(cost.rate) * days / 36000
            amount = round_half_up(interest)
            found.append(self._cost_line(closing, cost, day, amount, "loan_interest", days))
        return found

    def _open_costs(self, closing, day, cache):
        """Read once for both kinds: the cache lives for one closing."""
        if "costs" not in cache:
            cache["costs"] = self.env["ap.test.cost"].search(
                [
                    ("company_id", "=", closing.company_id.id),
                    ("date_start", "<=", day),
                    "|",
                    ("date_end", "=", False),
                    ("date_end", ">", day),
                ]
            )
        return cache["costs"]

    def _cost_line(self, closing, cost, day, amount, kind, days=0):
        company = closing.company_id
        return ProposedLine(
            source_key=f"cost:{cost.id}",
            source_model=cost._name,
            source_id=cost.id,
            partner_id=cost.partner_id.id,
            product_id=None,
            label=cost.label,
            account_id=cost.account_id.id,
            counterpart_account_id=company[self._kinds()[kind].counterpart].id,
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

    def _explain_expense(self, line, words):
        return self.env._("Claim not posted: %(label)s.", label=line.label)

    def _explain_loan_interest(self, line, words):
        return self.env._(
            "%(days)s days of interest on %(capital)s.",
            days=words["days"],
            capital=self._amount(line, words["capital"]),
        )


class ApClosingLine(models.Model):
    _inherit = "ap.closing.line"

    def _selection_source(self):
        return [*super()._selection_source(), ("ap.test.cost", "Cost of another tool")]
