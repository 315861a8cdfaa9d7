# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a script may do over XML-RPC with each role: refusals are sentences."""

import xmlrpc.client

import pytest
from test_two_at_once import DAY, accrued, make_orders


class Caller:
    """Odoo's XML-RPC as any language would use it."""

    def __init__(self, office, login):
        address = f"http://127.0.0.1:{office.port}/xmlrpc/2/"
        common = xmlrpc.client.ServerProxy(address + "common")
        self.uid = common.authenticate(office.database, login, login, {})
        assert self.uid, f"{login} cannot log in"
        self.object = xmlrpc.client.ServerProxy(address + "object")
        self.database, self.password = office.database, login

    def __call__(self, model, method, *arguments):
        return self.object.execute_kw(
            self.database, self.uid, self.password, model, method, list(arguments)
        )

    def refused(self, model, method, *arguments) -> str:
        """The sentence of the refusal; never a traceback."""
        with pytest.raises(xmlrpc.client.Fault) as caught:
            self(model, method, *arguments)
        assert caught.value.faultCode in (2, 4), caught.value
        assert "Traceback" not in caught.value.faultString
        return caught.value.faultString


@pytest.fixture(scope="module")
def month(office, company):
    """A proposed month of ten lines."""
    number, name = company
    make_orders(office, number)
    apprentice = Caller(office, f"apprentice_{name}")
    result = apprentice("ap.closing", "close_month", number, DAY)
    runs = {run["kind"]: run for run in result["runs"]}
    assert runs["received"]["amount"] == 1000.0
    return number, name, result["closing_id"], runs["received"]["run_id"]


def test_apprentice_does_not_post(office, month):
    number, name, closing, run = month
    call = Caller(office, f"apprentice_{name}")
    assert "Accountant" in call.refused("ap.closing", "close_month", number, DAY, False, True)
    call.refused("ap.closing", "action_post", [closing])
    call.refused("ap.closing.run", "action_review", [run])
    call.refused("ap.closing.run", "action_cancel", [run], "why not")
    assert accrued(office, number) == (0, 0.0)


def test_nobody_writes_what_the_engine_computes(office, month):
    number, name, _closing, run = month
    call = Caller(office, f"apprentice_{name}")
    [line] = call("ap.closing.line", "search", [("run_id", "=", run)], 0, 1)
    call.refused("ap.closing.run", "write", [run], {"state": "reviewed"})
    call.refused("ap.closing.line", "write", [line], {"amount": 1.0})
    call.refused("ap.closing.line", "write", [line], {"state": "posted"})
    call.refused("ap.closing.line", "write", [line], {"override_amount": 5.0})
    assert call("ap.closing.line", "write", [line],
                {"override_amount": 95.0, "override_reason": "devis"})  # fmt: skip
    assert call("ap.closing.line", "write", [line], {"override_amount": False})
    assert accrued(office, number) == (0, 0.0)


def test_auditor_reads_only(office, month):
    number, name, _closing, run = month
    call = Caller(office, f"auditor_{name}")
    assert call("ap.closing.line", "search_count", [("run_id", "=", run)]) == 10
    call.refused("ap.closing", "close_month", number, DAY)
    call.refused("ap.closing.run", "action_propose", [run])


def test_another_company_is_closed_to_us(office, month):
    number, name, closing, run = month
    office.company("OTHER")
    call = Caller(office, "head_other")
    call.refused("ap.closing", "close_month", number, DAY)
    call.refused("ap.closing", "roll_forward", number, DAY, DAY, "408")
    call.refused("ap.tie.out", "compute", number, DAY)
    call.refused("ap.order.position", "at_date", number, DAY)
    call.refused("ap.closing", "action_post", [closing])
    assert call("ap.closing.line", "search_count", [("run_id", "=", run)]) == 0


def test_wrong_words_get_sentences(office, month):
    number, name, _closing, _run = month
    call = Caller(office, f"accountant_{name}")
    assert "last day" in call.refused("ap.closing", "close_month", number, "2026-10-30")
    assert "gifts" in call.refused("ap.closing", "close_month", number, DAY, ["gifts"])
    assert "7777" in call.refused("ap.closing", "roll_forward", number, DAY, DAY, "7777")


def test_a_locked_month_is_left_alone(office, month):
    number, name, _closing, _run = month
    head = Caller(office, f"head_{name}")
    screen = head("ap.lock.dates", "create", {"fiscalyear_lock_date": DAY})
    head("ap.lock.dates", "action_apply", [screen])
    result = Caller(office, f"accountant_{name}")(
        "ap.closing", "close_month", number, DAY, False, True
    )
    assert any("locked" in sentence for sentence in result["blocking"])
    assert accrued(office, number) == (0, 0.0)
    screen = head("ap.lock.dates", "create", {"fiscalyear_lock_date": False})
    head("ap.lock.dates", "action_apply", [screen])
    result = Caller(office, f"accountant_{name}")(
        "ap.closing", "close_month", number, DAY, False, True
    )
    assert result["blocking"] == []
    assert accrued(office, number) == (1, -1000.0)
