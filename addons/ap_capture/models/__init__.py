# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    account_journal,
    account_move,
    ap_capture,
    ap_capture_habit,
    ap_capture_value,
    ap_work,
    res_company,
)
