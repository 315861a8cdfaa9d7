# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fed to Odoo's shell by `./ap bench`: measures and prints ratios of one run."""

import os
import sys

sys.path.insert(0, os.getcwd())
from tests.bench import report

report.main(env, [int(size) for size in os.environ["AP_BENCH_SIZES"].split(",")])  # noqa: F821
