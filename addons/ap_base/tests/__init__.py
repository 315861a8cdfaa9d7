# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    test_ap_entry,
    test_bill_queue,
    test_control,
    test_duplicate_bill,
    test_finding,
    test_import,
    test_import_odd_files,
    test_import_refusals,
    test_import_template,
    test_line_taxes,
    test_lock_dates,
    test_payment_hold,
    test_posting,
    test_settings,
    test_words,
)
