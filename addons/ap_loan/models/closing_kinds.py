# SPDX-License-Identifier: AGPL-3.0-or-later
"""What loans bring into a month, and put aside: interest, issue costs, insurance."""

from datetime import timedelta
from decimal import Decimal

from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.calendar import Period
from odoo.addons.ap_base.arithmetic.money import round_half_up, to_decimal
from odoo.addons.ap_base.arithmetic.proration import Convention, borne_at
from odoo.addons.ap_closing.models.closing_values import ProposedLine
from odoo.addons.ap_closing.models.kinds import ClosingKind
from odoo.addons.ap_closing.models.kinds.explanation import (
    shown_amount,
    shown_day,
    with_remarks,
)

from ..rules.issue_costs import CostMethod, amortised_at
from ..rules.schedule import RowKind
from . import contract, interest_actuals, positions, schedule_store
from .schedule_store import LOANS

ZERO = Decimal(0)
ESTIMATED = "rate_estimated"  # review code: the index was not published
RATES = "rates"  # the fact of the room below: a loan in foreign currency follows it

# What the runs of other months have made a charge, by loan.
AMORTISED = """
SELECT line.source_id, SUM(line.amount)::text
  FROM ap_closing_line line
  JOIN ap_closing_run run ON run.id = line.run_id
 WHERE line.company_id = %(company)s AND line.kind = 'loan_costs'
   AND line.state = 'posted' AND line.source_model = 'ap.loan'
   AND run.closing_id <> %(closing)s AND line.date_end <= %(day)s
 GROUP BY line.source_id
"""


class OfLoans(ClosingKind):
    """What all kinds of loans have in common: one line for each loan."""

    has_vat = False
    stale_on = frozenset({LOANS, RATES})

    def _loans(self, closing, day, cache) -> list[tuple]:
        """(loan, version in force) of each loan that runs at the day, read once for all
        kinds of one closing."""
        key = ("loans", day)
        if key not in cache:
            loans = closing.env["ap.loan"].search(
                [
                    ("company_id", "=", closing.company_id.id),
                    ("state", "!=", "draft"),
                    ("date_drawdown", "<=", day),
                ],
                order="id",
            )
            versions = schedule_store.in_force(loans, day)
            cache[key] = [(loan, versions[loan.id]) for loan in loans if loan.id in versions]
        return cache[key]

    def _line(self, closing, loan, day, amount, accounts, words) -> ProposedLine:
        """The amount of a loan, in its currency, as a proposal; `accounts`: of the cost,
        and of its counterpart."""
        company = closing.company_id
        cost = converted(loan, company, amount, day)
        no_rate = cost is None
        since = words.pop("since", loan.date_drawdown)
        return ProposedLine(
            source_key=f"loan:{loan.id}",
            source_model="ap.loan",
            source_id=loan.id,
            partner_id=loan.partner_id.id,
            product_id=None,
            label=" – ".join(filter(None, (loan.name, loan.reference))),
            account_id=accounts[0].id or None,
            counterpart_account_id=accounts[1].id or None,
            analytic_distribution=loan.analytic_distribution or None,
            source_currency_id=loan.currency_id.id,
            quantity=Decimal(1),
            price_unit=amount,
            amount_untaxed=cost or ZERO,
            amount_computed=cost or ZERO,
            tax_computed=ZERO,
            cost_in_currency=ZERO if no_rate else amount,
            tax_in_currency=ZERO,
            date_source=since,
            age_days=max((day - since).days, 0),
            period_start=None,
            period_end=None,
            convention=None,
            excluded_code="no_rate" if no_rate else None,
            review_code="no_rate" if no_rate else None,
            explanation_values={**words, "reviews": ["no_rate"] if no_rate else []},
        )


