#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Write the roll-forward of an account as CSV: opening + new - reversed = closing.

    AP_PASSWORD=… scripts/roll_forward.py 2026-10-01 2026-10-31 408 > 408.csv

The totals and the balance of the ledger go to the error stream; the exit code is 1 when
they differ. Environment: AP_URL, AP_DB, AP_USER, AP_PASSWORD (an API key works too).
"""

import argparse
import csv
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
    writer = csv.writer(sys.stdout, delimiter=";")
    writer.writerow(COLUMNS)
    for line in result["lines"]:
        writer.writerow(["" if line[name] is False else line[name] for name in COLUMNS])
    totals = ", ".join(f"{name} {result[name]:,.2f}" for name in (*FIGURES, "ledger"))
    print(totals, file=sys.stderr)
    if abs(result["difference"]) >= 0.005:
        sys.exit(f"NOT TIED: the ledger differs by {result['difference']:,.2f}.")


if __name__ == "__main__":
    try:
        main()
    except xmlrpc.client.Fault as fault:
        sys.exit(fault.faultString.strip().splitlines()[-1])
    except BrokenPipeError:
        os._exit(0)  # the reader of our output has seen enough
    except OSError as error:
        sys.exit(f"Odoo does not answer: {error}. Check AP_URL.")
