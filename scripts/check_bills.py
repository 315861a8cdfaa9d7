#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Run the controls of a company and print what is open, the gravest first.

    AP_PASSWORD=… scripts/check_bills.py
    AP_PASSWORD=… scripts/check_bills.py --severity blocking

The exit status is 1 when something blocks. Environment: AP_URL, AP_DB, AP_USER,
AP_PASSWORD (an API key works too).
"""

import argparse
import sys

from desk import company_id, connect, run

SEVERITIES = ("blocking", "warning", "info")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--severity", choices=SEVERITIES, help="only these")
    parser.add_argument("--company", help="part of the company's name")
    asked = parser.parse_args()
    call = connect()
    company = company_id(call, asked.company)
    for code, counts in call("ap.control", "check", company).items():
        if counts["found"] or counts["resolved"]:
            print(f"{code}: " + ", ".join(f"{name} {count}" for name, count in counts.items()))
    domain = [("company_id", "=", company), ("state", "=", "open")]
    if asked.severity:
        domain.append(("severity", "=", asked.severity))
    fields = ["control_code", "severity", "message", "amount"]
    found = call("ap.finding", "search_read", domain, fields=fields)
    for one in sorted(found, key=lambda one: SEVERITIES.index(one["severity"])):
        print(f"{one['severity']:<9} {one['control_code']:<28} {one['message']}")
    if any(one["severity"] == "blocking" for one in found):
        sys.exit(1)


if __name__ == "__main__":
    run(main)