class LoanInterest(OfLoans):
    """Interest accrued and not due (*ICNE*): 66116 / 1648, back on the next day."""

    code, sequence = "loan_interest", 110
    counterpart = "ap_loan_accrued_interest_account_id"
    has_limit = False  # 1648 agrees with the schedule to the cent
    tie_outs = ("loan_interest", "loan_accrual")

    def label(self, env):
        return env._("Accrued loan interest")

    def propose(self, closing, day, cache):
        found = []
        for loan, version in self._loans(closing, day, cache):
            over = loan.state == "repaid" and loan.date_repaid <= day
            amount = ZERO if over else positions.accrued_of(loan, version, day)
            if amount:
                found.append(self._accrual(closing, loan, version, day, amount))
        return found

    def _accrual(self, closing, loan, version, day, amount):
        table = version.schedule
        since, row = table.interest_since(day), table.next_row(day)
        words = {
            "since": since,
            "from": since.isoformat(),
            "next": row.date.isoformat(),
            "capital": str(table.balance_at(day)),
            "days": (day - since).days,
            "interest": str(row.interest),
            "method": loan.accrual_method,
            "day_count": loan.accrual_day_count or version.terms.day_count.value,
            "currency": loan.currency_id.id,
        }
        accounts = loan.interest_account_id, loan.accrued_interest_account_id
        line = self._line(closing, loan, day, amount, accounts, words)
        if row.is_estimated and not line.review_code:
            words = {**line.explanation_values, "reviews": [ESTIMATED]}
            line = line._replace(review_code=ESTIMATED, explanation_values=words)
        return line

    def explain(self, line, words):
        env = line.env
        given = {
            "days": words.get("days"),
            "since": shown_day(env, words.get("from")),
            "capital": _in_loan_currency(line, words, "capital"),
            "next": shown_day(env, words.get("next")),
            "interest": _in_loan_currency(line, words, "interest"),
        }
        if words.get("method") == "next_row":
            text = env._(
                "%(days)s days since %(since)s: the part elapsed of the %(interest)s that "
                "are due on %(next)s.",
                **given,
            )
        else:
            counts = dict(env["ap.loan"]._fields["day_count"]._description_selection(env))
            text = env._(
                "%(days)s days since %(since)s on %(capital)s, by the contract "
                "(%(count)s); %(interest)s are due on %(next)s.",
                count=counts.get(words.get("day_count"), ""),
                **given,
            )
        return with_remarks([text], line, words)

    def after_post(self, run):
        """The instalment may be in the books already when a month is closed late."""
        loans = run.line_ids.filtered(lambda line: line.state == "posted").mapped("source_id")
        interest_actuals.refresh(run.env["ap.loan"].browse(loans))

    def actuals(self, env, bills, sources):
        return interest_actuals.read(env, self.code, sources.get("ap.loan", ()))

    def settled(self, rows, line):
        """One instalment settles the accrual as a whole; a correction posted later has
        no quantity of its own, and settles with the first."""
        if not line["quantity"]:
            return ZERO, ZERO
        return sum(Decimal(row["billed_amount"]) for row in rows), line["quantity"]


class LoanCosts(OfLoans):
    """Issue costs that become a charge of the month: 6862 / 481, for good."""

    code, sequence = "loan_costs", 120
    counterpart = "ap_loan_cost_account_id"
    reverses = False
    stale_on = frozenset({LOANS})
    tie_outs = ("loan_costs",)

    def label(self, env):
        return env._("Issue costs of loans")

    def propose(self, closing, day, cache):
        env, found = closing.env, []
        env["ap.closing.line"].flush_model()
        scope = {"company": closing.company_id.id, "closing": closing.id, "day": day}
        charged = dict(env.execute_query(SQL(AMORTISED, **scope)))
        for loan, version in self._loans(closing, day, cache):
            if loan.fee_treatment != "spread" or not loan.fee_amount:
                continue
            before = to_decimal(loan.cost_amortised_before)
            before += Decimal(charged.get(loan.id, 0))
            gone = amortised(loan, version, day)
            if gone != before:
                found.append(self._charge(closing, loan, day, gone, before))
        return found

    def _charge(self, closing, loan, day, gone, before):
        words = {
            "costs": str(loan.fee_amount),
            "gone": str(gone),
            "before": str(before),
            "method": loan.cost_method,
            "currency": loan.currency_id.id,
        }
        accounts = loan.cost_charge_account_id, loan.cost_account_id
        return self._line(closing, loan, day, gone - before, accounts, words)

    def explain(self, line, words):
        env = line.env
        methods = env["ap.loan"]._fields["cost_method"]._description_selection(env)
        text = env._(
            "Of %(costs)s of issue costs %(gone)s are a charge by now (%(method)s), "
            "%(before)s of them before.",
            costs=_in_loan_currency(line, words, "costs"),
            gone=_in_loan_currency(line, words, "gone"),
            before=_in_loan_currency(line, words, "before"),
            method=dict(methods).get(words.get("method"), "").lower(),
        )
        return with_remarks([text], line, words)


