# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the report of payments reads of the ledger, and the columns it writes."""

# Payable items of bills that were open at the end or were settled in the period.
ITEMS = """
SELECT line.id, move.id AS move_id, move.commercial_partner_id AS partner_id,
       COALESCE(NULLIF(move.ref, ''), move.name) AS reference, move.invoice_date,
       COALESCE(line.date_maturity, move.invoice_date_due, move.date) AS due,
       -line.balance AS amount,
       %(disputed)s AS disputed
  FROM account_move_line line
  JOIN account_move move ON move.id = line.move_id
  JOIN account_account account ON account.id = line.account_id
 WHERE line.company_id = ANY(%(companies)s) AND line.parent_state = 'posted'
   AND move.move_type IN ('in_invoice', 'in_receipt') AND line.balance < 0
   AND account.account_type = 'liability_payable' AND line.date <= %(end)s
   AND (line.amount_residual <> 0 OR EXISTS (
        SELECT 1 FROM account_partial_reconcile part
         WHERE part.credit_move_id = line.id AND part.max_date >= %(start)s))
 ORDER BY line.id
"""
# Money, or something else: a credit note, a difference of exchange.
SETTLEMENTS = """
SELECT part.credit_move_id, part.max_date,
       other_move.move_type = 'entry'
       AND other_move.journal_id IS DISTINCT FROM company.currency_exchange_journal_id,
       SUM(part.amount)
  FROM account_partial_reconcile part
  JOIN account_move_line other ON other.id = part.debit_move_id
  JOIN account_move other_move ON other_move.id = other.move_id
  JOIN res_company company ON company.id = part.company_id
 WHERE part.credit_move_id = ANY(%s)
 GROUP BY 1, 2, 3
"""
PURCHASES = """
SELECT COALESCE(-SUM(amount_total_signed), 0)
  FROM account_move
 WHERE company_id = ANY(%(companies)s) AND state = 'posted'
   AND move_type IN ('in_invoice', 'in_refund', 'in_receipt')
   AND date BETWEEN %(start)s AND %(end)s
"""
# What was paid in the year on bills and got back on credit notes, by day of the money.
FEES_PAID = """
SELECT move.id, partner.id, partner.ap_das2,
       COALESCE(NULLIF(move.ref, ''), move.name), money.date,
       SUM(CASE WHEN part.credit_move_id = line.id THEN part.amount ELSE -part.amount END)
  FROM account_move_line line
  JOIN account_move move ON move.id = line.move_id
  JOIN account_account account ON account.id = line.account_id
  JOIN account_partial_reconcile part
       ON part.credit_move_id = line.id OR part.debit_move_id = line.id
  JOIN account_move_line money
       ON money.id = CASE WHEN part.credit_move_id = line.id
                          THEN part.debit_move_id ELSE part.credit_move_id END
  JOIN account_move money_move ON money_move.id = money.move_id
  JOIN res_company company ON company.id = line.company_id
  JOIN res_partner partner ON partner.id = move.commercial_partner_id
 WHERE line.company_id = ANY(%(companies)s) AND line.parent_state = 'posted'
   AND move.move_type IN ('in_invoice', 'in_receipt', 'in_refund')
   AND account.account_type = 'liability_payable'
   AND money_move.move_type = 'entry'
   AND money_move.journal_id IS DISTINCT FROM company.currency_exchange_journal_id
   AND money.date BETWEEN %(start)s AND %(end)s
   AND COALESCE(partner.ap_das2, 'account') <> 'never'
 GROUP BY 1, 2, 3, 4, 5
 ORDER BY 1, 5
"""
# The natures of these bills, with VAT; NULL for accounts that hold no fees.
NATURES = """
SELECT line.move_id, fee.nature, ABS(SUM(line.price_total))
  FROM account_move_line line
  JOIN account_account account ON account.id = line.account_id
  JOIN res_company company ON company.id = line.company_id
  LEFT JOIN LATERAL (
       SELECT one.nature FROM ap_fee_account one
        WHERE one.active
          AND starts_with(
              account.code_store->>split_part(company.parent_path, '/', 1),
              one.code_prefix)
          AND (one.country_id IS NULL
               OR one.country_id = company.account_fiscal_country_id)
        ORDER BY length(one.code_prefix) DESC, one.id LIMIT 1) fee ON TRUE
 WHERE line.move_id = ANY(%s) AND line.display_type = 'product'
 GROUP BY 1, 2
 ORDER BY 1, 2
"""
ITEM_COLUMNS = (
    "report_id", "company_id", "move_id", "partner_id", "reference", "invoice_date",
    "due_date", "amount", "unpaid", "unpaid_days", "unpaid_band_id", "paid", "paid_on",
    "paid_days", "paid_band_id", "interest", "indemnity", "penalty", "is_complete",
    "is_disputed",
)  # fmt: skip
FEE_COLUMNS = (
    "report_id", "company_id", "year", "partner_id", "nature", "move_id", "reference",
    "paid_on", "amount", "total", "threshold", "to_declare",
)  # fmt: skip
