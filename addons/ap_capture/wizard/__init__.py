# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    ap_capture_split,
    ap_capture_split_line,
    base_partner_merge_automatic_wizard,
)
