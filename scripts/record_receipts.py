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
import sys
from pathlib import Path

from desk import connect, run


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
    run(main)
