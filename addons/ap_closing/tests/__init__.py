# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    test_closing_file,
    test_cron,
    test_decisions,
    test_facts,
    test_life,
    test_other_kinds,
    test_posting,
    test_prepaid,
    test_proof,
    test_received,
    test_recurring,
    test_reports,
    test_rights,
    test_service_period,
    test_tie_out,
)
