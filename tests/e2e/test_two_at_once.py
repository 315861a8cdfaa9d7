# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two people, or a person and a job, at the same moment: one accrual."""

import threading
import time

DAY = "2026-10-31"
ORDER = """
company = env["res.company"].browse(COMPANY)
env = env(context=dict(env.context, allowed_company_ids=[company.id]))
partner = env["res.partner"].create({"name": "Nordlys", "is_company": True})
product = env["product.product"].create({"name": "Conseil", "type": "service"})
orders = env["purchase.order"].create([{
    "partner_id": partner.id, "date_order": "DAY",
    "order_line": [(0, 0, {"product_id": product.id, "name": f"Jour {n}-{m}",
                           "product_qty": 10, "price_unit": 100, "tax_ids": False})
                   for m in range(LINES)]} for n in range(10)])
orders.button_confirm()
orders.date_approve = "DAY 10:00:00"
env["ap.receipt"].record([
    {"purchase_line_id": line.id, "date": "DAY", "quantity": 1}
    for line in orders.order_line])
env.cr.commit()
"""
ACCRUED = """
SELECT COUNT(DISTINCT i.move_id), COALESCE(SUM(i.balance), 0)
  FROM account_move_line i
  JOIN res_company c ON c.ap_accrued_expense_account_id = i.account_id
 WHERE i.company_id = {company} AND c.id = {company} AND i.parent_state = 'posted'
   AND i.date = '2026-10-31'
"""


def make_orders(office, company, lines=1, day="2026-10-01"):
    """Ten orders of some lines each, one unit of 100.00 received per line that day."""
    words = {"COMPANY": company, "LINES": lines, "DAY": day}
    source = ORDER
    for word, value in words.items():
        source = source.replace(word, str(value))
    office.shell(source)


def accrued(office, company) -> tuple[int, float]:
    """Entries and balance on 408 at the closing date."""
    [[moves, balance]] = office.sql(ACCRUED.format(company=company))
    return int(moves), float(balance)


def at_once(*works) -> list:
    """Run the works in threads that start together; results or exceptions."""
    results, barrier = [None] * len(works), threading.Barrier(len(works))

    def run(index, work):
        barrier.wait()
        try:
            results[index] = work()
        except Exception as error:  # what a person would see
            results[index] = error

    threads = [
        threading.Thread(target=run, args=(index, work)) for index, work in enumerate(works)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def _closer(office, company, login, post):
    client = office.client(login, company)
    return lambda: client.execute("ap.closing", "close_month", company, DAY, None, post)


def test_two_people_post_once(office, company):
    number, name = company
    make_orders(office, number)
    people = [f"accountant_{name}", f"head_{name}"]
    results = at_once(*(_closer(office, number, login, True) for login in people))
    assert [result for result in results if isinstance(result, Exception)] == []
    assert {run["state"] for result in results for run in result["runs"]} == {"posted"}
    assert accrued(office, number) == (1, -1000.0)
    moves = [[run["move_ids"] for run in result["runs"]] for result in results]
    assert moves[0] == moves[1], "both were told of the same entries"


def test_a_retried_call_changes_nothing(office, company):
    number, name = company
    close = _closer(office, number, f"accountant_{name}", True)
    assert close() == close()
    assert accrued(office, number) == (1, -1000.0)


def test_two_people_propose_without_doubles(office, company):
    number, name = company
    make_orders(office, number)  # ten more lines: the month changed
    people = [f"apprentice_{name}", f"accountant_{name}"]
    results = at_once(*(_closer(office, number, login, False) for login in people))
    assert [result for result in results if isinstance(result, Exception)] == []
    doubles = office.sql(
        "SELECT source_key FROM ap_closing_line WHERE state = 'proposed'"
        f" AND company_id = {number} GROUP BY source_key HAVING COUNT(*) > 1"
    )
    assert doubles == []


def test_the_job_and_a_person(office, company):
    number, name = company
    script = (
        "from freezegun import freeze_time\n"
        "with freeze_time('2026-10-31 20:00:00'):\n"
        "    env['ap.closing']._cron_propose()\n"
        "    env.cr.commit()\n"
    )
    close = _closer(office, number, f"accountant_{name}", True)

    def person():
        time.sleep(3)  # the shell needs that long to start
        return close()

    results = at_once(lambda: office.shell(script), person)
    assert not isinstance(results[1], Exception), results[1]
    close()
    assert accrued(office, number)[1] == -2000.0
