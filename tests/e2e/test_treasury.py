# SPDX-License-Identifier: AGPL-3.0-or-later
"""A statement by XML-RPC: imported, matched and accepted by two people at the same moment."""

import base64

import pytest
from test_two_at_once import at_once

IBAN = "FR7611222000010123456789030"
HEAD = f":20:S\n:25:{IBAN}\n:28C:1/1\n:60F:C251001EUR2000,00\n"
LINES = "".join(
    f":61:251002{'1002'}D{n},00NTRFNONREF\n:86:VIR SEPA NORDVIK FA-2025-{n:04}\n"
    for n in range(11, 21)
)
FILE = f"{HEAD}{LINES}:62F:C251002EUR{2000 - sum(range(11, 21))},00\n-\n".encode()
COUNT = """
SELECT COUNT(*), SUM(line.amount) FROM account_bank_statement_line line
 WHERE line.journal_id = {journal}
"""
PAID = """
SELECT COUNT(*), SUM(part.amount) FROM account_partial_reconcile part
  JOIN account_move_line item ON item.id = part.credit_move_id
  JOIN account_move bill ON bill.id = item.move_id
 WHERE bill.move_type = 'in_invoice' AND bill.company_id = {company}
"""


@pytest.fixture(scope="module")
def journal(office, company):
    """A bank journal with its account, and ten bills that are to be paid from it."""
    number, _name = company
    admin = office.client(company=number)
    [found] = admin.execute(
        "account.journal", "search", [("company_id", "=", number), ("type", "=", "bank")], 0, 1
    )
    [own] = admin.execute("res.company", "read", [number], ["partner_id"])
    account = admin.execute(
        "res.partner.bank", "create", {"acc_number": IBAN, "partner_id": own["partner_id"][0]}
    )
    admin.execute("account.journal", "write", [found], {"bank_account_id": account})
    supplier = admin.execute("res.partner", "create", {"name": "Nordvik", "is_company": True})
    expense = admin.execute(
        "account.account", "search",
        [("company_ids", "=", number), ("account_type", "=", "expense")], 0, 1,
    )  # fmt: skip
    bills = admin.execute("account.move", "create", [
        {"move_type": "in_invoice", "partner_id": supplier, "invoice_date": "2025-09-15",
         "date": "2025-09-15", "ref": f"FA-2025-{n:04}", "company_id": number,
         "invoice_line_ids": [(0, 0, {
             "name": "x", "quantity": 1, "price_unit": n, "tax_ids": [(6, 0, [])],
             "account_id": expense[0]})]}
        for n in range(11, 21)
    ])  # fmt: skip
    admin.execute("account.move", "action_post", bills)
    return found


def _people(office, company):
    number, name = company
    return [office.client(f"{role}_{name}", number) for role in ("accountant", "head")]


def test_two_people_import_one_statement_once(office, company, journal):
    content = base64.b64encode(FILE).decode()

    def bring(client):
        return lambda: client.execute(
            "ap.import", "import_file", "bank_statement", "s.sta", content, company[0]
        )

    results = at_once(*(bring(client) for client in _people(office, company)))
    assert any(isinstance(one, dict) and one["state"] == "applied" for one in results), results
    [[count, amount]] = office.sql(COUNT.format(journal=journal))
    assert (int(count), float(amount)) == (10, -float(sum(range(11, 21))))


def test_two_people_accept_each_line_once(office, company, journal):
    clients = _people(office, company)
    counts = clients[0].execute("ap.bank.match", "match_company", company[0])
    assert counts == {"automatic": 10, "suggested": 0, "none": 0}
    ids = clients[0].execute("ap.bank.match", "search", [("journal_id", "=", journal)])

    def accept(client):
        return lambda: client.execute("ap.bank.match", "accept", ids)

    at_once(*map(accept, clients))
    [[partials, amount]] = office.sql(PAID.format(company=company[0]))
    assert (int(partials), float(amount)) == (10, float(sum(range(11, 21))))


def test_the_account_ties_for_a_script(office, company, journal):
    auditor = office.client(f"auditor_{company[1]}", company[0])
    found = auditor.execute("ap.bank.reconciliation", "at_date", journal, "2025-10-02")
    total = sum(range(11, 21))
    assert (found["ledger"], found["statement"]) == (-total, 2000.0 - total)
    assert (found["outstanding_bank"], found["source"]) == (0.0, "printed")


def test_nothing_of_it_was_an_error_in_the_log(office, journal):
    text = office.log_text()
    place = text.find("Traceback")
    assert place < 0, text[max(place - 500, 0) : place + 4000]
