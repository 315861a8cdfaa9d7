# SPDX-License-Identifier: AGPL-3.0-or-later
"""A process killed while it imports a statement, or while it matches and books its lines,
leaves everything or nothing; whoever comes next finishes, and nothing is there twice."""

import base64
import os
import subprocess
from operator import sub

from test_killed import _value_printed, _wait_for_the_backends
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
# One process that counts the statements of each work that write, then sends forks of itself
# into it: each dies by SIGKILL before the statement whose number it reads from a pipe, or
# after COMMIT (0).
FORKS = r"""
import os, re, signal
from odoo import api, sql_db
from odoo.modules.registry import Registry

WRITES = re.compile(
    r"\s*(INSERT INTO|UPDATE|DELETE FROM)\s+.?(account_|ap_import|ap_bank)", re.I)
told, database, user = os.fdopen(PIPE), env.cr.dbname, env.ref("base.user_admin").id
real, state = sql_db.Cursor.execute, {"seen": 0, "last": None}

def counted(cursor, query, *args, **kwargs):
    if WRITES.match(query.code if hasattr(query, "code") else str(query)):
        state["seen"] += 1
        if state["seen"] == state["last"]:
            os.kill(os.getpid(), signal.SIGKILL)
    return real(cursor, query, *args, **kwargs)

def work(what, commit):
    with Registry(database).cursor() as cr:
        new = api.Environment(cr, user, {"allowed_company_ids": [COMPANY]})
        if what == "import":
            new["ap.import"].import_file("bank_statement", "s.sta", "CONTENT", COMPANY)
        else:
            new["ap.bank.match"].match_company(COMPANY)
            new["ap.bank.match"].search([("company_id", "=", COMPANY)]).accept()
        cr.flush()
        if commit:
            cr.commit()
        if commit or state["last"]:
            os.kill(os.getpid(), signal.SIGKILL)
        cr.rollback()

env.cr.rollback()
sql_db.Cursor.execute = counted
env.cr.close()
for line in told:
    what, last = line.split()
    sql_db.close_all()
    child = os.fork()
    if not child:
        state.update(seen=0, last=int(last) or None)
        if int(last) < 0:
            state["last"] = None
            work(what, False)
            print("STATEMENTS", state["seen"], flush=True)
            os._exit(0)
        work(what, last == "0")
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        print("KILLED", last, flush=True)
print("END", flush=True)
os._exit(0)
"""
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
    source, sink = os.pipe()
    content = base64.b64encode(FILE.encode()).decode()
    script = FORKS.replace("COMPANY", str(company)).replace("CONTENT", content)
    process = subprocess.Popen(
        office.shell_command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        pass_fds=[source],
    )  # fmt: skip
    os.close(source)
    process.stdin.write(script.replace("PIPE", str(source)))
    process.stdin.close()
    with os.fdopen(sink, "w", buffering=1) as tell:
        tell.write(f"{what} -1\n")
        count = int(_value_printed(process, "STATEMENTS"))
        assert count > 10, "it writes more than that"
        nothing = _counts(office, company, journal, question)
        assert not any(nothing[:2]), "it was tried, and taken back"
        for last in sorted({1, 2, count, *range(3, count, max(1, count // 7))}):
            tell.write(f"{what} {last}\n")
            assert _value_printed(process, "KILLED") == str(last)
            _wait_for_the_backends(office)
            left = _counts(office, company, journal, question)
            assert left == nothing, f"before statement {last} of {count}"
        tell.write(f"{what} 0\n")
        assert _value_printed(process, "KILLED") == "0"
        assert _counts(office, company, journal, question) == whole, "after COMMIT it stands"
    process.wait(60)


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
