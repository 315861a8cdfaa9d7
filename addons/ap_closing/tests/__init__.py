# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    test_credit_days,
    test_deferral,
    test_deferral_life,
    test_deferral_moved,
    test_deferral_plan,
    test_deferral_undone,
    test_import_accruals,
    test_manual_templates,
    test_migrations,
    test_prepaid,
    test_recurring,
    test_service_period,
    test_without_orders,
)
