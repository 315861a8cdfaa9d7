# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    account_move,
    account_move_line,
    ap_closing_change,
    ap_closing_count,
    ap_closing_kind,
    ap_closing_line,
    ap_closing_orders,
    ap_order_position,
    ap_service_period,
    purchase_order,
    purchase_order_line,
)
