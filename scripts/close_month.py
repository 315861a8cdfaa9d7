#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Close a month: propose the accruals and prepaid expenses, and post them if asked.

    AP_PASSWORD=… scripts/close_month.py 2026-10-31
    AP_PASSWORD=… scripts/close_month.py 2026-10-31 --post

Environment: AP_URL, AP_DB, AP_USER, AP_PASSWORD (an API key works too).
"""

import argparse
import os
import sys
import xmlrpc.client
from getpass import getpass


def connect():
    """A function that calls a method of a model, as the user of the environment."""
    url = os.environ.get("AP_URL", "http://localhost:8069").rstrip("/")
    database = os.environ.get("AP_DB", "ap_demo")
    user = os.environ.get("AP_USER", "accountant")
    password = os.environ.get("AP_PASSWORD") or getpass(f"Password of {user}: ")
    uid = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/common").authenticate(
        database, user, password, {}
    )
    if not uid:
        sys.exit(f"{user} may not log in to {database}: check AP_USER and AP_PASSWORD.")
    models = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/object")

    def call(model, method, *arguments, **named):
        return models.execute_kw(
            database, uid, password, model, method, arguments, named
        )

    return call


def company_id(call, name):
    """The id of the company of that name, or of the user's only one."""
    domain = [("name", "ilike", name)] if name else []
    found = call("res.company", "search_read", domain, fields=["name"])
    if len(found) != 1:
        names = ", ".join(company["name"] for company in found) or "none"
        sys.exit(f"Say which company with --company; found: {names}.")
    return found[0]["id"]


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
    for run in result["runs"]:
        print(
            f"{run['kind']:<20} {run['state']:<9} {run['line_count']:>6} lines"
            f" {run['amount']:>15,.2f}  entries {run['move_ids'] or '-'}"
        )
    if result["blocking"]:
        sys.exit("Not posted:\n" + "\n".join(result["blocking"]))


if __name__ == "__main__":
    try:
        main()
    except xmlrpc.client.Fault as fault:
        sys.exit(fault.faultString.strip().splitlines()[-1])
    except OSError as error:
        sys.exit(f"Odoo does not answer: {error}. Check AP_URL.")
