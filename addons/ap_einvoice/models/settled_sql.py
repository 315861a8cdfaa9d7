# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was paid of bills before they fell due by their e-invoices.

Money that left after the day of the bill pays what is due; anything else that was matched
with the bill (an advance, a deposit, a credit note) is what was paid before.
"""

# From the bills on, each by its key: where a table was counted while it was empty, the
# planner takes it for one row, and goes through all of it for each bill. The type is named
# because an empty list, where no bill came as an e-invoice, has none of its own.
SETTLED = """
SELECT asked.id, sum(partial.credit_amount_currency)
  FROM unnest(%(ids)s::int[]) asked(id)
 CROSS JOIN LATERAL (
       SELECT invoice_date FROM account_move WHERE id = asked.id OFFSET 0) bill
 CROSS JOIN LATERAL (
       SELECT id FROM account_move_line WHERE move_id = asked.id OFFSET 0) line
 CROSS JOIN LATERAL (
       SELECT debit_move_id, credit_amount_currency FROM account_partial_reconcile
        WHERE credit_move_id = line.id OFFSET 0) partial
 CROSS JOIN LATERAL (
       SELECT move_id FROM account_move_line WHERE id = partial.debit_move_id OFFSET 0) item
 CROSS JOIN LATERAL (
       SELECT date, origin_payment_id, statement_line_id, journal_id FROM account_move
        WHERE id = item.move_id OFFSET 0) other
  JOIN account_journal journal ON journal.id = other.journal_id
 WHERE other.date <= bill.invoice_date
    OR other.origin_payment_id IS NULL AND other.statement_line_id IS NULL
       AND journal.type NOT IN ('bank', 'cash', 'credit')
 GROUP BY asked.id
"""
