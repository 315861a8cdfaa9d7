# SPDX-License-Identifier: AGPL-3.0-or-later
"""Loans in foreign currency at the closing rate (*écarts de conversion*): 4762 and 4772.

100,000.00 dollars that came in at 1.25 for 80,000.00 are worth 83,333.33 at 1.20: a latent
loss of 3,333.33, D 4762 / C 164, back on the next day; at 1.60 a latent gain of 17,500.00,
D 164 / C 4772. The amount owed in dollars stays as it is.
"""

from decimal import Decimal

from odoo.addons.ap_closing.models import changed_months
from odoo.addons.ap_closing.models.kinds.explanation import shown_amount, with_remarks

from . import closing_kinds, contract, positions, schedule_store

ZERO = Decimal(0)
BOOKED = "loan_entries"  # the fact: an entry of a loan in foreign currency
APART = "loan_apart"  # review codes: the account does not hold what the schedule says
PLACES = {"loss": "ap_conversion_loss_account_id", "gain": "ap_conversion_gain_account_id"}


class LoanRevaluation(closing_kinds.OfLoans):
    """The latent exchange difference of the capital owed, back on the next day."""

    code, sequence = "loan_revaluation", 140
    counterpart = "ap_loan_account_id"
    has_limit = False  # 164 is at the closing rate, to the cent
    stale_on = frozenset({schedule_store.LOANS, closing_kinds.RATES, BOOKED})
    tie_outs = ("loan_revaluation",)

    def label(self, env):
        return env._("Loans at the closing rate")

    def propose(self, closing, day, cache):
        if not is_due(closing.company_id, day):
            return []
        loans = foreign(closing.company_id).filtered(lambda one: one.date_drawdown <= day)
        found = [self._difference(closing, one, day) for one in positions.at_date(loans, day)]
        return [line for line in found if line.amount_computed or line.excluded_code]

    def _difference(self, closing, position, day):
        """The line of a loan: no amount in its own currency, in which it owes the same."""
        loan, company = position.loan, closing.company_id
        books = position.ledger_company
        words = {
            "since": loan.date_drawdown,
            "capital": str(position.ledger),
            "books": str(books),
            "currency": loan.currency_id.id,
        }
        places = company[PLACES["loss"]], loan.account_id
        line = self._line(closing, loan, day, position.ledger, places, words)
        if line.excluded_code:
            return line if position.ledger else line._replace(excluded_code=None)
        gap = line.amount_untaxed - books
        side = "loss" if gap > 0 else "gain"
        reviews = [APART] * bool(position.difference)
        return line._replace(
            account_id=company[PLACES[side]].id or None,
            analytic_distribution=None,
            amount_untaxed=gap,
            amount_computed=gap,
            cost_in_currency=ZERO,
            review_code=reviews[0] if reviews else None,
            explanation_values={
                **line.explanation_values,
                "worth": str(line.amount_untaxed),
                "gap": str(gap),
                "reviews": reviews,
            },
        )

    def explain(self, line, words):
        env, gap = line.env, Decimal(words.get("gap") or 0)
        currency = env["res.currency"].browse(words.get("currency") or [])
        given = {
            "capital": contract.in_currency(env, currency, words.get("capital") or 0),
            "books": shown_amount(line, words.get("books")),
            "worth": shown_amount(line, words.get("worth")),
            "gap": shown_amount(line, str(abs(gap))),
        }
        if gap > 0:
            text = env._(
                "%(capital)s owed: %(books)s in the books, %(worth)s at the closing rate, a "
                "latent loss of %(gap)s, to be provided for unless a hedge covers it.",
                **given,
            )
        elif gap:
            text = env._(
                "%(capital)s owed: %(books)s in the books, %(worth)s at the closing rate, a "
                "latent gain of %(gap)s, which is no income.",
                **given,
            )
        else:
            text = env._("%(capital)s owed: %(books)s in the books.", **given)
        return with_remarks([text], line, words)


def is_due(company, day) -> bool:
    """Whether loans are revalued at that day: at the end of a financial year, or at each
    closing where the company chose so."""
    if company.ap_loan_revaluation == "each":
        return True
    return day == company.sudo().compute_fiscalyear_dates(day)["date_to"]


def foreign(company):
    """The loans of the company in another currency that are no drafts."""
    return company.env["ap.loan"].search(
        [
            ("company_id", "=", company.id),
            ("state", "!=", "draft"),
            ("currency_id", "!=", company.currency_id.id),
        ],
        order="id",
    )


def note_booked(loan, day) -> None:
    """Mark the months from the day on, where the capital in foreign currency changed."""
    if loan.currency_id != loan.company_id.currency_id:
        changed_months.mark(loan.company_id, {loan: day}, BOOKED, "changed")


def note_entries(moves) -> None:
    """Mark the months of posted entries that move the account of such a loan, whoever made
    them; not those of closings, which say themselves what follows."""
    posted = moves.filtered(lambda one: one.state == "posted" and not one.ap_closing_run_id)
    for company, its in posted.sudo().grouped("company_id").items():
        accounts = foreign(company).account_id
        if accounts:
            days = {one: one.date for one in its if one.line_ids.account_id & accounts}
            changed_months.mark(company, days, BOOKED, "changed")
