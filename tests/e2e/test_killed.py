# SPDX-License-Identifier: AGPL-3.0-or-later
"""A process killed while it posts leaves everything or nothing, and the next finishes.

Every round closes another month, of one order line that is never billed and one bill
that is spread: two kinds of entries in one transaction.
"""

import os
import signal
import subprocess
import time

import pytest
from test_two_at_once import make_orders

MONTHS = [f"2026-{month:02}-{day}" for month, day in enumerate(
    (31, 28, 31, 30, 31, 30, 31, 31, 30, 31), 1)]  # fmt: skip
LINES = 100
EVERYTHING = {"received": (LINES, -100.0 * LINES), "prepaid": (1, 10800.0)}
BILL = """
company = env["res.company"].browse(COMPANY)
env = env(context=dict(env.context, allowed_company_ids=[company.id]))
bill = env["account.move"].create({
    "move_type": "in_invoice", "invoice_date": "2026-01-01", "date": "2026-01-01",
    "partner_id": env["res.partner"].create({"name": "Assureur"}).id,
    "invoice_line_ids": [(0, 0, {
        "name": "Assurance", "quantity": 1, "price_unit": 10800.0, "tax_ids": False,
        "deferred_start_date": "2027-01-01", "deferred_end_date": "2027-12-31"})]})
bill.action_post()
env.cr.commit()
"""
POST = """
env = env(context=dict(env.context, allowed_company_ids=[COMPANY]))
print("BEGIN", flush=True)
env["ap.closing"].close_month(COMPANY, "DAY", None, True)
env.cr.commit()
print("DONE", flush=True)
"""
# One process that counts the statements which write the ledger or the closing, then
# sends forks of itself into the same month, each of which dies by SIGKILL before the
# statement whose number it reads from a pipe; after the last one it dies after COMMIT.
FORKS = r"""
import os, re, signal
from odoo import api, sql_db
from odoo.modules.registry import Registry

WRITES = re.compile(
    r"\s*(INSERT INTO|UPDATE|COPY|DELETE FROM)\s+.?"
    r"(account_move|account_partial|account_full|ap_closing|ap_tie)", re.I)
told, database = os.fdopen(PIPE), env.cr.dbname
real, state = sql_db.Cursor.execute, {"seen": 0, "last": None}

def counted(cursor, query, *args, **kwargs):
    text = query.code if hasattr(query, "code") else str(query)
    if WRITES.match(text):
        state["seen"] += 1
        if state["seen"] == state["last"]:
            os.kill(os.getpid(), signal.SIGKILL)
    return real(cursor, query, *args, **kwargs)

def close(day, commit):
    registry = Registry(database)
    with registry.cursor() as cr:
        new = api.Environment(cr, 1, {"allowed_company_ids": [COMPANY]})
        new["ap.closing"].close_month(COMPANY, day, None, True)
        cr.flush()
        if commit:
            cr.commit()
            os.kill(os.getpid(), signal.SIGKILL)
        if state["last"]:
            os.kill(os.getpid(), signal.SIGKILL)
        cr.rollback()

env.cr.rollback()
sql_db.Cursor.execute = counted
close("2026-01-31", False)
print("STATEMENTS", state["seen"], flush=True)
env.cr.close()
for line in told:
    day, last = line.split()
    sql_db.close_all()
    child = os.fork()
    if not child:
        state.update(seen=0, last=int(last) or -1)
        close(day, commit=last == "0")
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    print("KILLED" if os.WIFSIGNALED(status) else "ENDED", last, flush=True)
print("END", flush=True)
os._exit(0)
"""
BALANCES = """
SELECT r.kind, COUNT(DISTINCT m.id), SUM(i.balance) FILTER (WHERE a.id IN (
           c.ap_accrued_expense_account_id, c.ap_prepaid_account_id))
  FROM account_move m
  JOIN account_move_line i ON i.move_id = m.id
  JOIN account_account a ON a.id = i.account_id
  JOIN res_company c ON c.id = m.company_id
  JOIN ap_closing_run r ON r.id = m.ap_closing_run_id
 WHERE m.company_id = {company} AND r.date_end = '{day}' AND m.date = '{day}'
 GROUP BY r.kind
"""
LINES_OF = """
SELECT l.kind, l.state, r.state, COUNT(*), COUNT(l.move_id), COUNT(l.reversal_move_id)
  FROM ap_closing_line l JOIN ap_closing_run r ON r.id = l.run_id
 WHERE l.company_id = {company} AND r.date_end = '{day}' GROUP BY 1, 2, 3 ORDER BY 1
"""
HALVES = """
SELECT m.id FROM account_move m
 WHERE m.company_id = {company} AND m.ap_closing_run_id IS NOT NULL
   AND (m.state <> 'posted' OR m.reversed_entry_id IS NULL AND NOT EXISTS (
        SELECT 1 FROM account_move r WHERE r.reversed_entry_id = m.id)
     OR EXISTS (SELECT 1 FROM account_move_line i JOIN account_account a
                    ON a.id = i.account_id
                 WHERE i.move_id = m.id AND a.reconcile AND NOT i.reconciled))
"""


