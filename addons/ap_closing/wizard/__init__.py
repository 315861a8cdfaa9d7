# SPDX-License-Identifier: AGPL-3.0-or-later
from . import ap_accrual_add, ap_closing_cancel, ap_closing_override
from . import ap_no_service_period, ap_recurring_chase
from . import ap_deferral_end
from . import ap_accrual_add, ap_closing_cancel, ap_closing_override, ap_recurring_chase
from . import ap_closing_reason, ap_closing_months
from . import (
    ap_accrual_add,
    ap_closing_cancel,
    ap_closing_override,
    ap_deferral_end,
    ap_no_service_period,
    ap_recurring_chase,
)
