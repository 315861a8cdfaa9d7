#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Close a month: propose the accruals and prepaid expenses, and post them if asked.

    AP_PASSWORD=… scripts/close_month.py 2026-10-31
    AP_PASSWORD=… scripts/close_month.py 2026-10-31 --post

Environment: AP_URL, AP_DB, AP_USER, AP_PASSWORD (an API key works too).
"""

import argparse
import sys

from desk import company_id, connect, run


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("date_end", help="last day of the month, 2026-10-31")
    parser.add_argument("--post", action="store_true", help="post what can be posted")
    parser.add_argument(
        "--kinds", nargs="+", help="some kinds only: received prepaid …"
    )
    parser.add_argument("--company", help="part of the company's name")
    asked = parser.parse_args()
    call = connect()
    company = company_id(call, asked.company)
    kinds = {"kinds": asked.kinds} if asked.kinds else {}
    result = call(
        "ap.closing", "close_month", company, asked.date_end, post=asked.post, **kinds
    )
    for one in result["runs"]:
        print(
            f"{one['kind']:<20} {one['state']:<9} {one['line_count']:>6} lines"
            f" {one['amount']:>15,.2f}  entries {one['move_ids'] or '-'}"
        )
    if result["blocking"]:
        sys.exit("Not posted:\n" + "\n".join(result["blocking"]))


if __name__ == "__main__":
    run(main)
