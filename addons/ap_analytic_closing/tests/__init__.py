# SPDX-License-Identifier: AGPL-3.0-or-later
from . import test_analytic_closing, test_analytic_tie, test_blockers
