# SPDX-License-Identifier: AGPL-3.0-or-later
"""From 19.0.1.0: duplicates are found by the control `duplicate_bill` alone.

The control of matching is archived, not deleted: its findings and waivers stay.
"""


def migrate(cr, version):
    cr.execute("UPDATE ap_control SET active = FALSE WHERE code = 'match_duplicate'")
    cr.execute(
        """UPDATE ap_finding SET state = 'resolved',
                  date_resolved = timezone('UTC', now())
            WHERE control_code = 'match_duplicate' AND state IN ('open', 'assigned')"""
    )
