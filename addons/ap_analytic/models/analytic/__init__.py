# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    account_move,
    account_move_line,
    ap_allocation_driver,
    ap_allocation_key,
    ap_analytic_learn,
    ap_analytic_proposal,
    ap_analytic_requirement,
    ap_analytic_rule,
    ap_control_analytic,
    ap_entry,
    res_company,
)
