# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two people, or a person and a job, at the same moment: one accrual."""

import http.client
import json
import threading
import time

import odoorpc
import pytest

DAY = "2025-10-31"  # months that are over: those to come are refused
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
# A posted bill of two lines, 100.01 and 250.50, all on Buying: to be moved to IT, as seen.
REIMPUTATION = """
import json
company = env["res.company"].browse(COMPANY)
env = env(context=dict(env.context, allowed_company_ids=[company.id]))
partner = env["res.partner"].create({"name": "Nordlys", "is_company": True})
plan = env["account.analytic.plan"].create({"name": "Department"})
buying, it = env["account.analytic.account"].create([
    {"name": name, "plan_id": plan.id, "company_id": company.id}
    for name in ("Buying", "IT")])
account = env["account.account"].search(
    [("company_ids", "=", company.id), ("code", "=like", "6132%")], limit=1)
bill = env["account.move"].create({
    "move_type": "in_invoice", "partner_id": partner.id, "ref": f"R{plan.id}",
    "invoice_date": "DAY", "date": "DAY", "company_id": company.id,
    "invoice_line_ids": [(0, 0, {
        "name": f"Rent {price}", "account_id": account.id, "quantity": 1,
        "price_unit": price, "tax_ids": False,
        "analytic_distribution": {str(buying.id): 100}}) for price in (100.01, 250.5)]})
bill.action_post()
document = env["ap.reimputation"].create({
    "company_id": company.id, "date_from": "DAY", "date_to": "DAY", "method": "replace",
    "from_account_id": buying.id, "to_account_id": it.id, "reason": "Moved to IT"})
document.action_preview()
env.cr.commit()
env.registry.signal_changes()  # the server learns of the new axis
print("SCENE", json.dumps([document.id, bill.id, plan.id, buying.id, it.id]))
"""
ITEMS = """
SELECT item.x_plan{plan}_id, ROUND(item.amount::numeric, 2), COUNT(*)
  FROM account_analytic_line item JOIN account_move_line line ON line.id = item.move_line_id
 WHERE line.move_id = {bill} GROUP BY 1, 2 ORDER BY 2 DESC
"""
ACCRUED = """
SELECT COUNT(DISTINCT i.move_id), COALESCE(SUM(i.balance), 0)
  FROM account_move_line i
  JOIN res_company c ON c.ap_accrued_expense_account_id = i.account_id
 WHERE i.company_id = {company} AND c.id = {company} AND i.parent_state = 'posted'
   AND i.date = '{day}'
"""


def make_orders(office, company, lines=1, day="2025-10-01"):
    """Ten orders of some lines each, one unit of 100.00 received per line that day."""
    words = {"COMPANY": company, "LINES": lines, "DAY": day}
    source = ORDER
    for word, value in words.items():
        source = source.replace(word, str(value))
    office.shell(source)


def accrued(office, company, day=DAY) -> tuple[int, float]:
    """Entries and what they put on 408 on the closing date."""
    [[moves, balance]] = office.sql(ACCRUED.format(company=company, day=day))
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


def _closer(office, company, login, post, day=DAY):
    client = office.client(login, company)
    return lambda: client.execute("ap.closing", "close_month", company, day, None, post)


class Imputed:
    """A bill to be imputed anew, previewed, and what the books say of it."""

    def __init__(self, office, company, day) -> None:
        source = REIMPUTATION.replace("COMPANY", str(company)).replace("DAY", day)
        text = office.shell(source)
        stated = next(line for line in text.splitlines() if "SCENE [" in line)
        ids = json.loads(stated.partition("SCENE ")[2])
        self.document, self.bill, self.plan, self.old, self.new = ids
        self.office = office

    def apply(self, client):
        return lambda: client.execute("ap.reimputation", "action_apply", [self.document])

    def items(self) -> list[tuple[int, str, int]]:
        """Analytic account, amount and number of the items of the bill."""
        rows = self.office.sql(ITEMS.format(plan=self.plan, bill=self.bill))
        return [(int(account), amount, int(count)) for account, amount, count in rows]

    def once_on(self, account) -> list[tuple[int, str, int]]:
        return [(account, "-100.01", 1), (account, "-250.50", 1)]

    def changes(self) -> int:
        """Traced lines of this re-imputation."""
        query = f"SELECT COUNT(*) FROM ap_imputation_change WHERE reimputation_id = {self.document}"
        return int(self.office.sql(query)[0][0])

    def state(self) -> str:
        query = f"SELECT state FROM ap_reimputation WHERE id = {self.document}"
        return self.office.sql(query)[0][0]


