# SPDX-License-Identifier: AGPL-3.0-or-later
"""Published cases of bank, loans and expenses: each one, and the test of its figures."""

import ast
import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("AP_SHARED") or ROOT.parent / "shared")
PUBLISHED = SHARED / "data" / "cases_next_rooms.yaml"
BANK, UNIT = "addons/ap_treasury/tests", "tests/unit"
EXPENSES = "addons/ap_expenses/tests/test_expense_cases.py"
AREAS = ("treasury.", "expenses")
CASES = {
    "imp-mt940-reversal-sign": (
        f"{BANK}/test_bank_cases.py", "test_the_reversal_of_a_credit_takes_money_away"),
    "imp-camt-entry-vs-details": (
        f"{BANK}/test_bank_cases.py", "test_details_split_an_entry_only_as_far_as_they_add_up"),
    "imp-cfonb-day-pairs-and-account-key": (
        f"{BANK}/test_bank_cases.py",
        "test_days_of_a_french_file_are_one_statement_with_check_points"),
    "imp-two-exports-of-one-bank": (
        f"{BANK}/test_bank_cases.py",
        "test_two_exports_of_one_bank_bring_one_line_on_its_booking_day"),
    "imp-running-balance-gap-and-overlap": (
        f"{BANK}/test_bank_cases.py",
        "test_a_gap_of_running_balances_is_named_and_filled_by_the_file_that_overlaps"),
    "mat-credit-note-netted": (
        f"{BANK}/test_bank_cases.py",
        "test_a_bill_and_its_credit_note_are_offered_before_the_bill_alone"),
    "mat-exact-sum-two-answers": (
        f"{BANK}/test_bank_cases.py",
        "test_two_sets_that_add_up_are_both_shown_and_never_booked_by_themselves"),
    "mat-write-off-limit-looks-at-residual": (
        f"{BANK}/test_bank_cases.py", "test_a_limit_looks_at_what_is_left_of_the_line"),
    "mat-short-bank-name-and-legal-forms": (
        f"{BANK}/test_bank_cases.py", "test_short_names_legal_forms_and_a_bill_paid_by_hand"),
    "mat-returned-transfer": (
        f"{BANK}/test_bank_booking.py", "test_a_returned_payment_opens_its_bill_again"),
    "mat-undo-one-of-three": (
        f"{BANK}/test_bank_booking.py", "test_one_of_three_bills_is_undone_and_the_party_stays"),
    "rec-as-of-date-with-later-clearing": (
        f"{BANK}/test_bank_cases.py", "test_a_payment_that_clears_later_is_outstanding_at_the_day"),
    "loan-broken-first-period": (f"{UNIT}/test_loan_schedule.py", "135.62"),
    "loan-insurance-total-or-monthly": (
        "addons/ap_loan/tests/test_loan_booked.py",
        "test_interest_and_insurance_exchanged_are_put_right_by_one_entry"),
    "loan-rounded-payment-and-number-of-rows": (f"{UNIT}/test_loan_schedule.py", "2012.53"),
    "loan-in-fine-exact-365": (f"{UNIT}/test_loan_schedule.py", "100986.30"),
    "loan-quarterly-half-yearly-yearly-deferred": (
        f"{UNIT}/test_loan_schedule.py", "7670.74 11865.64"),
    "loan-partial-early-repayment-two-choices": (f"{UNIT}/test_loan_versions.py", "1864.27"),
    "loan-yearly-interest-accrued-at-closing": (
        "addons/ap_loan/tests/test_loan_closing.py", "test_a_year_in_fine_bears_what_is_its_own"),
    "exp-mileage-same-trip-same-price": (
        f"{UNIT}/test_expense_allowances.py", "test_the_published_trips"),
    "exp-tax-included-cent": (
        "addons/ap_expenses/tests/test_expense_booked.py", "16.66 + 3.33 = 19.99"),
    "exp-advance-smaller-than-claim": (
        EXPENSES, "test_an_advance_larger_than_the_claim"),
    "exp-signs-and-refunds": (
        EXPENSES, "test_a_refund_mirrors_its_expense_with_its_vat"),
    "exp-stale-approver-in-org-sync": (
        f"{UNIT}/test_expense_organisation.py", "exp-stale-approver-in-org-sync"),
    "exp-passenger-transport-and-mixed-ticket": (
        "addons/ap_expenses/tests/test_expense_controls.py",
        "test_vat_of_a_ticket_stays_where_it_cannot_be_deducted"),
    "exp-split-of-a-foreign-card-payment": (
        EXPENSES, "test_a_split_foreign_payment_keeps_both_sums"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_test_holds_the_case(case):
    """A test by its name, or a figure of the case inside tests of that file."""
    path, what = CASES[case]
    text = (ROOT / path).read_text(encoding="utf-8")
    names = {
        node.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)
    }
    assert what in names if what.startswith("test_") else what in text


def test_every_published_case_has_its_test():
    if not PUBLISHED.exists():
        pytest.skip("the published cases are not here")
    yaml = pytest.importorskip("yaml")
    found = yaml.safe_load(PUBLISHED.read_text(encoding="utf-8"))["cases"]
    assert {one["id"] for one in found if one["area"].startswith(AREAS)} == set(CASES)
