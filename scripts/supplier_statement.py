#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reconcile a supplier's statement with the books and print the bridge.

    AP_PASSWORD=… scripts/supplier_statement.py "Alpha" releve.csv --date 2026-10-31

The exit status is 1 when an amount stays unexplained or the file is refused.
Environment: AP_URL, AP_DB, AP_USER, AP_PASSWORD (an API key works too).
"""

import argparse
import sys
from pathlib import Path

from desk import company_id, connect, content_of, run, the_only


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("supplier", help="part of the supplier's name")
    parser.add_argument("file", type=Path)
    parser.add_argument("--date", help="as of that day; else the day of the list")
    parser.add_argument("--company", help="part of the company's name")
    asked = parser.parse_args()
    call = connect()
    result = call(
        "ap.supplier.statement", "reconcile", company_id(call, asked.company),
        the_only(call, "res.partner", asked.supplier, "supplier"), asked.file.name,
        content_of(asked.file), **({"date": asked.date} if asked.date else {}),
    )  # fmt: skip
    if result["state"] == "rejected":
        sys.exit("\n".join(error["message"] for error in result["errors"]))
    for one in result["statements"]:
        print(
            f"{one['date']} {one['currency']}: theirs {one['theirs']:,.2f}, ours"
            f" {one['ours']:,.2f}, difference {one['difference']:,.2f},"
            f" unexplained {one['unexplained']:,.2f}"
        )
        print("  " + ", ".join(f"{name} {count}" for name, count in one["counts"].items()))
    if any(abs(one["unexplained"]) >= 0.005 for one in result["statements"]):
        sys.exit(1)


if __name__ == "__main__":
    run(main)
