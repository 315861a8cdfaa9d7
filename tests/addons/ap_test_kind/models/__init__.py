# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    ap_changed,
    ap_closing_count,
    ap_closing_kind,
    ap_control,
    ap_import_profile,
    ap_test_cost,
    ap_tie_out,
    import_cost,
)
