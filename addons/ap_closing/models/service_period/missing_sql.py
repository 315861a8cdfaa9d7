# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which bill lines need service dates, and by which nature of their account."""

MISSING = """
WITH natured AS MATERIALIZED (%(natures)s)
SELECT line_id, nature_id FROM (
    SELECT DISTINCT ON (line.id) line.id AS line_id, natured.nature_id,
           natured.needs_period
      FROM account_move_line line
      JOIN account_move move ON move.id = line.move_id
      JOIN account_account account ON account.id = line.account_id
      JOIN natured ON natured.account_id = line.account_id
       AND natured.company_id = line.company_id
       AND COALESCE(move.invoice_date, move.date) BETWEEN
           COALESCE(natured.valid_from, '-infinity'::date)
           AND COALESCE(natured.valid_to, 'infinity'::date)
      LEFT JOIN account_move credited ON credited.id = move.reversed_entry_id
     WHERE line.company_id = ANY(%(companies)s)
       AND line.display_type = 'product'
       AND (line.deferred_start_date IS NULL
            OR line.deferred_end_date IS NULL)
       AND COALESCE(line.deferred_no_period_reason, '') = ''
       AND line.balance <> 0
       AND account.account_type LIKE 'expense%%'
       AND move.move_type IN ('in_invoice', 'in_refund', 'in_receipt')
       AND move.state IN ('draft', 'posted')
       AND move.payment_state IS DISTINCT FROM 'reversed'
       AND credited.payment_state IS DISTINCT FROM 'reversed'
       AND %(scope)s
     ORDER BY line.id, natured.strength DESC
) strongest WHERE needs_period
"""