def _no_doubles(office, company):
    """No source stands twice in a posting of a run, no month and no run twice."""
    for query in (
        "SELECT run_id, posting, source_key FROM ap_closing_line WHERE state <> 'cancelled'",
        "SELECT company_id, date_end FROM ap_closing WHERE TRUE",
        "SELECT closing_id, kind FROM ap_closing_run WHERE TRUE",
    ):
        names = query.split("SELECT ")[1].split(" FROM")[0]
        query += f" AND company_id = {company} GROUP BY {names} HAVING COUNT(*) > 1"
        assert office.sql(query) == []


def _errors(results) -> list:
    return [result for result in results if isinstance(result, Exception)]


def test_two_people_post_once(office, company):
    number, name = company
    make_orders(office, number)
    people = [f"accountant_{name}", f"head_{name}"]
    results = at_once(*(_closer(office, number, login, True) for login in people))
    assert _errors(results) == []
    assert {run["state"] for result in results for run in result["runs"]} == {"posted"}
    assert accrued(office, number) == (1, -1000.0)
    moves = [[run["move_ids"] for run in result["runs"]] for result in results]
    assert moves[0] == moves[1], "both were told of the same entries"


@pytest.mark.parametrize("day", ["2025-11-30", "2025-12-31", "2026-01-31", "2026-02-28"])
def test_four_calls_post_once(office, company, day):
    """Month after month, since who comes first is chance; VAT goes along in December."""
    number, name = company
    people = [f"accountant_{name}", f"head_{name}"] * 2
    results = at_once(*(_closer(office, number, login, True, day) for login in people))
    assert _errors(results) == []
    assert accrued(office, number, day) == (1, -1000.0)
    assert len({str(result["runs"]) for result in results}) == 1
    _no_doubles(office, number)


def test_a_retried_call_changes_nothing(office, company):
    number, name = company
    close = _closer(office, number, f"accountant_{name}", True)
    assert close() == close()
    assert accrued(office, number) == (1, -1000.0)


def test_a_call_whose_answer_was_lost_is_asked_again(office, company):
    """The line drops while the server works; the script asks again at once."""
    number, name = company
    day, login = "2026-03-31", f"accountant_{name}"
    close = _closer(office, number, login, True, day)
    body = json.dumps({
        "jsonrpc": "2.0", "method": "call", "params": {
            "service": "object", "method": "execute_kw",
            "args": [office.database, office.client(login).env.uid, login,
                     "ap.closing", "close_month", [number, day, None, True]]},
    })  # fmt: skip
    for _lost in range(2):
        line = http.client.HTTPConnection("127.0.0.1", office.port)
        line.request("POST", "/jsonrpc", body, {"Content-Type": "application/json"})
        time.sleep(0.05)
        line.sock.close()
    result = close()
    assert {run["state"] for run in result["runs"]} == {"posted"}
    assert close() == result
    assert accrued(office, number, day) == (1, -1000.0)
    _no_doubles(office, number)


@pytest.mark.parametrize("day", ["2026-04-30", "2026-05-31", "2026-06-30"])
def test_two_people_propose_without_doubles(office, company, day):
    number, name = company
    people = [f"apprentice_{name}", f"accountant_{name}", f"head_{name}"]
    results = at_once(*(_closer(office, number, login, False, day) for login in people))
    assert _errors(results) == []
    _no_doubles(office, number)
    amounts = [run["amount"] for result in results for run in result["runs"]
               if run["kind"] == "received"]  # fmt: skip
    assert amounts == [1000.0] * 3
    assert accrued(office, number, day) == (0, 0.0)


def test_more_came_and_two_people_propose(office, company):
    number, name = company
    make_orders(office, number)  # ten more lines: the posted month changed
    people = [f"apprentice_{name}", f"accountant_{name}"]
    results = at_once(*(_closer(office, number, login, False) for login in people))
    assert _errors(results) == []
    _no_doubles(office, number)
    close = _closer(office, number, f"accountant_{name}", True)
    close()
    assert accrued(office, number) == (2, -2000.0), "the difference, as one more entry"
    assert close()
    assert accrued(office, number) == (2, -2000.0)


