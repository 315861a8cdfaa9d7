# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    test_loan,
    test_loan_booked,
    test_loan_closing,
    test_loan_doors,
    test_loan_events,
    test_loan_imported,
    test_loan_indexed,
    test_loan_new,
    test_loan_positions,
    test_loan_revalued,
)
