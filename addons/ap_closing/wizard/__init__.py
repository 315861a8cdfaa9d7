# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    ap_accrual_add,
    ap_accrual_add_line,
    ap_closing_cancel,
    ap_closing_months,
    ap_closing_override,
    ap_closing_reason,
    ap_deferral_end,
    ap_no_service_period,
    ap_recurring_chase,
    ap_settings,
)
