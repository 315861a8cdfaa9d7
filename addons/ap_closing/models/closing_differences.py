# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is left to post of a source after earlier postings of its run."""

from decimal import Decimal

from odoo.addons.ap_base.arithmetic.accrual import scaled

from ..rules.decision import after_facts
from .closing_decisions import REVIEW
from .closing_values import Posted, ProposedLine

ZERO = Decimal(0)


def nothing(line: ProposedLine) -> ProposedLine:
    """The line of a source that brings nothing: what was posted comes back."""
    return line._replace(
        quantity=ZERO, amount_untaxed=ZERO, amount_computed=ZERO, tax_computed=ZERO,
        cost_in_currency=ZERO, tax_in_currency=ZERO, excluded_code=None,
    )  # fmt: skip


def wanted(line: ProposedLine, before: Posted, steps: tuple) -> ProposedLine:
    """What all postings of a source together should hold: what is computed, nothing of
    what is excluded, and what a person decided, moved by the facts since. `steps`: of
    the company's currency and of the source's."""
    words = {**line.explanation_values, "now": str(line.amount_computed)}
    if line.excluded_code:
        words["excluded_now"] = line.excluded_code
        return nothing(line)._replace(explanation_values=words)
    amount = line.amount_computed
    if before.overridden:
        amount = after_facts(before.amount, before.facts, line.amount_computed)
        words["decided_before"] = [str(before.facts), before.reason]
        line = line._replace(review_code=REVIEW)
    line = line._replace(explanation_values=words)
    if amount == line.amount_computed:
        return line

    def part(figure, step):
        return scaled(figure, line.amount_computed, amount, step)

    return line._replace(
        amount_untaxed=part(line.amount_untaxed, steps[0]),
        amount_computed=amount,
        tax_computed=part(line.tax_computed, steps[0]),
        cost_in_currency=part(line.cost_in_currency, steps[1]),
        tax_in_currency=part(line.tax_in_currency, steps[1]),
    )


def less_posted(line: ProposedLine, before: Posted) -> ProposedLine:
    """The line less what earlier postings hold of its source."""
    words = {
        **line.explanation_values,
        "now": line.explanation_values.get("now", str(line.amount_computed)),
        "posted_before": str(before.amount),
    }
    return line._replace(
        quantity=line.quantity - before.quantity,
        amount_untaxed=line.amount_untaxed - before.untaxed,
        amount_computed=line.amount_computed - before.amount,
        tax_computed=line.tax_computed - before.tax,
        cost_in_currency=line.cost_in_currency - before.cost_in_currency,
        tax_in_currency=line.tax_in_currency - before.tax_in_currency,
        explanation_values=words,
    )
