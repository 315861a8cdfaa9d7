# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    ap_demo,
    ap_demo_account,
    ap_demo_bills,
    ap_demo_company,
    ap_demo_orders,
    ap_demo_papers,
    ap_demo_receipts,
)
