# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    account_move,
    account_partial_reconcile,
    ap_bill_status,
    ap_control,
    ap_finding,
    ap_lifecycle_reason,
    ap_platform,
    ap_platform_call,
    ap_platform_flow,
    ap_platform_provider,
    ap_purchase_report,
    ap_purchase_report_line,
    ap_purchase_report_regime,
    ap_purchase_report_rule,
    ap_tie_out,
    res_partner,
)
