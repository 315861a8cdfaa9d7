# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    ap_bank_change_ask,
    ap_supplier_day,
    ap_supplier_statement_pair,
    base_partner_merge_automatic_wizard,
)
