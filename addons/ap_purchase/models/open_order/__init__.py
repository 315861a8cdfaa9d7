# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    ap_open_order,
    ap_open_order_act,
    ap_open_order_chase,
    ap_open_order_digest,
    ap_open_order_store,
    ap_open_order_words,
    ap_order_closure,
    company_patience,
    position_cause,
    purchase_order_sent,
)
