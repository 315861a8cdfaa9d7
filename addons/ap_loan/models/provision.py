# SPDX-License-Identifier: AGPL-3.0-or-later
"""Latent exchange losses of loans provided for (*provision pour pertes de change*): 1515.

A latent loss of 3,333.33: D 6865 / C 1515, for good. A year later it is 1,000.00: what is
too much goes back, D 1515 / C 7865 2,333.33. A loan whose rate is hedged takes none.
"""

from decimal import Decimal

from odoo.tools import SQL

from odoo.addons.ap_closing.models.kinds.explanation import shown_amount, with_remarks

from . import closing_kinds, positions, revaluation, schedule_store

ZERO = Decimal(0)
JUDGE = "loan_provision"  # review code: whether a hedge covers it is for a person

# What the closings of other months have provided for, by loan.
PROVIDED = """
SELECT line.source_id, SUM(line.amount)::text
  FROM ap_closing_line line
  JOIN ap_closing_run run ON run.id = line.run_id
 WHERE line.company_id = %(company)s AND line.kind = 'loan_provision'
   AND line.state = 'posted' AND line.source_model = 'ap.loan'
   AND run.closing_id <> %(closing)s AND line.date_end <= %(day)s
 GROUP BY line.source_id
"""


class LoanProvision(closing_kinds.OfLoans):
    """The provision of a loan brought to its latent loss, and no further."""

    code, sequence = "loan_provision", 150
    counterpart = "ap_exchange_provision_account_id"
    # 1515 may hold other provisions: what is proved is the latent loss that it follows.
    tie_outs = ("loan_revaluation",)
    reverses = False
    has_limit = False
    stale_on = frozenset({schedule_store.LOANS, closing_kinds.RATES, revaluation.BOOKED})

    def label(self, env):
        return env._("Exchange losses of loans provided for")

    def propose(self, closing, day, cache):
        company = closing.company_id
        if not revaluation.is_due(company, day):
            return []
        env = closing.env
        env["ap.closing.line"].flush_model()
        scope = {"company": company.id, "closing": closing.id, "day": day}
        before = dict(env.execute_query(SQL(PROVIDED, **scope)))
        loans = revaluation.foreign(company).filtered(lambda one: one.date_drawdown <= day)
        found = [
            self._step(closing, one, day, Decimal(before.get(one.loan.id, 0)))
            for one in positions.at_date(loans, day)
        ]
        return [line for line in found if line]

    def _step(self, closing, position, day, before):
        """What is to be added to the provision of a loan, or to come back; None where it
        is right, or where no rate says what it should be."""
        loan, company = position.loan, closing.company_id
        worth = closing_kinds.converted(loan, company, position.ledger, day)
        if worth is None:
            return None
        latent = max(worth - position.ledger_company, ZERO)
        wanted = ZERO if loan.is_hedged else latent
        step = wanted - before
        if not step:
            return None
        side = "charge" if step > 0 else "release"
        account = company[f"ap_exchange_provision_{side}_account_id"]
        places = account, self.counterpart_account(company)
        words = {"since": loan.date_drawdown, "loss": str(latent), "before": str(before)}
        line = self._line(closing, loan, day, ZERO, places, words)
        reviews = [revaluation.APART] * bool(position.difference) + [JUDGE] * (step > 0)
        return line._replace(
            source_currency_id=company.currency_id.id,
            price_unit=step,
            amount_untaxed=step,
            amount_computed=step,
            cost_in_currency=step,
            analytic_distribution=None,
            excluded_code=None,
            review_code=reviews[0] if reviews else None,
            explanation_values={
                **line.explanation_values,
                "hedged": loan.is_hedged,
                "reviews": reviews,
            },
        )

    def explain(self, line, words):
        env = line.env
        given = {
            "loss": shown_amount(line, words.get("loss")),
            "before": shown_amount(line, words.get("before")),
        }
        if words.get("hedged"):
            text = env._(
                "The exchange rate of the loan is hedged: no provision is needed; %(before)s were "
                "provided for before.",
                **given,
            )
        else:
            text = env._(
                "A latent loss of %(loss)s at the closing rate; %(before)s of it were "
                "provided for before.",
                **given,
            )
        return with_remarks([text], line, words)
