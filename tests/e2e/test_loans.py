# SPDX-License-Identifier: AGPL-3.0-or-later
"""A loan by XML-RPC, and two people who book its instalments at the same moment."""

import pytest
from test_two_at_once import at_once

FACTS = {
    "name": "Equipment loan", "principal": 100000.0, "rate_percent": 3.6,
    "instalments": 60, "date_drawdown": "2025-01-15", "date_first": "2025-02-15",
}  # fmt: skip
BOOKED = """
SELECT COUNT(*), COUNT(DISTINCT row.move_id) FROM ap_loan_row row
 WHERE row.loan_id = {loan} AND row.is_current AND row.move_id IS NOT NULL
"""
ENTRIES = """
SELECT COUNT(DISTINCT item.move_id) FROM account_move_line item
 WHERE item.ap_loan_id = {loan} AND item.parent_state = 'posted'
"""


@pytest.fixture(scope="module")
def loan(office, company):
    """A loan that was started by an accountant, as a script does it."""
    number, name = company
    admin, client = office.client(company=number), office.client(f"accountant_{name}", number)
    lender = admin.execute("res.partner", "create", {"name": "Banque", "is_company": True})
    [journal] = client.execute(
        "account.journal", "search_read",
        [("company_id", "=", number), ("type", "=", "bank")], ["default_account_id"], 0, 1,
    )  # fmt: skip
    made = client.execute(
        "ap.loan", "create", {**FACTS, "partner_id": lender, "company_id": number}
    )
    [computed] = client.execute("ap.loan", "compute_schedule", [made])
    assert (computed["rows"], computed["interest"]) == (60, 9419.36)
    start = client.execute(
        "ap.loan.start", "create",
        {"loan_id": made, "entry": "post", "journal_id": journal["id"],
         "bank_account_id": journal["default_account_id"][0]},
    )  # fmt: skip
    client.execute("ap.loan.start", "action_start", [start])
    return made


def test_a_simulation_keeps_nothing(office, company):
    client = office.client(f"auditor_{company[1]}", company[0])
    found = client.execute(
        "ap.loan", "simulate",
        {"principal": 100000, "rate_percent": 3.6, "instalments": 60,
         "drawdown_date": "2025-01-15"},
    )  # fmt: skip
    assert (found["rows"][0]["payment"], found["rows"][-1]["payment"]) == (1823.66, 1823.42)
    assert found["interest"] == 9419.36


def test_two_people_book_each_instalment_once(office, company, loan):
    number, name = company
    people = [office.client(f"{role}_{name}", number) for role in ("accountant", "head")]

    def book(client):
        return lambda: client.execute("ap.loan", "action_book_rows", [loan])

    results = at_once(*map(book, people))
    assert results == [True, True]
    [[rows, moves]] = office.sql(BOOKED.format(loan=loan))
    assert int(rows) == int(moves) > 12
    assert office.sql(ENTRIES.format(loan=loan)) == [[str(int(rows) + 1)]]


def test_schedule_and_ledger_agree_for_a_script(office, company, loan):
    client = office.client(f"auditor_{company[1]}", company[0])
    [found] = client.execute("ap.loan", "reconcile", company[0], "2025-12-31", [loan])
    assert (found["scheduled"], found["difference"]) == (82986.06, 0.0)
    assert (found["due_1y"], found["due_5y"], found["due_later"]) == (19211.34, 63774.72, 0.0)


def test_nothing_of_it_was_an_error_in_the_log(office, loan):
    text = office.log_text()
    place = text.find("Traceback")
    assert place < 0, text[max(place - 500, 0) : place + 4000]
