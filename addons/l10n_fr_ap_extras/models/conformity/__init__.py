# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    ap_bill_conformity,
    ap_bill_duplicate,
    ap_changed,
)