class LoanInsurance(OfLoans):
    """Insurance paid for the time after the day: 486 / 616, back on the next day."""

    code, sequence, cost_sign = "loan_insurance", 130, -1
    counterpart = "ap_prepaid_account_id"
    tie_outs = ("prepaid",)

    def label(self, env):
        return env._("Loan insurance paid in advance")

    def propose(self, closing, day, cache):
        found = []
        account = self.counterpart_account(closing.company_id)
        for loan, version in self._loans(closing, day, cache):
            if loan.insurance_in_advance and (rest := _rest(loan, version, day)):
                accounts = loan.insurance_account_id, account
                words = {**rest[1], "currency": loan.currency_id.id}
                found.append(self._line(closing, loan, day, rest[0], accounts, words))
        return found

    def explain(self, line, words):
        env = line.env
        text = env._(
            "%(premium)s of insurance paid on %(paid)s until %(until)s: what is left after "
            "the closing date.",
            premium=_in_loan_currency(line, words, "premium"),
            paid=shown_day(env, words.get("paid")),
            until=shown_day(env, words.get("until")),
        )
        return with_remarks([text], line, words)


def _rest(loan, version, day) -> tuple[Decimal, dict] | None:
    """What is left at the day of the premium paid last, and what explains it."""
    table = version.schedule
    paid = [row for row in table.paid_rows(day) if row.kind == RowKind.INSTALMENT]
    row = paid[-1] if paid else None
    following = table.next_row(day)
    if row is None or not row.insurance or following is None:
        return None
    covered = Period(row.date, following.date - timedelta(days=1))
    step = contract.step_of(loan)
    gone = borne_at(row.insurance, covered, day, Convention.DAYS, step)
    words = {
        "since": row.date,
        "premium": str(row.insurance),
        "paid": row.date.isoformat(),
        "until": covered.end.isoformat(),
    }
    return (row.insurance - gone, words) if row.insurance != gone else None


def amortised(loan, version, day) -> Decimal:
    """What of the issue costs is a charge when the day ends, by the loan's method."""
    step = contract.step_of(loan)
    costs = round_half_up(to_decimal(loan.fee_amount), step)
    if loan.state == "repaid" and loan.date_repaid <= day:
        return costs
    method = CostMethod(loan.cost_method)
    return amortised_at(costs, version.schedule, day, method, step)


def converted(loan, company, amount, day) -> Decimal | None:
    """The amount in company currency at the day's rate; None where there is no rate."""
    if loan.currency_id == company.currency_id:
        return amount
    known = loan.env["res.currency.rate"].sudo().search_count(
        [
            ("currency_id", "=", loan.currency_id.id),
            ("name", "<=", day),
            ("company_id", "in", [False, company.root_id.id]),
        ],
        limit=1,
    )
    if not known:
        return None
    given = loan.currency_id._convert(float(amount), company.currency_id, company, day)
    return round_half_up(to_decimal(given), to_decimal(company.currency_id.rounding))


def _in_loan_currency(line, words, name) -> str:
    currency = line.env["res.currency"].browse(words.get("currency") or [])
    if not currency or currency == line.company_id.currency_id:
        return shown_amount(line, words.get(name))
    return contract.in_currency(line.env, currency, words.get(name) or 0)
