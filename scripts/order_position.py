#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Write the position of all orders at a date as CSV: ordered, received, billed, gaps.

    AP_PASSWORD=… scripts/order_position.py 2026-10-31 > position.csv
    AP_PASSWORD=… scripts/order_position.py 2026-10-31 --gaps > gaps.csv

Environment: AP_URL, AP_DB, AP_USER, AP_PASSWORD (an API key works too).
"""

import argparse

from desk import company_id, connect, names_of, run, write_csv

COLUMNS = (
    "order_name", "supplier", "label", "currency", "price", "ordered", "received",
    "billed", "to_accrue", "over_billed", "credit_due", "open", "to_accrue_amount_company",
    "over_billed_amount_company", "open_amount_company", "age_days", "cause",
)  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("date", help="2026-10-31")
    parser.add_argument("--gaps", action="store_true", help="without complete lines")
    parser.add_argument("--company", help="part of the company's name")
    asked = parser.parse_args()
    call = connect()
    rows = call(
        "ap.order.position", "at_date", company_id(call, asked.company), asked.date
    )
    if asked.gaps:
        rows = [row for row in rows if row["cause"] != "complete"]
    names = names_of(call, "res.partner", (row["partner_id"] for row in rows))
    for row in rows:
        row["supplier"] = names[row["partner_id"]]
    write_csv(COLUMNS, rows)


if __name__ == "__main__":
    run(main)
