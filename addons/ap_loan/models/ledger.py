# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the ledger says of each loan: which items are whose, and their sums.

An item of a loan account belongs to the loan that our writer named; else to the only
loan that was running on that account on its day, or the only one of its lender there.
What belongs to none of them is counted apart, and shown.
"""

from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from odoo.tools import SQL

ZERO = Decimal(0)

# Items of the accounts given (a column of the loans), each with its loan.
ITEMS = """
WITH item AS (
    SELECT item.id, item.move_id, item.account_id, item.date, item.balance,
           item.amount_currency, item.currency_id, item.ap_loan_id,
           partner.commercial_partner_id AS lender_id
      FROM account_move_line item
      LEFT JOIN res_partner partner ON partner.id = item.partner_id
     WHERE item.company_id = %(company)s AND item.parent_state = 'posted'
       AND item.date <= %(day)s
       AND item.account_id IN (SELECT loan.%(account)s FROM ap_loan loan
                                WHERE loan.company_id = %(company)s
                                  AND loan.state <> 'draft')
)
SELECT item.*, COALESCE(item.ap_loan_id,
           CASE WHEN likely.of_lender = 1 THEN likely.lender_loan
                WHEN likely.of_account = 1 THEN likely.account_loan END) AS loan_id
  FROM item
  LEFT JOIN LATERAL (
      SELECT COUNT(*) AS of_account, MIN(loan.id) AS account_loan,
             COUNT(*) FILTER (WHERE loan.partner_id = item.lender_id) AS of_lender,
             MIN(loan.id) FILTER (WHERE loan.partner_id = item.lender_id) AS lender_loan
        FROM ap_loan loan
       WHERE loan.company_id = %(company)s AND loan.state <> 'draft'
         AND loan.%(account)s = item.account_id
         AND item.date >= loan.date_drawdown
         AND (loan.date_repaid IS NULL OR item.date <= loan.date_repaid)
  ) likely ON TRUE
"""
# At the rates it came in at: what closings wrote at theirs is apart.
CAPITAL = """
SELECT loan_id, SUM(balance)::text AS balance, SUM(amount_currency)::text AS in_currency
  FROM (%(items)s) item
  JOIN account_move move ON move.id = item.move_id
  LEFT JOIN ap_closing_run run ON run.id = move.ap_closing_run_id
 WHERE run.kind IS DISTINCT FROM 'loan_revaluation'
 GROUP BY loan_id
"""
REVALUED = """
SELECT line.source_id AS loan_id, SUM(line.amount)::text AS amount
  FROM ap_closing_line line
 WHERE line.company_id = %(company)s AND line.kind = 'loan_revaluation'
   AND line.state = 'posted' AND line.source_model = 'ap.loan'
   AND line.date_end <= %(day)s AND line.date_reversal > %(day)s
 GROUP BY line.source_id
"""
# What was accrued and is not reversed yet, by the lines of closings; and what stands on
# the account without a closing.
ACCRUED = """
SELECT line.source_id AS loan_id, SUM(line.amount)::text AS amount
  FROM ap_closing_line line
 WHERE line.company_id = %(company)s AND line.kind = 'loan_interest'
   AND line.state = 'posted' AND line.source_model = 'ap.loan'
   AND line.date_end <= %(day)s AND line.date_reversal > %(day)s
 GROUP BY line.source_id
UNION ALL
SELECT item.loan_id, (-SUM(item.balance))::text
  FROM (%(items)s) item JOIN account_move move ON move.id = item.move_id
 WHERE move.ap_closing_run_id IS NULL
 GROUP BY item.loan_id
