# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    account_payment_register,
    ap_document,
    ap_finding_assign,
    ap_finding_waive,
    ap_lock_dates,
    ap_payment_hold,
    ap_post_ask,
    ap_settings,
    partner_merge,
)
