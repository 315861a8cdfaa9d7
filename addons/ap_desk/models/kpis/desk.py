# SPDX-License-Identifier: AGPL-3.0-or-later
"""What waits, and what goes by itself: findings, statements, requests, bank lines."""

from .figure import OF_FINDINGS, Figure

# As of the last day: what was found by then and not resolved by then.
FINDING_AGE = """
SELECT finding.id AS res_id, finding.partner_id,
       (%(last)s::date - finding.first_seen::date)::numeric AS numerator,
       1::numeric AS denominator
  FROM ap_finding finding
 WHERE finding.company_id = %(company)s AND finding.first_seen::date <= %(last)s
   AND (finding.state IN ('open', 'assigned')
        OR COALESCE(finding.date_resolved, finding.waive_date)::date > %(last)s)
"""

# Of the same findings: those that were open for more than thirty days.
FINDINGS_OLD = FINDING_AGE.replace(
    "(%(last)s::date - finding.first_seen::date)::numeric AS",
    "CASE WHEN %(last)s::date - finding.first_seen::date > 30 THEN 1 ELSE 0 END::numeric AS",
)

# Suppliers billed in the period whose statement of that period was reviewed.
STATEMENTS = """
SELECT partner.id AS res_id, partner.id AS partner_id,
       CASE WHEN EXISTS (SELECT 1 FROM ap_supplier_statement statement
                          WHERE statement.company_id = %(company)s
                            AND statement.partner_id = partner.id
                            AND statement.state = 'reviewed'
                            AND statement.date BETWEEN %(first)s AND %(last)s)
            THEN 1 ELSE 0 END::numeric AS numerator,
       1::numeric AS denominator
  FROM res_partner partner
 WHERE partner.id IN (SELECT bill.commercial_partner_id FROM account_move bill
                       WHERE bill.company_id = %(company)s AND bill.state = 'posted'
                         AND bill.move_type IN ('in_invoice', 'in_refund')
                         AND bill.date BETWEEN %(first)s AND %(last)s)
"""

# Requests of the period that were answered, or should have been by now.
REQUESTS = """
SELECT request.id AS res_id, request.partner_id,
       CASE WHEN request.answered_on <= request.date_due THEN 1 ELSE 0 END::numeric
         AS numerator,
       1::numeric AS denominator
  FROM ap_supplier_request request
 WHERE request.company_id = %(company)s
   AND request.asked_on::date BETWEEN %(first)s AND %(last)s
   AND (request.answered_on IS NOT NULL
        OR request.is_open AND request.date_due < now() AT TIME ZONE 'UTC')
"""

# Bank lines of the period that are booked, those by hand in their entry too: those that
# nobody had to look at.
BANK_LINES = """
SELECT line.id AS res_id, line.partner_id,
       CASE WHEN found.is_by_itself THEN 1 ELSE 0 END::numeric AS numerator,
       1::numeric AS denominator
  FROM account_bank_statement_line line
  JOIN account_move move ON move.id = line.move_id AND move.state = 'posted'
  LEFT JOIN ap_bank_match found
    ON found.statement_line_id = line.id AND found.state = 'done'
 WHERE line.company_id = %(company)s AND line.is_reconciled
   AND move.date BETWEEN %(first)s AND %(last)s
"""

FIGURES = [
    Figure("finding_age", "ap.finding", FINDING_AGE, OF_FINDINGS, ("first_seen:month",)),
    Figure("findings_old", "ap.finding", FINDINGS_OLD, OF_FINDINGS, ("control_id", "user_id")),
    Figure("statement_coverage", "res.partner", STATEMENTS),
    Figure("requests_in_time", "ap.supplier.request", REQUESTS),
    Figure("bank_by_itself", "account.bank.statement.line", BANK_LINES),
]
