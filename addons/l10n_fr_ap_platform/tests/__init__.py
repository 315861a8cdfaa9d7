# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    test_disputed_bills,
    test_lifecycle,
    test_lifecycle_messages,
    test_moved,
    test_platform,
    test_platform_setup,
    test_purchase_report,
)
