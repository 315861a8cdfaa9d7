# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    ap_match_decide,
    ap_match_join,
    ap_open_order_act,
    ap_order_position_at,
    ap_receipt_later,
    ap_settings,
)
