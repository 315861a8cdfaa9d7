# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    test_bill_queue,
    test_desk_counter,
    test_doors_of_payments,
    test_dpo,
    test_duplicate_bill,
    test_moved,
    test_payment_hold,
    test_payment_left_out,
    test_settings,
)
