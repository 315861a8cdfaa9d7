# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    test_expense_asked,
    test_expense_booked,
    test_expense_booking_job,
    test_expense_cases,
    test_expense_changed,
    test_expense_controls,
    test_expense_doors,
    test_expense_fetched,
    test_expense_files,
    test_expense_month,
    test_expense_organisation,
    test_expense_receipts,
)
