# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    test_access,
    test_import_receipts,
    test_match_acts,
    test_match_bills,
    test_match_life,
    test_match_policy,
    test_match_screen,
    test_open_order_actions,
    test_open_order_causes,
    test_open_order_reports,
    test_open_orders,
    test_position,
    test_position_rules,
    test_receipts,
    test_rules,
    test_tax_rules,
)
