#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Write the key figures of a period as CSV, or the documents behind one of them.

    AP_PASSWORD=… scripts/key_figures.py 2026-10-01 2026-10-31
    AP_PASSWORD=… scripts/key_figures.py 2026-10-01 2026-10-31 --documents late_payments

Environment: AP_URL, AP_DB, AP_USER, AP_PASSWORD (an API key works too).
"""

import argparse

from desk import company_id, connect, names_of, run, write_csv

COLUMNS = ("code", "name", "value", "unit", "numerator", "denominator", "documents")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("date_from", help="2026-10-01")
    parser.add_argument("date_to", help="2026-10-31")
    parser.add_argument("--documents", metavar="CODE", help="those of this figure")
    parser.add_argument("--company", help="part of the company's name")
    asked = parser.parse_args()
    call = connect()
    period = (company_id(call, asked.company), asked.date_from, asked.date_to)
    if asked.documents:
        found = call("ap.kpi", "documents", asked.documents, *period)
        for number, name in sorted(names_of(call, found["model"], found["ids"]).items()):
            print(f"{found['model']},{number};{name}")
        return
    write_csv(COLUMNS, call("ap.kpi", "compute", *period))


if __name__ == "__main__":
    run(main)
