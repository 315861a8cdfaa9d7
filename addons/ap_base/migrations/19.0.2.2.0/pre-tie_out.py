# SPDX-License-Identifier: AGPL-3.0-or-later
"""From 19.0.2.1.0: comparisons stand on the ground floor, for rooms without closings."""

from odoo import SUPERUSER_ID, api

from odoo.addons.ap_base.takeover import Takeover, take_over

TAKEN = Takeover(
    giver="ap_closing",
    receiver="ap_base",
    models=("ap.tie.out",),
    records=(
        "access_ap_tie_out_auditor", "access_ap_tie_out_apprentice",
        "ap_tie_out_rule_company", "ap_tie_out_view_list", "ap_tie_out_view_search",
        "account_move_line_view_list_tie", "account_move_line_view_search_tie",
        "ap_tie_out_action",
    ),
)  # fmt: skip


def migrate(cr, version):
    """Take over what stood in the closings, before it is loaded here."""
    take_over(api.Environment(cr, SUPERUSER_ID, {}), TAKEN)
