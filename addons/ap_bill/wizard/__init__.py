# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    account_payment_register,
    ap_payment_hold,
    ap_post_ask,
    ap_settings,
    base_partner_merge_automatic_wizard,
)
