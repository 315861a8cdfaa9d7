# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    ap_match,
    ap_match_difference,
    ap_match_limit,
    ap_match_line,
    ap_match_log,
    ap_match_policy,
    ap_match_tolerance,
)
