#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Read bills from PDF or scans into drafts, and say what each page says.

    AP_PASSWORD=… scripts/read_bill.py facture.pdf other.pdf

One line per file and value; `?` marks what is not sure. The same file makes one draft.
Environment: AP_URL, AP_DB, AP_USER, AP_PASSWORD (an API key works too).
"""

import argparse
from pathlib import Path

from desk import company_id, connect, content_of, run


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--company", help="part of the company's name")
    asked = parser.parse_args()
    call = connect()
    company = company_id(call, asked.company)
    for path in asked.files:
        read = call("ap.capture", "read_file", path.name, content_of(path), company)
        print(f"{path.name}: {read['kind']}, drafts {read['move_ids'] or '-'}", read["why"] or "")
        for name, found in read["fields"].items():
            print(f"  {name:<14} {found['value']}{'' if found['sure'] else ' ?'}")


if __name__ == "__main__":
    run(main)
