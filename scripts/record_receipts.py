#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Record dated receipts of services and of lines that no warehouse receives, from a CSV.

    AP_PASSWORD=… scripts/record_receipts.py receipts.csv

Columns, with a heading: line_id (id of the order line, see order_position.py), date
(2026-10-31), quantity (12.5 or 12,5), and if need be reference and note. A reference
counts once, so that the same file can be sent twice. All rows, or none.
Environment: AP_URL, AP_DB, AP_USER, AP_PASSWORD (an API key works too).
"""

import argparse
import csv
import os
import sys
import xmlrpc.client
from getpass import getpass
from pathlib import Path


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


def receipts(path):
    """The rows of the file as the desk takes them."""
    text = path.read_text(encoding="utf-8-sig")
    if not text.strip():
        sys.exit(f"{path} is empty.")
    delimiter = ";" if ";" in text.splitlines()[0] else ","
    rows = []
    for number, row in enumerate(
        csv.DictReader(text.splitlines(), delimiter=delimiter), 2
    ):
        try:
            rows.append(
                {
                    "purchase_line_id": int(row["line_id"]),
                    "date": row["date"].strip(),
                    "quantity": float(row["quantity"].replace(",", ".")),
                    "external_id": (row.get("reference") or "").strip(),
                    "note": (row.get("note") or "").strip(),
                }
            )
        except KeyError as missing:
            sys.exit(f"{path}: there is no column {missing}.")
        except (AttributeError, ValueError):
            sys.exit(f"{path}, row {number}: line_id and quantity must be numbers.")
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    asked = parser.parse_args()
    if not asked.file.is_file():
        sys.exit(f"{asked.file} is no file.")
    result = connect()("ap.receipt", "record", receipts(asked.file))
    print(f"{result['created']} recorded, {result['same']} known already")


if __name__ == "__main__":
    try:
        main()
    except xmlrpc.client.Fault as fault:
        sys.exit(fault.faultString.strip().splitlines()[-1])
    except OSError as error:
        sys.exit(f"Odoo does not answer: {error}. Check AP_URL.")
