# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    test_analytic_closing,
    test_axes_blockers,
    test_capture_posting,
    test_cockpit,
    test_companies,
    test_fec_year,
    test_first_steps,
    test_improvement,
    test_kpi,
    test_matrix,
    test_menus,
    test_read_replica,
    test_replay_bank,
    test_replay_bills,
    test_stock_screens,
)
