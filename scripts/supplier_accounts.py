#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Write the accounts of suppliers at a day as CSV: balance, not due, overdue, advances.

    AP_PASSWORD=… scripts/supplier_accounts.py 2026-10-31 > suppliers.csv

Environment: AP_URL, AP_DB, AP_USER, AP_PASSWORD (an API key works too).
"""

import argparse

from desk import company_id, connect, run, write_csv

COLUMNS = (
    "partner", "account_code", "balance", "not_due", "overdue", "days_late",
    "unmatched_credit", "unmatched_debit", "advances", "held", "disputed", "item_count",
)  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("date", help="2026-10-31")
    parser.add_argument("--company", help="part of the company's name")
    asked = parser.parse_args()
    call = connect()
    company = company_id(call, asked.company)
    write_csv(COLUMNS, call("ap.supplier.account", "at_date", company, asked.date))


if __name__ == "__main__":
    run(main)
