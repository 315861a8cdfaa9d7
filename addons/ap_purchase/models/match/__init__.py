# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    ap_match,
    ap_match_act,
    ap_match_difference,
    ap_match_line,
)
