#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Match the bank lines of a company and print where each bank account stands.

    AP_PASSWORD=… scripts/match_bank.py 2026-10-31

Nothing is booked: matches wait in the queue. The exit status is 1 when an account does
not reconcile. Environment: AP_URL, AP_DB, AP_USER, AP_PASSWORD (an API key works too).
"""

import argparse
import sys

from desk import company_id, connect, run


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("date", help="day of the reconciliation, 2026-10-31")
    parser.add_argument("--company", help="part of the company's name")
    asked = parser.parse_args()
    call = connect()
    company = company_id(call, asked.company)
    counts = call("ap.bank.match", "match_company", company)
    print(", ".join(f"{name} {count}" for name, count in counts.items()))
    journals = call(
        "account.journal", "search_read",
        [("type", "=", "bank"), ("company_id", "=", company)], fields=["name"],
    )  # fmt: skip
    differs = False
    for journal in journals:
        stands = call("ap.bank.reconciliation", "at_date", journal["id"], asked.date)
        known = stands["difference"] is not False
        differs = differs or not known or abs(stands["difference"]) >= 0.005
        print(
            f"{journal['name']}: ledger {stands['ledger']:,.2f}, "
            + (f"difference {stands['difference']:,.2f}" if known else "no statement of that day")
        )
    if differs:
        sys.exit(1)


if __name__ == "__main__":
    run(main)
