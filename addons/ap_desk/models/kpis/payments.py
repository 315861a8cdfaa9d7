# SPDX-License-Identifier: AGPL-3.0-or-later
"""Payments: how late, how long after the bill, which discounts were lost."""

from .figure import Figure

# What was matched with the payables of bills, on the later of both days.
PAID = """
  FROM account_partial_reconcile part
  JOIN account_move_line payable ON payable.id = part.credit_move_id
  JOIN account_account account
    ON account.id = payable.account_id AND account.account_type = 'liability_payable'
  JOIN account_move bill ON bill.id = payable.move_id
 WHERE part.company_id = %(company)s AND part.max_date BETWEEN %(first)s AND %(last)s
   AND bill.move_type = 'in_invoice' AND bill.state = 'posted'
   AND part.amount <> 0
"""

LATE = f"""
SELECT bill.id AS res_id, bill.commercial_partner_id AS partner_id,
       SUM(CASE WHEN part.max_date > COALESCE(payable.date_maturity, bill.invoice_date)
                THEN part.amount ELSE 0 END) AS numerator,
       SUM(part.amount) AS denominator
{PAID}
 GROUP BY bill.id, bill.commercial_partner_id
"""

# What suppliers may ask for: for each amount paid after its due day, the rate that the law
# sets for each of its late days, and once a bill the fixed indemnity. Bills of which the
# rate of some late day is not in the tables of the law are left out, above and below.
PENALTIES = f"""
WITH paid AS (
    SELECT bill.id, bill.commercial_partner_id AS partner_id, part.amount,
           COALESCE(payable.date_maturity, bill.invoice_date) AS due, part.max_date AS paid
{PAID}
), charged AS (
    SELECT paid.*, GREATEST(paid.paid - paid.due, 0) AS late,
           COALESCE(known.days, 0) AS known, COALESCE(known.interest, 0) AS interest
      FROM paid
      LEFT JOIN LATERAL (
        SELECT SUM(span.days) AS days,
               SUM(paid.amount * law.value::numeric / 100 * span.days / 365) AS interest
          FROM ap_legal_value law
          JOIN LATERAL (
            SELECT LEAST(paid.paid, COALESCE(law.valid_to, paid.paid))
                 - GREATEST(paid.due, COALESCE(law.valid_from, paid.due) - 1) AS days
          ) span ON span.days > 0
         WHERE law.code = 'late.rate' AND law.active
           AND law.country_id = %(country)s
      ) known ON paid.paid > paid.due
), fixed AS (
    SELECT law.value::numeric AS amount, law.valid_from, law.valid_to
      FROM ap_legal_value law
     WHERE law.code = 'late.indemnity' AND law.active
       AND law.country_id = %(country)s
)
SELECT charged.id AS res_id, charged.partner_id,
       SUM(charged.interest) + COALESCE(
           (SELECT MAX(fixed.amount) FROM fixed
             WHERE fixed.valid_from <= MIN(charged.due) FILTER (WHERE charged.late > 0)
               AND COALESCE(fixed.valid_to, 'infinity') >= MIN(charged.due)
                   FILTER (WHERE charged.late > 0)), 0) AS numerator,
       SUM(charged.amount) AS denominator
  FROM charged
 GROUP BY charged.id, charged.partner_id
HAVING bool_and(charged.known >= charged.late)
"""

# Days from the date of the bill to its payment, each euro once.
DAYS_TO_PAY = f"""
SELECT bill.id AS res_id, bill.commercial_partner_id AS partner_id,
       SUM(part.amount * (part.max_date - bill.invoice_date)) AS numerator,
       SUM(part.amount) AS denominator
{PAID}
   AND bill.invoice_date IS NOT NULL
 GROUP BY bill.id, bill.commercial_partner_id
"""

# Owed at the last day, as the accounts of suppliers have it, over what was bought in the
# period with tax, times its days.
DPO = """
WITH owed AS (
    SELECT COALESCE(partner.commercial_partner_id, line.partner_id) AS partner_id,
           -SUM(line.balance) AS amount
      FROM account_move_line line
      LEFT JOIN res_partner partner ON partner.id = line.partner_id
     WHERE line.company_id = %(company)s AND line.parent_state = 'posted'
       AND line.account_id = ANY(%(owed)s) AND line.date <= %(last)s
     GROUP BY 1
), bought AS (
    SELECT bill.commercial_partner_id AS partner_id, -SUM(bill.amount_total_signed) AS amount
      FROM account_move bill
     WHERE bill.company_id = %(company)s AND bill.state = 'posted'
       AND bill.move_type IN ('in_invoice', 'in_refund')
       AND bill.date BETWEEN %(first)s AND %(last)s
     GROUP BY 1
)
SELECT COALESCE(owed.partner_id, bought.partner_id) AS res_id,
       COALESCE(owed.partner_id, bought.partner_id) AS partner_id,
       COALESCE(owed.amount, 0) * (%(last)s::date - %(first)s::date + 1) AS numerator,
       COALESCE(bought.amount, 0) AS denominator
  FROM owed FULL JOIN bought ON bought.partner_id = owed.partner_id
 WHERE owed.amount <> 0 OR bought.amount <> 0
"""

# Discounts that were offered and whose day passed in the period before all was paid.
DISCOUNT_LOST = """
SELECT bill.id AS res_id, bill.commercial_partner_id AS partner_id,
       SUM(CASE WHEN paid.last_day IS NULL OR paid.last_day > payable.discount_date
                THEN ABS(payable.balance - payable.discount_balance) ELSE 0 END) AS numerator,
       SUM(ABS(payable.balance - payable.discount_balance)) AS denominator
  FROM account_move_line payable
  JOIN account_account account
    ON account.id = payable.account_id AND account.account_type = 'liability_payable'
  JOIN account_move bill ON bill.id = payable.move_id
  LEFT JOIN LATERAL (SELECT MAX(part.max_date) AS last_day
                       FROM account_partial_reconcile part
                      WHERE part.credit_move_id = payable.id
                     HAVING payable.reconciled) paid ON TRUE
 WHERE payable.company_id = %(company)s AND bill.state = 'posted'
   AND bill.move_type = 'in_invoice'
   AND payable.discount_date BETWEEN %(first)s AND %(last)s
   AND payable.discount_date < CURRENT_DATE
   AND payable.balance <> payable.discount_balance
 GROUP BY bill.id, bill.commercial_partner_id
"""

FIGURES = [
    Figure("paid_late", "account.move", LATE),
    Figure("late_penalties", "account.move", PENALTIES),
    Figure("days_to_pay", "account.move", DAYS_TO_PAY),
    Figure("dpo", "res.partner", DPO),
    Figure("discounts_lost", "account.move", DISCOUNT_LOST),
]
