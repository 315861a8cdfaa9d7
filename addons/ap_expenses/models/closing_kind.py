# SPDX-License-Identifier: AGPL-3.0-or-later
"""Spend of the month that is in no entry at its end: brought in, back on the next day."""

from decimal import Decimal

from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_closing.models.closing_values import ProposedLine
from odoo.addons.ap_closing.models.kinds import ClosingKind
from odoo.addons.ap_closing.models.kinds.explanation import (
    shown_amount,
    shown_day,
    with_remarks,
)

from . import sentences

ZERO = Decimal(0)
EXPENSES = "expenses"  # the fact: an expense came, changed, was booked or taken back


class ExpenseSpend(ClosingKind):
    """Costs of the tool whose entry is not booked, or is booked after the day."""

    code, sequence = "expense", 60
    counterpart = "ap_accrued_other_account_id"
    has_vat = False
    stale_on = frozenset({EXPENSES})
    tie_outs = ("accrued_other",)

    def label(self, env):
        return env._("Expenses not booked")

    def propose(self, closing, day, cache):
        expenses = closing.env["ap.expense"].sudo().search(
            [
                ("company_id", "=", closing.company_id.id),
                ("is_current", "=", True),
                ("is_cost", "=", True),
                ("has_amount", "=", True),
                ("expense_date", "<=", day),
                ("state", "not in", ("refused", "replaced")),
                "|", ("liability_move_id", "=", False), ("liability_date", ">", day),
            ],
            order="expense_date, id",
        )  # fmt: skip
        account = self.counterpart_account(closing.company_id)
        return [self._line(one, account, day) for one in expenses if _amount(one)]

    def _line(self, expense, account, day):
        cost = _amount(expense)
        since = expense.expense_date
        review = "no_account" if not expense.account_id else None
        return ProposedLine(
            source_key=f"expense:{expense.tool_id.id}|{expense.external_id}|"
            f"{expense.line_id or ''}",
            source_model="ap.expense",
            source_id=expense.id,
            partner_id=expense.partner_id.id or None,
            product_id=None,
            label=expense.display_name,
            account_id=expense.account_id.id or None,
            counterpart_account_id=account.id or None,
            analytic_distribution=expense.analytic_distribution or None,
            source_currency_id=expense.currency_id.id,
            quantity=Decimal(1),
            price_unit=cost,
            amount_untaxed=cost,
            amount_computed=cost,
            tax_computed=ZERO,
            cost_in_currency=cost,
            tax_in_currency=ZERO,
            date_source=since,
            age_days=(day - since).days,
            period_start=expense.service_start or None,
            period_end=expense.service_end or None,
            convention=None,
            excluded_code=None,
            review_code=review,
            explanation_values={
                "day": since.isoformat(),
                "gross": str(to_decimal(expense.gross)),
                "vat": str(to_decimal(expense.vat_recovered)),
                "why": list(expense.reasons or []),
                "status": expense.tool_status,
                "reviews": [review] if review else [],
            },
        )

    def explain(self, line, words):
        env = line.env
        known = sentences.reasons(env)
        text = env._(
            "Spent on %(day)s for %(gross)s, of which %(vat)s of VAT is recovered; its entry "
            "is not booked at the closing date.",
            day=shown_day(env, words.get("day")),
            gross=shown_amount(line, words.get("gross")),
            vat=shown_amount(line, words.get("vat")),
        )
        why = [known[code] for code in words.get("why") or [] if code in known]
        return with_remarks([text, *why], line, words)


def _amount(expense) -> Decimal:
    """What is missing in the books: of a correction the difference only."""
    before = expense.previous_id
    cost = ZERO if expense.is_gone else to_decimal(expense.cost)
    if before.liability_move_id:
        return cost - to_decimal(before.cost)
    return cost
