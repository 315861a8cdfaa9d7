# SPDX-License-Identifier: AGPL-3.0-or-later
"""A process killed while it imports a statement, or while it matches and books its lines,
leaves everything or nothing; whoever comes next finishes, and nothing is there twice."""

import base64
import subprocess
from operator import sub

from killing import Killer
from test_killed import _wait_for_the_backends
from test_treasury import IBAN
from test_treasury import journal as bank  # noqa: F401 - a fixture

LINES = range(11, 21)
FILE = (
    f":20:S\n:25:{IBAN}\n:28C:1/1\n:60F:C251001EUR2000,00\n"
    + "".join(
        f":61:2510021002D{n},00NTRFNONREF\n:86:VIR SEPA NORDVIK FA-2025-{n:04}\n" for n in LINES
    )
    + f":62F:C251002EUR{2000 - sum(LINES)},00\n-\n"
)
# The statement of the next day.
NEXT = (
    FILE.replace(":28C:1/1", ":28C:2/1").replace("251002", "251003").replace("1002D", "1003D")
    .replace(":60F:C251001EUR2000,00", f":60F:C251002EUR{2000 - sum(LINES)},00")
    .replace(f":62F:C251003EUR{2000 - sum(LINES)},00", f":62F:C251003EUR{2000 - 2 * sum(LINES)},00")
)  # fmt: skip
IMPORTED = """
SELECT (SELECT COUNT(*) FROM account_bank_statement_line WHERE journal_id = {journal}),
       (SELECT COUNT(*) FROM account_move WHERE journal_id = {journal} AND state = 'posted'),
       (SELECT COUNT(*) FROM account_bank_statement WHERE journal_id = {journal}),
       (SELECT COUNT(*) FROM ap_bank_balance WHERE journal_id = {journal}),
       (SELECT COUNT(*) FROM ap_import_row WHERE company_id = {company} AND is_applied)
"""
BOOKED = """
SELECT (SELECT COUNT(*) FROM ap_bank_match WHERE company_id = {company} AND state = 'done'),
       (SELECT COUNT(*) FROM ap_bank_match_part WHERE company_id = {company}),
       (SELECT COUNT(*) FROM ap_bank_match_log WHERE company_id = {company}),
       (SELECT COUNT(*) FROM account_partial_reconcile WHERE company_id = {company}),
       (SELECT COUNT(*) FROM account_move WHERE company_id = {company}
           AND move_type = 'in_invoice' AND payment_state IN ('paid', 'in_payment'))
"""
MANY = len(LINES)


def _counts(office, company, journal, question):
    [row] = office.sql(question.format(company=company, journal=journal))
    return [int(count) for count in row]


def _kill_at_statements(office, company, journal, what, question, whole):
    """Kill the work before statements, first to last, then after COMMIT."""
    content = base64.b64encode(FILE.encode()).decode()
    work = (
        f'new["ap.import"].import_file("bank_statement", "s.sta", "{content}", {company})'
        f' if what == "import" else (new["ap.bank.match"].match_company({company}),'
        f' new["ap.bank.match"].search([("company_id", "=", {company})]).accept())'
    )
    killer = Killer(office, company, "account_|ap_import|ap_bank", work)

    def counts():
        return _counts(office, company, journal, question)

    assert not any(counts()[:2]), "nothing is there yet"
    killer.kill(what, counts, whole, shots=7, least=11)
    killer.close()


def test_an_import_that_is_killed_leaves_nothing(office, company, bank):  # noqa: F811
    number, name = company
    whole = [MANY, MANY, 1, 1, MANY]
    _kill_at_statements(office, number, bank, "import", IMPORTED, whole)
    client = office.client(f"accountant_{name}", number)
    content = base64.b64encode(FILE.encode()).decode()
    again = client.execute("ap.import", "import_file", "bank_statement", "s.sta", content, number)
    assert (again["state"], again["new"], again["same"]) == ("applied", 0, MANY)
    assert _counts(office, number, bank, IMPORTED) == whole


def test_matching_that_is_killed_books_nothing(office, company, bank):  # noqa: F811
    number, name = company
    whole = [MANY] * 5
    _kill_at_statements(office, number, bank, "match", BOOKED, whole)
    client = office.client(f"accountant_{name}", number)
    counts = client.execute("ap.bank.match", "match_company", number)
    assert counts == {"automatic": 0, "suggested": 0, "none": 0}
    assert _counts(office, number, bank, BOOKED) == whole


JOB = r"""
import os, signal
from odoo import sql_db

real = sql_db.Cursor.execute

def killed_when_it_writes(cursor, query, *args, **kwargs):
    text = query.code if hasattr(query, "code") else str(query)
    if text.startswith('INSERT INTO "account_bank_statement_line"'):
        os.kill(os.getpid(), signal.SIGKILL)
    return real(cursor, query, *args, **kwargs)

if KILLED:
    sql_db.Cursor.execute = killed_when_it_writes
env["ap.import"]._cron_run_jobs()
print("STATEMENTS", 0, flush=True)
os._exit(0)
"""


def _job(office, killed):
    process = subprocess.run(
        office.shell_command(), input=JOB.replace("KILLED", str(killed)), text=True,
        capture_output=True, timeout=120,
    )  # fmt: skip
    assert ("STATEMENTS 0" in process.stdout) is not killed, process.stderr


def test_a_job_that_is_killed_is_done_again(office, company, bank):  # noqa: F811
    number, name = company
    client = office.client(f"accountant_{name}", number)
    content = base64.b64encode(NEXT.encode()).decode()
    before = _counts(office, number, bank, IMPORTED)
    args = ("bank_statement", "s.sta", content, number, False, True)
    waits = client.execute("ap.import", "import_file", *args)
    assert (waits["state"], waits["rows"]) == ("draft", 0)
    _job(office, killed=True)
    _wait_for_the_backends(office)
    assert _counts(office, number, bank, IMPORTED) == before
    fields = ["state", "job_state", "job_tries", "job_percent"]
    [half] = client.execute("ap.import", "read", [waits["import_id"]], fields)
    assert (half["state"], half["job_state"], half["job_tries"]) == ("draft", "running", 1)
    assert half["job_percent"] == 80, "it was seen to write"
    for _again in range(2):
        _job(office, killed=False)
        made = map(sub, _counts(office, number, bank, IMPORTED), before)
        assert list(made) == [MANY, MANY, 1, 1, MANY]
    [done] = client.execute("ap.import", "read", [waits["import_id"]], fields)
    assert (done["state"], done["job_state"]) == ("applied", False)
