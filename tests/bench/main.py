# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fed to Odoo's shell by `./ap bench`: measures the topics that AP_BENCH_ONLY names, or all."""

import os
import sys

sys.path.insert(0, os.getcwd())
from tests.bench import (
    bank_lines,
    checks,
    deferrals,
    desk,
    expenses,
    ledger,
    match_records,
    meter,
    month,
    stock_matching,
    supplier_accounts,
)

only = os.environ["AP_BENCH_ONLY"].split()
sizes = [int(size) for size in os.environ["AP_BENCH_SIZES"].split()]
own = [int(size) for size in os.environ["AP_BENCH_ASKED"].split()]
meter.alone(env)  # noqa: F821
if "deferrals" in only:  # first: what it measures is a database that knows nothing yet
    deferrals.main(env, own or [20_000])  # noqa: F821
if {"month", "orders"} & {*only}:
    month.main(env, sizes, only)  # noqa: F821
if "controls" in only:
    checks.main(env, sizes)  # noqa: F821
if "matching" in only:
    stock_matching.main(env)  # noqa: F821
    match_records.main(env, sizes)  # noqa: F821
if "bank" in only:
    bank_lines.main(env, own)  # noqa: F821
if "suppliers" in only:
    supplier_accounts.main(env, sizes)  # noqa: F821
if "expenses" in only:
    expenses.main(env, sizes)  # noqa: F821
if "ledger" in only:
    ledger.main(env, own or [100_000])  # noqa: F821
if "desk" in only:
    desk.main(env, own or [100_000])  # noqa: F821