@pytest.mark.parametrize("day", ["2026-07-31", "2026-08-31", "2026-09-30"])
def test_the_job_and_a_person(office, company, day):
    """A scheduled action of the server and an accountant, in the same second."""
    number, name = company
    admin = office.client()
    job = admin.execute("ir.cron", "create", {
        "name": f"propose {day}", "state": "code", "active": False,
        "model_id": admin.execute("ir.model", "search", [("model", "=", "ap.closing")])[0],
        "code": f"model._propose_in_cron(env['res.company'].browse({number}),"
                f" datetime.date.fromisoformat('{day}'))",
    })  # fmt: skip
    results = at_once(
        lambda: admin.execute("ir.cron", "method_direct_trigger", [job]),
        _closer(office, number, f"accountant_{name}", True, day),
    )
    assert _errors(results) == []
    assert accrued(office, number, day) == (1, -2000.0)
    again = _closer(office, number, f"head_{name}", True, day)()
    assert {run["state"] for run in again["runs"]} == {"posted"}
    assert accrued(office, number, day) == (1, -2000.0)
    _no_doubles(office, number)


@pytest.mark.parametrize("day", ["2027-10-05", "2027-11-05"])
def test_two_people_apply_one_reimputation(office, company, day):
    """One writes; the other waits and learns that it is done. Nothing twice."""
    number, name = company
    scene = Imputed(office, number, day)
    assert scene.items() == scene.once_on(scene.old)
    people = [office.client(f"{role}_{name}", number) for role in ("accountant", "head")]
    results = at_once(*(scene.apply(client) for client in people))
    [refused] = _errors(results)
    assert isinstance(refused, odoorpc.error.RPCError)
    assert "was applied: it stays as it is" in str(refused)
    assert results.count(True) == 1
    assert (scene.state(), scene.changes()) == ("applied", 2)
    assert scene.items() == scene.once_on(scene.new)
    stated = "SELECT COUNT(*) FROM mail_message WHERE model = 'account.move'" \
           f" AND res_id = {scene.bill} AND body LIKE '%2 lines imputed anew%'"
    assert office.sql(stated) == [["1"]]


def test_the_analytic_lock_is_set_between_preview_and_apply(office, company):
    number, name = company
    scene = Imputed(office, number, "2027-12-06")
    lock = office.client(company=number)
    lock.execute("res.company", "write", [number], {"ap_analytic_lock_date": "2027-12-31"})
    accountant = office.client(f"accountant_{name}", number)
    with pytest.raises(odoorpc.error.RPCError, match="locked up to 12/31/2027"):
        scene.apply(accountant)()
    assert (scene.state(), scene.changes()) == ("previewed", 0)
    assert scene.items() == scene.once_on(scene.old)
    lock.execute("res.company", "write", [number], {"ap_analytic_lock_date": False})
    assert scene.apply(accountant)() is True
    assert (scene.state(), scene.changes()) == ("applied", 2)
    assert scene.items() == scene.once_on(scene.new)


@pytest.mark.parametrize("day", ["2028-01-05", "2028-02-05"])
def test_the_lock_and_the_reimputation_at_once(office, company, day):
    """Whoever comes first: either all of it is written, or nothing."""
    number, name = company
    scene = Imputed(office, number, day)
    lock = office.client(company=number)
    results = at_once(
        scene.apply(office.client(f"accountant_{name}", number)),
        lambda: lock.execute(
            "res.company", "write", [number], {"ap_analytic_lock_date": day}
        ),
    )
    assert results[1] is True
    if results[0] is True:
        assert (scene.state(), scene.changes()) == ("applied", 2)
        assert scene.items() == scene.once_on(scene.new)
    else:
        assert "locked up to" in str(results[0])
        assert (scene.state(), scene.changes()) == ("previewed", 0)
        assert scene.items() == scene.once_on(scene.old)
    lock.execute("res.company", "write", [number], {"ap_analytic_lock_date": False})


def test_nothing_of_it_was_an_error_in_the_log(office, company):
    text = office.log_text()
    assert "not proposed" not in text
    place = text.find("Traceback")
    assert place < 0, text[max(place - 500, 0) : place + 4000]
