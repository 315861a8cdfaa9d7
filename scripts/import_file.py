#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Import a file (CSV, XLS, XLSX) with one of the desk's profiles.

    AP_PASSWORD=… scripts/import_file.py --profiles
    AP_PASSWORD=… scripts/import_file.py receipts_csv receipts.csv --dry-run
    AP_PASSWORD=… scripts/import_file.py receipts_csv receipts.csv

The same file counts once. Environment: AP_URL, AP_DB, AP_USER, AP_PASSWORD.
"""

import argparse
import base64
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
    parser.add_argument("profile", nargs="?", help="code of the profile")
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--profiles", action="store_true", help="list the profiles")
    parser.add_argument("--dry-run", action="store_true", help="show, change nothing")
    parser.add_argument("--company", help="part of the company's name")
    asked = parser.parse_args()
    if not asked.profiles and not asked.file:
        parser.error("give a profile and a file, or --profiles")
    if asked.file and not asked.file.is_file():
        sys.exit(f"{asked.file} is no file.")
    call = connect()
    if asked.profiles:
        for profile in call(
            "ap.import.profile", "search_read", [], fields=["code", "name"]
        ):
            print(f"{profile['code']:<24} {profile['name']}")
        return
    content = base64.b64encode(asked.file.read_bytes()).decode()
    result = call(
        "ap.import", "import_file", asked.profile, asked.file.name, content,
        company_id(call, asked.company), dry_run=asked.dry_run,
    )  # fmt: skip
    counts = ("rows", "new", "same", "changed", "gone", "rejected")
    print(
        result["state"],
        ", ".join(f"{name} {result[name]}" for name in counts),
        sep=": ",
    )
    for error in result["errors"]:
        print(
            f"row {error['row']}, {error['column']}: {error['value']!r}: {error['message']}"
        )
    if result["errors"]:
        sys.exit(1)


if __name__ == "__main__":
    try:
        main()
    except xmlrpc.client.Fault as fault:
        sys.exit(fault.faultString.strip().splitlines()[-1])
    except OSError as error:
        sys.exit(f"Odoo does not answer: {error}. Check AP_URL.")
