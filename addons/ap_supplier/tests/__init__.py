# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    test_accrued_by_axis,
    test_bank_change,
    test_doors_of_bank_changes,
    test_hold_of_bank_changes,
    test_request_handling,
    test_statement_by_hand,
    test_supplier_account,
    test_supplier_controls,
    test_supplier_match,
    test_supplier_request,
    test_supplier_review,
    test_supplier_statement,
)
