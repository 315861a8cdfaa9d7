# SPDX-License-Identifier: AGPL-3.0-or-later
"""Plain PDF bills through the reader: right, wrong and silent, and seconds a document.

Run by `./ap bench capture`, in plain Python. 300 bills of our own making with known truth;
and the labelled documents of a folder, where AP_CAPTURE_DATA names one (`truth.csv`, one row a
document: id, file, kind, split, lang, shown, and a column for each field).
"""

import csv
import os
import sys
import time
from collections import Counter
from decimal import Decimal, InvalidOperation
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "unit"))
import conftest  # noqa: E402 - stands beside the tests

conftest.register_alias()
import bill_pages  # noqa: E402 - needs the stand-ins above
from ap_capture.formats import pdf_words  # noqa: E402
from ap_capture.rules.page import Box, Word, page_of  # noqa: E402
from ap_capture.rules.reader import Own, read_bill  # noqa: E402
from ap_capture.rules.words import read_words  # noqa: E402
from meter import measured, note  # noqa: E402

BILLS = 300
FIELDS = {"ht": "untaxed", "vat": "tax", "ttc": "total"}  # of the table -> of the reading
CORE = ("number", "date", "ttc")


def main() -> None:
    with (ROOT / "addons/ap_capture/data/capture_words.csv").open(encoding="utf-8") as table:
        words = read_words(csv.DictReader(table))
    own_bills(words)
    folder = os.environ.get("AP_CAPTURE_DATA")
    if folder:
        labelled(words, Path(folder))


def _read(content, words):
    found = pdf_words.words_of_file(content, 30)
    pages = [
        page_of(n, p["width"], p["height"], [Word(w[0], Box(*w[1:])) for w in p["words"]])
        for n, p in enumerate(found["words"], 1)
    ]
    return read_bill(pages, words, Own(names=("Reprise Group SAS",)))


def own_bills(words) -> None:
    counts, gate = Counter(), Counter()
    made = [bill_pages.random_bill(seed + 1000) for seed in range(BILLS)]
    files = [bill_pages.pdf_of(bill) for bill in made]
    spent, results = measured(None, lambda: [_read(content, words).fields for content in files])
    for bill, fields in zip(made, results, strict=True):
        truth = {"number": bill.number, "date": bill.day, "due": bill.due, "total": bill.total}
        for name, right in truth.items():
            counts[name, _outcome(fields.get(name), right)] += 1
        if "total" in fields and fields["total"].sure:
            gate["right" if fields["total"].value == bill.total else "wrong"] += 1
    print(f"\ncapture, {BILLS} bills of our own:")
    note("capture", BILLS, spent)
    _print(counts, BILLS)
    print(f"   behind the gate: {gate['right']} right, {gate['wrong']} wrong", flush=True)


def _outcome(read, right) -> str:
    if read is None:
        return "silent"
    return "right" if read.value == right else "wrong"


def labelled(words, folder: Path) -> None:
    with (folder / "truth.csv").open(encoding="utf-8") as table:
        rows = [row for row in csv.DictReader(table) if row["kind"] == "text"]
    counts, printed, gate, whole, slowest = Counter(), Counter(), Counter(), 0, 0.0
    begin = time.process_time()
    for row in rows:
        start = time.process_time()
        fields = _read((folder / row["file"]).read_bytes(), words).fields
        slowest = max(slowest, time.process_time() - start)
        shown = set(row["shown"].split()) - set(row["bad_check"].split())
        right = set()
        for name in ("number", "date", "due", "ht", "vat", "ttc", "supplier_vat", "supplier_siren", "iban", "order"):
            if name in shown:
                printed[name] += 1
                read = fields.get(FIELDS.get(name, name))
                same = read is not None and _same(name, read.value, row[name])
                counts[name, "right" if same else "silent" if read is None else "wrong"] += 1
                right |= {name} if same else set()
        whole += all(name in right for name in CORE if name in shown)
        total = fields.get("total")
        if total is not None and total.sure:
            gate["right" if _same("ttc", total.value, row["ttc"]) else "wrong"] += 1
    spent = (time.process_time() - begin) / len(rows)
    print(f"\ncapture, {len(rows)} labelled documents, {spent:.3f} s each, the slowest {slowest:.2f} s:")
    _print(counts, printed)
    print(f"   number, date and total right: {100 * whole / len(rows):.1f} %")
    print(f"   behind the gate: {gate['right']} right, {gate['wrong']} wrong", flush=True)


def _same(name, value, truth) -> bool:
    if name in FIELDS:
        try:
            return abs(Decimal(str(value))) == abs(Decimal(truth))
        except InvalidOperation:
            return False
    plain = "".join(c for c in str(value).lower() if c.isalnum())
    return plain == "".join(c for c in truth.lower() if c.isalnum())


def _print(counts, printed) -> None:
    print(f"   {'field':16} {'right':>7} {'wrong':>7} {'silent':>7}")
    for name in dict.fromkeys(name for name, _outcome in counts):
        of = printed if isinstance(printed, int) else printed[name]
        shares = (100 * counts[name, one] / of for one in ("right", "wrong", "silent"))
        print(f"   {name:16} " + " ".join(f"{share:6.1f}%" for share in shares))


if __name__ == "__main__":
    main()
