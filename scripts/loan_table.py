#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Write the table of a loan that is not kept anywhere, as CSV.

    AP_PASSWORD=… scripts/loan_table.py 100000 3.6 60 2026-01-05 > table.csv

Environment: AP_URL, AP_DB, AP_USER, AP_PASSWORD (an API key works too).
"""

import argparse
import sys

from desk import connect, run, write_csv

COLUMNS = ("number", "date", "opening", "interest", "principal", "insurance", "payment", "closing")
MODES = ("constant_payment", "constant_principal", "bullet")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("principal", type=float)
    parser.add_argument("rate", type=float, help="percent a year, 3.6")
    parser.add_argument("instalments", type=int)
    parser.add_argument("drawdown", help="day the money comes, 2026-01-05")
    parser.add_argument("--mode", choices=MODES, default=MODES[0])
    parser.add_argument("--months", type=int, default=1, help="between two instalments")
    asked = parser.parse_args()
    found = connect()(
        "ap.loan", "simulate",
        {
            "principal": asked.principal, "rate_percent": asked.rate, "mode": asked.mode,
            "instalments": asked.instalments, "period_months": asked.months,
            "drawdown_date": asked.drawdown,
        },
    )  # fmt: skip
    write_csv(COLUMNS, found["rows"])
    print(f"interest {found['interest']:,.2f}, paid {found['paid']:,.2f}", file=sys.stderr)


if __name__ == "__main__":
    run(main)
