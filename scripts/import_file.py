#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Import a file (CSV, XLS, XLSX) with one of the desk's profiles.

    AP_PASSWORD=… scripts/import_file.py --profiles
    AP_PASSWORD=… scripts/import_file.py receipts_csv receipts.csv --dry-run
    AP_PASSWORD=… scripts/import_file.py receipts_csv receipts.csv

The same file counts once. Environment: AP_URL, AP_DB, AP_USER, AP_PASSWORD.
"""

import argparse
import sys
from pathlib import Path

from desk import company_id, connect, content_of, run


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
    call = connect()
    if asked.profiles:
        for profile in call(
            "ap.import.profile", "search_read", [], fields=["code", "name"]
        ):
            print(f"{profile['code']:<24} {profile['name']}")
        return
    result = call(
        "ap.import", "import_file", asked.profile, asked.file.name, content_of(asked.file),
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
    run(main)
