# SPDX-License-Identifier: AGPL-3.0-or-later
"""Companies close their month on two servers that are killed at random: the figures of one
process, none twice.

`AP_COMPANIES` says how many companies (2), `AP_ORDER_LINES` how many lines each (100);
`pytest -s` prints how long one and two servers take.
"""

import json
import os
import random
import time

import pytest
from servers import AT_WORK, Servers
from test_killed import BILL, HALVES
from test_two_at_once import ORDER

COMPANIES = int(os.environ.get("AP_COMPANIES", "2"))
LINES = int(os.environ.get("AP_ORDER_LINES", "100"))
DAY = "2026-01-31"
KILLS = 2
# What the months of those companies hold: entries and balance, by company, kind and account.
FIGURES = """
SELECT m.company_id, r.kind, a.code_store ->> m.company_id::text,
       COUNT(DISTINCT m.id), COUNT(*), SUM(i.debit)::text
  FROM account_move m
  JOIN account_move_line i ON i.move_id = m.id
  JOIN account_account a ON a.id = i.account_id
  JOIN ap_closing_run r ON r.id = m.ap_closing_run_id
 WHERE m.company_id IN {companies} AND r.date_end = '{day}' AND m.state = 'posted'
 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""
# One process does all of it, prints the figures, and takes everything back.
ALONE = """
import json, time
user = env["res.users"].search([("login", "=", "LOGIN")])
env = env(user=user.id, context={"allowed_company_ids": user.company_ids.ids})
begin = time.monotonic()
found = env["ap.closing"].close_months(COMPANIES, "DAY", post=True)
took = time.monotonic() - begin
assert not any(one.get("error") or one["blocking"] for one in found), found
env.flush_all()
env.cr.execute(QUERY)
print("FIGURES", json.dumps([took, [[str(value) for value in row] for row in env.cr.fetchall()]]))
env.cr.rollback()
"""
JOBS = """
SELECT identity_key, count(*), max(retry) FROM queue_job
 WHERE identity_key LIKE 'ap:["{work}"%' AND state = 'done' GROUP BY 1 ORDER BY 1
"""


@pytest.fixture(scope="module")
def group(office):
    """Companies of one accountant, each with orders received and a bill that is spread."""
    numbers = [office.company(f"SRV{number:02}") for number in range(COMPANIES)]
    office.shell("".join(map(_books, numbers)))
    admin = office.client()
    wanted = [("login", "=", "accountant_srv00")]
    ids = admin.execute("res.users", "search", wanted)
    admin.execute("res.users", "write", ids, {"company_ids": [(6, 0, numbers)]})
    return numbers


@pytest.fixture(scope="module")
def servers(office, group):
    """Two servers of the books, and a runner."""
    pair = Servers(office, 2)
    try:
        yield pair.ready()
    finally:
        pair.close()


def _books(number) -> str:
    words = {"COMPANY": str(number), "LINES": str(LINES // 10), "DAY": "2026-01-01"}
    source = ORDER + BILL
    for word, value in words.items():
        source = source.replace(word, value)
    return source


def _question(companies, day):
    listed = "(" + ", ".join(map(str, companies)) + ")"
    return FIGURES.format(companies=listed, day=day)


def _alone(office, companies, day):
    words = {
        "LOGIN": "accountant_srv00", "COMPANIES": str(companies), "DAY": day,
        "QUERY": repr(_question(companies, day)),
    }  # fmt: skip
    source = ALONE
    for word, value in words.items():
        source = source.replace(word, value)
    [line] = [line for line in office.shell(source).splitlines() if line.startswith("FIGURES ")]
    return json.loads(line.removeprefix("FIGURES "))


def _ask(office, companies, day) -> str:
    """What “Prepare closings” says at once."""
    client = office.client("accountant_srv00")
    client.env.context["allowed_company_ids"] = companies
    values = {"date_end": day, "company_ids": [(6, 0, companies)], "post": True}
    ids = client.execute("ap.closing.months", "create", [values])
    client.execute("ap.closing.months", "action_apply", ids)
    return client.execute("ap.closing.months", "read", ids, ["result"])[0]["result"]


def _kill_at_random(office, servers, kills):
    """Kill servers while they work on a job; how many were killed."""
    dice, killed = random.Random(20260131), 0
    started = "SELECT count(*) FROM queue_job WHERE state = 'started'"
    while killed < kills and office.sql(AT_WORK) != [["0"]]:
        if office.sql(started) == [["0"]]:
            time.sleep(0.1)
            continue
        time.sleep(dice.uniform(0, 1.5))
        servers.kill(dice.randrange(len(servers.ports)))
        killed += 1
    return killed


def test_two_servers_that_are_killed_close_as_one_process_does(office, group, servers):
    took, alone = _alone(office, group, DAY)
    assert len({row[0] for row in alone}) == COMPANIES, "each has something to accrue"
    assert office.sql(_question(group, DAY)) == [], "it was taken back"
    assert "side by side" in _ask(office, group, DAY)
    assert "side by side" in _ask(office, group, DAY), "asked twice"
    killed = _kill_at_random(office, servers, KILLS)
    servers.finish()
    assert killed, "nothing was killed at work"
    assert office.sql(_question(group, DAY)) == alone
    for number in group:
        assert office.sql(HALVES.format(company=number)) == []
    jobs = office.sql(JOBS.format(work="prepare_months"))
    assert len(jobs) == COMPANIES
    print(f"one process: {took:.1f} s; {killed} kills, jobs {jobs}")


def test_nights_of_controls_are_one_job_a_company(office, servers):
    admin = office.client()
    cron = admin.execute("ir.model.data", "search_read", [
        ("module", "=", "ap_base"), ("name", "=", "ap_control_cron_check")], ["res_id"]
    )[0]["res_id"]  # fmt: skip
    office.sql("DELETE FROM ap_control_run")
    admin.execute("ir.cron", "method_direct_trigger", [cron])
    servers.finish()
    jobs = office.sql(JOBS.format(work="controls"))
    companies = office.sql("SELECT count(*) FROM res_company WHERE active")
    assert [[str(len(jobs))]] == companies
    assert {count for _key, count, _retry in jobs} == {"1"}
    assert office.sql("SELECT error FROM ap_control_run WHERE error IS NOT NULL") == []
    assert int(office.sql("SELECT count(*) FROM ap_control_run")[0][0]) > len(jobs)
    assert admin.execute("queue.job", "search_count", [("state", "=", "failed")]) == 0


@pytest.mark.skipif("AP_MEASURE" not in os.environ, reason="a measure, taken where AP_MEASURE=1 asks for it")
def test_how_long_it_takes(office, group, servers):
    """On two servers, then on one: what is left of the others' work is none of it."""
    for count, day in ((2, "2026-02-28"), (1, "2026-03-31")):
        servers.use(count)
        begin = time.monotonic()
        assert "side by side" in _ask(office, group, day)
        servers.finish()
        print(f"{count} servers, {COMPANIES} companies: {time.monotonic() - begin:.1f} s")
        assert len({row[0] for row in office.sql(_question(group, day))}) == COMPANIES
