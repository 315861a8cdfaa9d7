# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    test_bank_booking,
    test_bank_cases,
    test_bank_files,
    test_bank_import,
    test_bank_matching,
    test_bank_position,
)
