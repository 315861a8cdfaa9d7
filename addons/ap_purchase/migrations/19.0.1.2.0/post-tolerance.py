# SPDX-License-Identifier: AGPL-3.0-or-later
"""From 19.0.1.1: the policy as delivered lets 2 % or 10 a line pass, dearer.

Only where nobody changed it: prices exact on both sides. Other policies let nothing pass
beside their own tolerances, as before.
"""

NAME = "Order, receipt and bill agree; 2 % or 10 € a line may cost more"


def migrate(cr, version):
    cr.execute(
        """SELECT p.id FROM ap_match_policy p
             JOIN ir_model_data d ON d.res_id = p.id AND d.model = 'ap.match.policy'
              AND d.module = 'ap_purchase' AND d.name = 'ap_match_policy_default'
             JOIN ap_match_tolerance t ON t.policy_id = p.id AND t."check" = 'price'
            WHERE t.over = 'exact' AND t.under = 'exact'"""
    )
    untouched = [row[0] for row in cr.fetchall()]
    cr.execute(
        """UPDATE ap_match_policy
              SET small_amount = 10, name = jsonb_build_object('en_US', %s::text)
            WHERE id = ANY(%s)""",
        [NAME, untouched],
    )
    cr.execute(
        """UPDATE ap_match_tolerance
              SET over = 'limit', over_amount = 0, over_percent = 2, under = 'free'
            WHERE policy_id = ANY(%s) AND "check" IN ('price', 'freight')""",
        [untouched],
    )
    # Compared again, everything finds its place in the queue; until then by its state.
    cr.execute(
        """UPDATE ap_match
              SET digest = NULL, stake = abs(amount),
                  needs_person = decision <> 'rejected'
                                 AND state IN ('exception', 'suggested'),
                  priority = CASE state WHEN 'exception' THEN 1 WHEN 'suggested' THEN 3
                                        WHEN 'matched' THEN 5 ELSE 6 END"""
    )
