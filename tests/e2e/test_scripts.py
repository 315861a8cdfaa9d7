# SPDX-License-Identifier: AGPL-3.0-or-later
"""The scripts that users copy, each run as they would run it, against a real server."""

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from test_two_at_once import make_orders

ROOT = Path(__file__).resolve().parents[2]
DAY = "2025-10-31"
SUPPLIER = "Relevés du Nord"  # of no other test of the session
NO_SCRIPTS = {"desk", "measures", "pictures", "reference"}  # shared, or of this project


@pytest.fixture(scope="module")
def script(office, company):
    """A function that runs one script as a user: (exit status, output, errors)."""
    number, name = company
    make_orders(office, number)
    admin = office.client(company=number)
    admin.execute("res.partner", "create", {"name": SUPPLIER, "is_company": True})

    def run(job, *words, login=f"accountant_{name}"):
        environment = {
            **os.environ, "AP_URL": f"http://127.0.0.1:{office.port}", "AP_DB": office.database,
            "AP_USER": login, "AP_PASSWORD": login,
        }  # fmt: skip
        command = [sys.executable, ROOT / "scripts" / f"{job}.py", *map(str, words)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
        assert "Traceback" not in done.stderr, done.stderr
        ran.add(job)
        return done.returncode, done.stdout, done.stderr

    return run


ran: set[str] = set()


def _table(text):
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_a_loan_is_computed(script):
    """100,000 at 3.60 % in 60 months: 1,823.66 a month, the last 1,823.42."""
    status, out, totals = script("loan_table", 100000, 3.6, 60, "2026-01-15")
    rows = _table(out)
    assert status == 0
    assert len(rows) == 60
    assert [float(rows[0][name]) for name in ("interest", "principal", "payment", "closing")] == [
        300.00, 1523.66, 1823.66, 98476.34]  # fmt: skip
    assert float(rows[-1]["payment"]) == 1823.42
    assert float(rows[-1]["closing"]) == 0
    assert "interest 9,419.36, paid 109,419.36" in totals


def test_orders_are_seen_closed_and_rolled_forward(script):
    """Ten orders of ten days at 100.00, one day done of each line: 100.00 a line."""
    status, out, _errors = script("order_position", DAY, "--gaps")
    lines = _table(out)
    assert status == 0
    assert {row["supplier"] for row in lines} == {"Nordlys"}
    due = sum(float(row["to_accrue_amount_company"]) for row in lines)
    assert due == 100 * len(lines) > 0
    status, out, errors = script("close_month", DAY, "--post")
    assert status == 0, errors
    assert f"{due:,.2f}" in out
    assert "posted" in out
    status, out, totals = script("roll_forward", "2025-10-01", DAY, "408")
    assert status == 0, totals
    assert sum(float(row["closing"]) for row in _table(out)) == due
    status, out, _errors = script("supplier_accounts", DAY)
    assert status == 0
    assert out.startswith("partner;account_code;balance")


def test_services_are_recorded_once(script, tmp_path):
    path = tmp_path / "receipts.csv"
    path.write_text("line_id;date;quantity\n")
    assert script("record_receipts", path)[1].strip() == "0 recorded, 0 known already"
    path.write_text("line_id;date\n1;2025-10-31\n")
    assert "there is no column 'quantity'" in script("record_receipts", path)[2]


def test_a_pdf_becomes_one_draft(script, tmp_path):
    reportlab = pytest.importorskip("reportlab.pdfgen.canvas")
    path = tmp_path / "facture.pdf"
    page = reportlab.Canvas(str(path))
    for place, line in enumerate((
        "Papeterie Lenoir SARL", "FACTURE", "Facture n° F-2026-0417", "Date de facture 14/09/2026",
        "Total HT 1 000,00 €", "TVA 20 % 200,00 €", "Total TTC 1 200,00 €",
    )):  # fmt: skip
        page.drawString(50, 780 - 16 * place, line)
    page.save()
    first, again = (script("read_bill", path) for _time in range(2))
    assert first[0] == 0, first[2]
    assert "total          1200.0" in first[1]
    assert first[1] == again[1]


def test_bills_are_checked(script):
    status, out, _errors = script("check_bills", "--severity", "blocking")
    assert status == int("blocking  " in out)


def test_the_bank_is_matched(script):
    status, out, _errors = script("match_bank", DAY)
    assert "automatic 0, suggested 0, none 0" in out
    assert status == 1
    assert "no statement of that day" in out


def test_key_figures_and_their_documents(script):
    status, out, _errors = script("key_figures", "2025-10-01", DAY)
    codes = [row["code"] for row in _table(out)]
    assert status == 0
    assert len(codes) == len(set(codes)) > 10
    assert script("key_figures", "2025-10-01", DAY, "--documents", codes[0])[0] == 0
    status, _out, errors = script("key_figures", "2025-10-01", DAY, "--documents", "none_such")
    assert status == 1
    assert "none_such" in errors


def test_profiles_are_listed_and_a_file_that_is_not_there_is_named(script, tmp_path):
    assert "camt" in script("import_file", "--profiles")[1]
    assert "is no file" in script("import_file", "camt", tmp_path / "no.xml")[2]
    assert "is no file" in script("supplier_statement", SUPPLIER, tmp_path / "no.csv")[2]


def test_a_statement_of_a_supplier_is_reconciled(script, tmp_path):
    path = tmp_path / "releve.csv"
    path.write_text("Date;Libellé;Montant\n15/10/2025;Facture N-1;250,00\n;Solde dû;250,00\n")
    status, out, errors = script("supplier_statement", SUPPLIER, path, "--date", DAY)
    assert "theirs 250.00, ours 0.00, difference" in out, errors
    assert status == int("unexplained 0.00" not in out)


def test_a_tool_that_is_not_there_is_named(script):
    status, _out, errors = script("book_expenses", "no_tool", DAY)
    assert status == 1
    assert "no_tool" in errors


def test_who_may_not_is_told(script, company):
    status, _out, errors = script("close_month", DAY, "--post", login=f"apprentice_{company[1]}")
    assert status == 1
    assert errors.strip()
    status, _out, errors = script("order_position", DAY, login="nobody")
    assert status == 1
    assert "may not log in" in errors


def test_every_script_was_run():
    there = {path.stem for path in (ROOT / "scripts").glob("*.py")}
    assert there - NO_SCRIPTS == ran
