# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    ap_bill_account,
    ap_import,
    ap_order_change,
    ap_order_position,
    ap_receipt,
    ap_tax_rules,
    match,
    open_order,
    purchase_order,
    purchase_order_line,
    res_company,
)
