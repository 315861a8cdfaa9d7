# SPDX-License-Identifier: AGPL-3.0-or-later
"""Published cases of suppliers: each one, and the tests that hold its figures."""

import ast
import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("AP_SHARED") or ROOT.parent / "shared")
PUBLISHED = SHARED / "data" / "cases_next_rooms.yaml"
ROOM = "addons/ap_supplier/tests"
CASES = {
    "sup-ageing-as-of-three-hard-dates": (
        f"{ROOM}/test_supplier_account.py", "test_three_hard_dates"),
    "sup-ageing-foreign-supplier": (f"{ROOM}/test_supplier_account.py", "test_foreign_supplier"),
    "sup-statement-number-before-amount": (
        f"{ROOM}/test_supplier_statement.py", "test_numbers_come_before_amounts"),
    "sup-statement-seen-from-the-past": (
        f"{ROOM}/test_supplier_statement.py", "test_a_reconciliation_is_a_dated_snapshot",
        "test_the_same_list_again_changes_nothing"),
    "sup-request-mail-threads": (f"{ROOM}/test_supplier_request.py", "test_mail_threads"),
    "sup-bank-vop-answers": (f"{ROOM}/test_bank_change.py", "test_verification_of_payee"),
    "sup-bank-hold-at-every-door": (
        f"{ROOM}/test_hold_of_bank_changes.py", "test_pay_from_the_bill",
        "test_batch_of_all_due_bills", "test_payment_without_a_bill", "test_entry",
        "test_released_and_held_again", "test_released_by_who_opened_the_case",
        "test_a_line_of_the_bank_is_recorded_and_alarms"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_tests_hold_the_case(case):
    path, *wanted = CASES[case]
    text = (ROOT / path).read_text(encoding="utf-8")
    names = {node.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)}
    assert set(wanted) <= names
    assert case in text


def test_every_published_case_has_its_test():
    if not PUBLISHED.exists():
        pytest.skip("the published cases are not here")
    yaml = pytest.importorskip("yaml")
    found = yaml.safe_load(PUBLISHED.read_text(encoding="utf-8"))["cases"]
    assert {one["id"] for one in found if one["area"].startswith("supplier.")} == set(CASES)
