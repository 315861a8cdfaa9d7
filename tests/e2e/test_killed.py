# SPDX-License-Identifier: AGPL-3.0-or-later
"""A process killed while it posts leaves everything or nothing, and the next finishes."""

import signal
import subprocess
import time

import pytest
from test_two_at_once import DAY, accrued, make_orders

POST = """
env = env(context=dict(env.context, allowed_company_ids=[COMPANY]))
print("BEGIN", flush=True)
env["ap.closing"].close_month(COMPANY, "2026-10-31", None, True)
env.cr.commit()
print("DONE", flush=True)
"""
STATES = """
SELECT line.state, COUNT(*), COUNT(line.move_id), COUNT(line.reversal_move_id)
  FROM ap_closing_line line WHERE line.company_id = {company} GROUP BY 1 ORDER BY 1
"""
HALVES = """
SELECT m.id FROM account_move m
 WHERE m.company_id = {company} AND m.ap_closing_run_id IS NOT NULL
   AND (m.state <> 'posted' OR m.reversed_entry_id IS NULL AND NOT EXISTS (
        SELECT 1 FROM account_move r WHERE r.reversed_entry_id = m.id))
"""


@pytest.fixture(scope="module")
def orders(office, company):
    make_orders(office, company[0], lines=10)
    return company[0]


@pytest.mark.parametrize("milliseconds", [50, 150, 300, 500, 800, 1200])
def test_all_or_nothing(office, orders, milliseconds):
    before = accrued(office, orders)
    done = _kill_after(office, orders, milliseconds / 1000)
    _wait_for_the_backend(office)
    after = accrued(office, orders)
    assert after in (before, (1, -10000.0)), "never a part"
    assert office.sql(HALVES.format(company=orders)) == []
    states = office.sql(STATES.format(company=orders))
    assert len(states) <= 1, "all lines are in one state"
    if done:
        assert after == (1, -10000.0)


def test_the_next_run_finishes(office, company, orders):
    client = office.client(f"accountant_{company[1]}", orders)
    result = client.execute("ap.closing", "close_month", orders, DAY, None, True)
    assert {run["state"] for run in result["runs"]} == {"posted"}
    assert accrued(office, orders) == (1, -10000.0)
    [[state, lines, moves, reversals]] = office.sql(STATES.format(company=orders))
    assert (state, lines, moves, reversals) == ("posted", "100", "100", "100")
    ties = client.execute("ap.tie.out", "compute", orders, DAY)
    assert all(tie["tied"] for tie in ties)


def _kill_after(office, company, seconds) -> bool:
    """Start the posting in a process of its own and kill it; whether it was done."""
    process = subprocess.Popen(
        office.shell_command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    process.stdin.write(POST.replace("COMPANY", str(company)))
    process.stdin.close()
    for line in process.stdout:
        if line.startswith("BEGIN"):
            break
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    rest = process.stdout.read()
    process.wait()
    return "DONE" in rest


def _wait_for_the_backend(office):
    """PostgreSQL notices a dead client within moments."""
    for _try in range(100):
        busy = office.sql(
            "SELECT 1 FROM pg_stat_activity WHERE state LIKE 'active%'"
            f" AND datname = '{office.database}' AND pid <> pg_backend_pid()"
        )
        if not busy:
            return
        time.sleep(0.1)
