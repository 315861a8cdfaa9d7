# SPDX-License-Identifier: AGPL-3.0-or-later
"""Expenses brought and booked by two people at once, and by a process that is killed:
nothing twice, nothing half."""

import base64

import odoorpc
import pytest
from killing import Killer
from test_two_at_once import at_once

DAY = "2026-03-31"
MANY, DAYS = 12, (5, 6, 9)
ACCOUNTS = {
    "wallet_account_id": ("517190", "asset_cash"),
    "card_account_id": ("467190", "liability_current"),
    "employee_account_id": ("421190", "liability_current"),
    "advance_account_id": ("425190", "asset_current"),
    "default_account_id": ("625190", "expense"),
}
COUNTS = """
SELECT COUNT(*), COUNT(DISTINCT external_id), COUNT(liability_move_id), COUNT(settlement_move_id),
       COUNT(DISTINCT liability_move_id), COUNT(DISTINCT settlement_move_id),
       COUNT(*) FILTER (WHERE state = 'done'),
       (SELECT COUNT(*) FROM ap_import_row row WHERE row.company_id = {company}
           AND row.is_applied AND row.external_key LIKE '%|{letter}%'),
       (SELECT COUNT(*) FROM account_move move WHERE move.company_id = {company}
           AND move.ap_expense_tool_id IS NOT NULL),
       (SELECT COUNT(*) FROM account_move_line line JOIN account_account account
                ON account.id = line.account_id AND account.reconcile
         WHERE line.company_id = {company} AND NOT line.reconciled
           AND line.account_id = (SELECT card_account_id FROM ap_expense_tool
                                   WHERE company_id = {company}))
  FROM ap_expense WHERE company_id = {company} AND external_id LIKE '{letter}%'
"""


def _file(letter) -> str:
    """Card payments of two people on three days, cleared a week later."""
    lines = ["ap_external_id;ap_type;ap_payment_method;ap_expense_date;ap_settlement_date;"
             "ap_employee_name;ap_merchant;ap_gross_base"]  # fmt: skip
    lines += [
        f"{letter}{n};card;card;2026-03-{DAYS[n % 3]:02};2026-03-{DAYS[n % 3] + 7:02};"
        f"{('Anne', 'Paul')[n // 3 % 2]} of {letter};Shop {n};{10 + n}"
        for n in range(MANY)
    ]
    return base64.b64encode("\n".join(lines).encode()).decode()


@pytest.fixture(scope="module")
def wallet(office, company):
    """A tool, and two people for each of the two files."""
    number, _name = company
    admin = office.client(company=number)
    made = {
        field: admin.execute("account.account", "create", {
            "name": code, "code": code, "account_type": kind,
            "reconcile": kind in ("liability_current", "asset_current"),
            "company_ids": [(6, 0, [number])]})
        for field, (code, kind) in ACCOUNTS.items()
    }  # fmt: skip
    journals = admin.execute("account.journal", "create", [
        {"name": code, "code": code, "type": "general", "company_id": number}
        for code in ("EXPJ", "WALL")
    ])  # fmt: skip
    for letter in "AK":
        admin.execute("hr.employee", "create", [
            {"name": f"{name} of {letter}", "company_id": number} for name in ("Anne", "Paul")
        ])  # fmt: skip
    own = {field: one[0] if isinstance(one, list) else one for field, one in made.items()}
    return admin.execute("ap.expense.tool", "create", {
        "name": "Cards", "code": "CARDS", "company_id": number, "journal_id": journals[0],
        "settlement_journal_id": journals[1], **own,
    })  # fmt: skip


def _counts(office, company, letter):
    [row] = office.sql(COUNTS.format(company=company, letter=letter))
    return [int(count) for count in row]


def _imported():
    return [MANY, MANY, 0, 0, 0, 0, 0, MANY]


def _booked():
    return [MANY, MANY, MANY, MANY, 3, 3, MANY, MANY]


def _sorted_out(results):
    """What was done, and what was refused with a sentence of ours."""
    refused = [one for one in results if isinstance(one, Exception)]
    for one in refused:
        assert isinstance(one, odoorpc.error.RPCError), one
        assert any(words in str(one) for words in (
            "Somebody else is booking or importing", "The tool has that transaction already",
            "imported by somebody else meanwhile", "could not serialize")), one  # fmt: skip
    return [one for one in results if not isinstance(one, Exception)]


def test_two_people_import_one_file(office, company, wallet):
    number, name = company
    people = [office.client(f"{role}_{name}", number) for role in ("apprentice", "accountant")]
    done = _sorted_out(at_once(*(
        lambda one=one: one.execute(
            "ap.import", "import_file", "expense", "a.csv", _file("A"), number)
        for one in people
    )))  # fmt: skip
    assert {one["state"] for one in done} == {"applied"}
    assert sum(one["new"] for one in done) == MANY
    assert _counts(office, number, "A")[:8] == _imported()
    again = people[0].execute("ap.import", "import_file", "expense", "a.csv", _file("A"), number)
    assert (again["new"], again["same"]) == (0, MANY)
    assert _counts(office, number, "A")[:8] == _imported()


def test_two_people_book_the_same_expenses(office, company, wallet):
    number, name = company
    people = [office.client(f"{role}_{name}", number) for role in ("accountant", "head")]
    done = _sorted_out(at_once(*(
        lambda one=one: one.execute("ap.expense", "book", number, "CARDS", DAY) for one in people
    )))  # fmt: skip
    assert sum(one["expenses"] for one in done) == MANY
    assert sum(one["settlements"] for one in done) == MANY
    assert _counts(office, number, "A") == [*_booked(), 6, 0]
    again = people[1].execute("ap.expense", "book", number, "CARDS", DAY)
    assert again["move_ids"] == []


def test_who_is_killed_leaves_nothing_or_all(office, company, wallet):
    number, name = company
    content = _file("K")
    work = (
        f'new["ap.import"].import_file("expense", "k.csv", "{content}", {number})'
        f' if what == "import" else new["ap.expense"].book({number}, "CARDS", "{DAY}")'
    )
    killer = Killer(office, number, "account_|ap_import|ap_expense", work)

    def counts():
        return _counts(office, number, "K")

    killer.kill("import", counts, [*_imported(), 6, 0])
    killer.kill("book", counts, [*_booked(), 12, 0])
    killer.close()
    client = office.client(f"accountant_{name}", number)
    again = client.execute("ap.import", "import_file", "expense", "k.csv", content, number)
    assert (again["state"], again["new"], again["same"]) == ("applied", 0, MANY)
    assert client.execute("ap.expense", "book", number, "CARDS", DAY)["move_ids"] == []
    assert counts() == [*_booked(), 12, 0]
