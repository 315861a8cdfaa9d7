# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    ap_loan_assign,
    ap_loan_day,
    ap_loan_event,
    ap_loan_start,
    ap_loan_start_rate,
    ap_loan_start_tranche,
    ap_settings,
)
