# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    ap_bill_account,
    ap_match,
    ap_order_position,
    ap_supplier_quality,
    stock_move,
)
