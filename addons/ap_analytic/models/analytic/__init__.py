# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    account_move,
    account_move_line,
    ap_allocation_driver,
    ap_allocation_driver_value,
    ap_allocation_key,
    ap_allocation_key_line,
    ap_allocation_key_version,
    ap_analytic_learning,
    ap_analytic_proposal,
    ap_analytic_requirement,
    ap_analytic_rule,
    ap_control,
    ap_entry,
    ap_settings,
    res_company,
)
