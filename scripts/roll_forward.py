#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Write the roll-forward of an account as CSV: opening + new - reversed = closing.

    AP_PASSWORD=… scripts/roll_forward.py 2026-10-01 2026-10-31 408 > 408.csv

The totals and the balance of the ledger go to the error stream; the exit code is 1 when
they differ. Environment: AP_URL, AP_DB, AP_USER, AP_PASSWORD (an API key works too).
"""

import argparse
import sys

from desk import company_id, connect, run, write_csv

FIGURES = ("opening", "new", "reversed", "closing")
COLUMNS = ("kind", "partner", "label", "date_in", "date_out", *FIGURES)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("date_from", help="2026-10-01")
    parser.add_argument("date_to", help="2026-10-31")
    parser.add_argument("account", help="408, or the beginning of any account code")
    parser.add_argument("--company", help="part of the company's name")
    asked = parser.parse_args()
    call = connect()
    result = call(
        "ap.closing", "roll_forward", company_id(call, asked.company),
        asked.date_from, asked.date_to, asked.account,
    )  # fmt: skip
    write_csv(COLUMNS, result["lines"])
    totals = ", ".join(f"{name} {result[name]:,.2f}" for name in (*FIGURES, "ledger"))
    print(totals, file=sys.stderr)
    if abs(result["difference"]) >= 0.005:
        sys.exit(f"NOT TIED: the ledger differs by {result['difference']:,.2f}.")


if __name__ == "__main__":
    run(main)
