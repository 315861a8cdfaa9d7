#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Write the position of all orders at a date as CSV: ordered, received, billed, gaps.

    AP_PASSWORD=… scripts/order_position.py 2026-10-31 > position.csv
    AP_PASSWORD=… scripts/order_position.py 2026-10-31 --gaps > gaps.csv

Environment: AP_URL, AP_DB, AP_USER, AP_PASSWORD (an API key works too).
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


COLUMNS = (
    "order_name", "partner_id", "label", "currency", "price", "ordered", "received",
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
    partners = call(
        "res.partner", "read", sorted({row["partner_id"] for row in rows}), ["name"]
    )
    names = {partner["id"]: partner["name"] for partner in partners}
    writer = csv.writer(sys.stdout, delimiter=";")
    writer.writerow(["supplier" if name == "partner_id" else name for name in COLUMNS])
    for row in rows:
        row = {**row, "partner_id": names[row["partner_id"]]}
        writer.writerow([row[name] for name in COLUMNS])


if __name__ == "__main__":
    try:
        main()
    except xmlrpc.client.Fault as fault:
        sys.exit(fault.faultString.strip().splitlines()[-1])
    except BrokenPipeError:
        os._exit(0)  # the reader of our output has seen enough
    except OSError as error:
        sys.exit(f"Odoo does not answer: {error}. Check AP_URL.")
