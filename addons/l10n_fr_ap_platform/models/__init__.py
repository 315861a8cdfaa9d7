# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    account_move,
    account_partial_reconcile,
    ap_bill_status,
    ap_lifecycle_reason,
)
