# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fed to Odoo's shell by `./ap bench`: measures and prints ratios of one run."""

import os
import sys

sys.path.insert(0, os.getcwd())
from tests.bench import (
    bank_lines,
    checks,
    expenses,
    match_records,
    report,
    stock_matching,
    supplier_accounts,
)

sizes = [int(size) for size in os.environ["AP_BENCH_SIZES"].split(",") if size]
only_expenses = os.environ.get("AP_BENCH_ONLY") == "expenses"
if not only_expenses:
    stock_matching.main(env)  # noqa: F821
    bank_lines.main(env)  # noqa: F821
if sizes and not only_expenses:
    report.main(env, sizes)  # noqa: F821
    checks.main(env, sizes)  # noqa: F821
    match_records.main(env, sizes)  # noqa: F821
    supplier_accounts.main(env, sizes)  # noqa: F821
if sizes:
    expenses.main(env, sizes)  # noqa: F821
