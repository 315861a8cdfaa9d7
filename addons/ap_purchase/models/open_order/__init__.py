# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    ap_open_order,
    ap_order_closure,
)