@pytest.fixture(scope="module")
def books(office, company):
    """A company with what every month accrues and defers."""
    number, _name = company
    make_orders(office, number, lines=LINES // 10, day="2026-01-01")
    office.shell(BILL.replace("COMPANY", str(number)))
    return number


def _posted(office, company, day) -> bool:
    """Whether the month is posted; a failure unless it is wholly or not at all."""
    question = {"company": company, "day": day}
    kinds = {
        kind: (int(moves), float(balance))
        for kind, moves, balance in office.sql(BALANCES.format(**question))
    }
    lines = office.sql(LINES_OF.format(**question))
    assert office.sql(HALVES.format(**question)) == [], "an entry without its reversal"
    if not kinds:
        assert lines == [], "lines, or states, of a posting that never was"
        return False
    assert kinds == {kind: (1, figures[1]) for kind, figures in EVERYTHING.items()}
    wanted = sorted(
        [kind, "posted", "posted", *[str(figures[0])] * 3]
        for kind, figures in EVERYTHING.items()
    )
    assert lines == wanted
    return True


def _finish(office, company, name, day):
    client = office.client(f"accountant_{name}", company)
    result = client.execute("ap.closing", "close_month", company, day, None, True)
    assert {run["state"] for run in result["runs"]} == {"posted"}
    assert _posted(office, company, day)
    ties = client.execute("ap.tie.out", "compute", company, day)
    assert {tie["code"] for tie in ties} >= {"accrued_expenses", "prepaid"}
    assert all(tie["tied"] for tie in ties)


def test_killed_at_statements(office, company, books):
    """Killed before statements of the posting, first to last, then after COMMIT."""
    source, sink = os.pipe()
    script = FORKS.replace("COMPANY", str(books)).replace("PIPE", str(source))
    process = subprocess.Popen(
        office.shell_command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        text=True, pass_fds=[source],
    )  # fmt: skip
    os.close(source)
    process.stdin.write(script)
    process.stdin.close()
    count = int(_value_printed(process, "STATEMENTS"))
    assert count > 10, "the posting writes more than that"
    day = MONTHS[0]
    with os.fdopen(sink, "w", buffering=1) as tell:
        for last in sorted({1, 2, count, *range(3, count, max(1, count // 12))}):
            tell.write(f"{day} {last}\n")
            assert _value_printed(process, "KILLED") == str(last)
            _wait_for_the_backends(office)
            assert not _posted(office, books, day), f"before statement {last} of {count}"
        tell.write(f"{day} 0\n")
        assert _value_printed(process, "KILLED") == "0"
        assert _posted(office, books, day), "after COMMIT it stands"
    process.wait(60)
    _finish(office, books, company[1], day)


@pytest.mark.parametrize("turn", range(6))
def test_killed_at_any_moment(office, company, books, turn):
    """Killed from outside, each time a little later, each time in another month."""
    day, seconds = MONTHS[1 + turn], (0.05, 0.2, 0.5, 0.9, 1.4, 2.0)[turn]
    done = _kill_after(office, books, day, seconds)
    _wait_for_the_backends(office)
    assert _posted(office, books, day) or not done
    _finish(office, books, company[1], day)


def _value_printed(process, word) -> str:
    """What follows a word on a line of the process."""
    for line in process.stdout:
        first, _space, rest = line.strip().partition(" ")
        if first == word:
            return rest
        assert first not in ("ENDED", "END"), line
    raise AssertionError(f"the process ended before it said {word}")


def _kill_after(office, company, day, seconds) -> bool:
    """Start the posting in a process of its own and kill it; whether it was done."""
    process = subprocess.Popen(
        office.shell_command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    process.stdin.write(POST.replace("COMPANY", str(company)).replace("DAY", day))
    process.stdin.close()
    _value_printed(process, "BEGIN")
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    rest = process.stdout.read()
    process.wait()
    return "DONE" in rest


def _wait_for_the_backends(office):
    """PostgreSQL notices a dead client within moments."""
    for _try in range(300):
        busy = office.sql(
            "SELECT 1 FROM pg_stat_activity WHERE xact_start IS NOT NULL"
            f" AND datname = '{office.database}' AND pid <> pg_backend_pid()"
        )
        if not busy:
            return
        time.sleep(0.1)
    raise AssertionError("a transaction of the killed process is still open")
