# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    test_supplier_account,
    test_supplier_controls,
    test_supplier_match,
    test_supplier_review,
)
