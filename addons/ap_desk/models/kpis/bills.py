# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills: how many pass without a hand, how long they take, who books them."""

from .figure import OF_FINDINGS, Figure

# The bills of the period: posted, by their accounting date.
BILLS = """
  FROM account_move bill
 WHERE bill.company_id = %(company)s AND bill.state = 'posted'
   AND bill.move_type IN ('in_invoice', 'in_refund')
   AND bill.date BETWEEN %(first)s AND %(last)s
"""

# Nothing was ever found on it, nobody decided on its match or its hold.
TOUCHLESS = f"""
SELECT bill.id AS res_id, bill.commercial_partner_id AS partner_id,
       CASE WHEN EXISTS (SELECT 1 FROM ap_finding finding
                          WHERE finding.res_model = 'account.move'
                            AND finding.res_id = bill.id AND finding.severity <> 'info')
              OR EXISTS (SELECT 1 FROM ap_match found
                          WHERE found.move_id = bill.id AND found.decided_by IS NOT NULL)
              OR bill.ap_payment_hold_user_id IS NOT NULL
            THEN 0 ELSE 1 END::numeric AS numerator,
       1::numeric AS denominator
{BILLS}
"""

# Of the bills that were compared with orders: matched when they first were.
FIRST_MATCH = f"""
SELECT bill.id AS res_id, bill.commercial_partner_id AS partner_id,
       CASE WHEN first.state_after = 'matched' THEN 1 ELSE 0 END::numeric AS numerator,
       1::numeric AS denominator
  FROM account_move bill
  JOIN LATERAL (SELECT log.state_after FROM ap_match_log log
                 WHERE log.move_id = bill.id AND log.state_after IS NOT NULL
                 ORDER BY log.id LIMIT 1) first ON first.state_after <> 'no_match'
 WHERE {BILLS.partition("WHERE")[2]}
"""

# Causes for which a person was wanted, for each bill; the list groups them by control.
EXCEPTIONS = f"""
SELECT bill.id AS res_id, bill.commercial_partner_id AS partner_id,
       (SELECT COUNT(DISTINCT finding.control_id) FROM ap_finding finding
         WHERE finding.res_model = 'account.move' AND finding.res_id = bill.id
           AND finding.severity <> 'info')::numeric AS numerator,
       1::numeric AS denominator
{BILLS}
"""

# Of what was found on the bills of the period: what somebody is or was in charge of.
OWNED = f"""
SELECT finding.id AS res_id, bill.commercial_partner_id AS partner_id,
       CASE WHEN finding.user_id IS NULL THEN 0 ELSE 1 END::numeric AS numerator,
       1::numeric AS denominator
  FROM account_move bill
  JOIN ap_finding finding ON finding.res_model = 'account.move'
   AND finding.res_id = bill.id AND finding.severity <> 'info'
 WHERE {BILLS.partition("WHERE")[2]}
"""

DAYS_TO_ENTER = f"""
SELECT bill.id AS res_id, bill.commercial_partner_id AS partner_id,
       GREATEST(bill.create_date::date - bill.invoice_date, 0)::numeric AS numerator,
       1::numeric AS denominator
{BILLS}
   AND bill.invoice_date IS NOT NULL
"""

# From the hour it was entered to the hour it was posted; where the hour is known.
DAYS_TO_POST = f"""
SELECT bill.id AS res_id, bill.commercial_partner_id AS partner_id,
       GREATEST(EXTRACT(EPOCH FROM bill.ap_posted_on - bill.create_date) / 86400, 0)::numeric
         AS numerator,
       1::numeric AS denominator
{BILLS}
   AND bill.ap_posted_on IS NOT NULL
"""

# From the hour it was entered to the hour when nothing held its payment any more: posted,
# its match decided, the last finding that held it cleared. What is held still is left out.
DAYS_TO_APPROVE = f"""
SELECT bill.id AS res_id, bill.commercial_partner_id AS partner_id,
       GREATEST(EXTRACT(EPOCH FROM GREATEST(bill.ap_posted_on, decided.hour, cleared.hour)
                        - bill.create_date) / 86400, 0)::numeric AS numerator,
       1::numeric AS denominator
  FROM account_move bill
  LEFT JOIN LATERAL (SELECT MAX(found.decided_on) AS hour FROM ap_match found
                      WHERE found.move_id = bill.id AND found.decided_by IS NOT NULL)
            decided ON TRUE
  LEFT JOIN LATERAL (SELECT MAX(COALESCE(finding.date_resolved, finding.waive_date)) AS hour,
                            COUNT(*) FILTER (WHERE finding.state IN ('open', 'assigned')
                                               AND finding.holds) AS held
                       FROM ap_finding finding
                       JOIN ap_control control ON control.id = finding.control_id
                      WHERE finding.res_model = 'account.move' AND finding.res_id = bill.id
                        AND (control.hold_payment OR finding.severity = 'blocking'))
            cleared ON TRUE
 WHERE {BILLS.partition("WHERE")[2]}
   AND bill.ap_posted_on IS NOT NULL AND bill.ap_payment_hold_reason IS NULL
   AND cleared.held = 0
"""

# Each person counts for one, shared among the bills that the person posted.
BILLS_PER_PERSON = f"""
SELECT bill.id AS res_id, bill.commercial_partner_id AS partner_id, 1::numeric AS numerator,
       1::numeric / COUNT(*) OVER (PARTITION BY bill.ap_posted_by_id) AS denominator
{BILLS}
   AND bill.ap_posted_by_id IS NOT NULL
"""

# Bills of which a posted line was imputed anew.
IMPUTED_ANEW = f"""
SELECT bill.id AS res_id, bill.commercial_partner_id AS partner_id,
       CASE WHEN EXISTS (SELECT 1 FROM ap_imputation_change change
                          WHERE change.move_id = bill.id)
            THEN 1 ELSE 0 END::numeric AS numerator,
       1::numeric AS denominator
{BILLS}
"""

FIGURES = [
    Figure("touchless", "account.move", TOUCHLESS),
    Figure("first_match", "account.move", FIRST_MATCH),
    Figure("exceptions", "account.move", EXCEPTIONS),
    Figure("exceptions_owned", "ap.finding", OWNED, OF_FINDINGS, ("control_id", "user_id")),
    Figure("days_to_enter", "account.move", DAYS_TO_ENTER),
    Figure("days_to_post", "account.move", DAYS_TO_POST),
    Figure("days_to_approve", "account.move", DAYS_TO_APPROVE),
    Figure("bills_per_person", "account.move", BILLS_PER_PERSON),
    Figure("imputed_anew", "account.move", IMPUTED_ANEW),
]
