# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    ap_fee_account,
    ap_fee_line,
    ap_late_band,
    ap_payment_item,
    ap_payment_report,
)
