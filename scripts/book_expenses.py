#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Show the entries of an expense tool that are due up to a day, and post them if asked.

    AP_PASSWORD=… scripts/book_expenses.py spendesk 2026-10-31
    AP_PASSWORD=… scripts/book_expenses.py spendesk 2026-10-31 --post

The tool's file comes in by import_file.py. Environment: AP_URL, AP_DB, AP_USER,
AP_PASSWORD (an API key works too).
"""

import argparse

from desk import company_id, connect, run


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tool", help="code of the tool")
    parser.add_argument("date", help="last day, 2026-10-31")
    parser.add_argument("--post", action="store_true", help="post them")
    parser.add_argument("--company", help="part of the company's name")
    asked = parser.parse_args()
    call = connect()
    company = company_id(call, asked.company)
    if asked.post:
        done = call("ap.expense", "book", company, asked.tool, asked.date)
        print(
            f"{done['expenses']} expenses and {done['settlements']} settlements booked, entries"
            f" {done['move_ids'] or '-'}; {done['review']} wait for a person"
        )
        return
    for entry in call("ap.expense", "preview", company, asked.tool, asked.date):
        print(f"{entry['date']} {entry['journal']} ({entry['step']})")
        for item in entry["items"]:
            print(
                f"  {item['account']:<10} {item['label'][:40]:<40}"
                f" {item['debit']:>12,.2f} {item['credit']:>12,.2f}"
            )


if __name__ == "__main__":
    run(main)