"""
# All items of the entries in which a loan has items: what was paid for it.
PAID = """
WITH mine AS (
    SELECT DISTINCT item.move_id, item.loan_id FROM (%(items)s) item
     WHERE item.loan_id IS NOT NULL
    UNION
    SELECT DISTINCT item.move_id, item.ap_loan_id FROM account_move_line item
     WHERE item.company_id = %(company)s AND item.parent_state = 'posted'
       AND item.date <= %(day)s AND item.ap_loan_id IS NOT NULL
)
SELECT mine.loan_id,
       SUM(item.amount_currency) FILTER (
           WHERE item.account_id = loan.interest_account_id)::text AS interest,
       SUM(item.amount_currency) FILTER (
           WHERE item.account_id = loan.insurance_account_id)::text AS insurance,
       SUM(item.amount_currency) FILTER (WHERE item.account_id IN (
           loan.fee_account_id, loan.indemnity_account_id, loan.cost_account_id))::text
           AS fees,
       SUM(item.amount_currency) FILTER (WHERE account.account_type = 'asset_cash'
           OR item.account_id = loan.bank_account_id)::text AS bank
  FROM mine
  JOIN ap_loan loan ON loan.id = mine.loan_id
  JOIN account_move move ON move.id = mine.move_id AND move.ap_closing_run_id IS NULL
  JOIN account_move_line item ON item.move_id = mine.move_id
  JOIN account_account account ON account.id = item.account_id
 WHERE mine.loan_id = ANY(%(loans)s) AND item.currency_id = loan.currency_id
   AND (item.ap_loan_id IS NULL OR item.ap_loan_id = mine.loan_id)
 GROUP BY mine.loan_id
"""


class Ledger(NamedTuple):
    """Sums at a day: a debt is positive. In company currency, but for what is named
    otherwise and for what was paid, which is in the loan's."""

    capital: dict[int | None, Decimal]  # of account 164, by loan; None: of no loan
    capital_in_currency: dict[int | None, Decimal]
    revalued: dict[int, Decimal]  # what a closing added to 164, at its rate
    accrued: dict[int | None, Decimal]  # of account 1648
    paid: dict[int, dict[str, Decimal]]  # interest, insurance, fees, bank


def at_date(company, loans, day) -> Ledger:
    """The sums of the company's loan accounts at the end of the day, four statements."""
    env = company.env
    for name in ("account.move.line", "account.move", "ap.loan", "ap.closing.line"):
        env[name].flush_model()
    scope = {"company": company.id, "day": day}
    items = items_of(company, day, "account_id")
    capital = env.execute_query_dict(SQL(CAPITAL, items=items))
    revalued = env.execute_query_dict(SQL(REVALUED, **scope))
    accrued: dict = defaultdict(Decimal)
    accruals = items_of(company, day, "accrued_interest_account_id")
    for row in env.execute_query_dict(SQL(ACCRUED, items=accruals, **scope)):
        accrued[row["loan_id"]] += Decimal(row["amount"] or 0)
    paid = env.execute_query_dict(SQL(PAID, items=items, loans=loans.ids, **scope))
    return Ledger(
        {row["loan_id"]: -Decimal(row["balance"]) for row in capital},
        {row["loan_id"]: -Decimal(row["in_currency"]) for row in capital},
        {row["loan_id"]: Decimal(row["amount"]) for row in revalued},
        dict(accrued),
        {
            row["loan_id"]: {
                name: Decimal(row[name] or 0)
                for name in ("interest", "insurance", "fees", "bank")
            }
            for row in paid
        },
    )


def items_of(company, day, account: str) -> SQL:
    """The posted items of these accounts of the loans up to the day, with their loan."""
    return SQL(ITEMS, company=company.id, day=day, account=SQL.identifier(account))


def item_ids(loan, day) -> list[int]:
    """The items of the loan's capital and accrued interest up to the day."""
    env, found = loan.env, []
    env["account.move.line"].flush_model()
    env["ap.loan"].flush_model()
    for name in ("account_id", "accrued_interest_account_id"):
        items = items_of(loan.company_id, day, name)
        rows = env.execute_query(
            SQL("SELECT id FROM (%s) item WHERE loan_id = %s", items, loan.id)
        )
        found += [row[0] for row in rows]
    return found
