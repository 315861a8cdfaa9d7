# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    test_analytic_keys,
    test_analytic_lock,
    test_analytic_required,
    test_analytic_rules,
    test_moved,
    test_reimputation,
    test_rules,
)
