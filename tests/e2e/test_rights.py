# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a script may do over XML-RPC with each role: refusals are sentences."""

import xmlrpc.client

import pytest
from test_two_at_once import accrued, make_orders

DAY = "2026-10-31"


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

    def sending(self, model, method, *arguments, **context):
        """The same call with a context of the client's own."""
        return self.object.execute_kw(
            self.database, self.uid, self.password, model, method, list(arguments),
            {"context": context},
        )  # fmt: skip

    def refused(self, model, method, *arguments, **context) -> str:
        """The sentence of the refusal; never a traceback."""
        with pytest.raises(xmlrpc.client.Fault) as caught:
            self.sending(model, method, *arguments, **context)
        sentence = caught.value.faultString
        assert "Traceback" not in sentence, (model, method, arguments, sentence)
        assert caught.value.faultCode in (2, 4), (model, method, arguments, sentence)
        assert len(sentence) > 15, "a sentence, not a word"
        return sentence


COUNTED = ("ap_closing", "ap_closing_run", "ap_closing_line", "ap_tie_out", "account_move")


@pytest.fixture
def untouched(office):
    """Nothing is written while the test runs: every row keeps its version."""

    def versions():
        return [
            office.sql(f"SELECT COUNT(*), MAX(xmin::text::bigint) FROM {table}")
            for table in COUNTED
        ]

    before = versions()
    yield
    assert versions() == before


@pytest.fixture(scope="module")
def month(office, company):
    """A proposed month of ten lines."""
    number, name = company
    make_orders(office, number, day="2026-10-01")
    apprentice = Caller(office, f"apprentice_{name}")
    result = apprentice("ap.closing", "close_month", number, DAY)
    runs = {run["kind"]: run for run in result["runs"]}
    assert runs["received"]["amount"] == 1000.0
    return number, name, result["closing_id"], runs["received"]["run_id"]


def test_apprentice_does_not_post(office, month, untouched):
    number, name, closing, run = month
    call = Caller(office, f"apprentice_{name}")
    assert "Accountant" in call.refused("ap.closing", "close_month", number, DAY, False, True)
    call.refused("ap.closing", "action_post", [closing])
    call.refused("ap.closing.run", "action_review", [run])
    call.refused("ap.closing.run", "action_post", [run])
    call.refused("ap.closing.run", "action_cancel", [run], "why not")
    assert accrued(office, number, DAY) == (0, 0.0)


def test_what_the_engine_computes_is_never_written(office, month, untouched):
    """By no role; not on lines, runs or closings; not by way of creating one."""
    number, name, closing, run = month
    for role in ("apprentice", "accountant", "head"):
        call = Caller(office, f"{role}_{name}")
        [line] = call("ap.closing.line", "search", [("run_id", "=", run)], 0, 1)
        for values in (
            {"state": "reviewed"}, {"posting": 2}, {"amount": 1.0}, {"line_count": 0},
            {"is_stale": True}, {"closing_id": closing}, {"kind": "manual"},
            {"move_ids": [(5, 0, 0)]}, {"line_ids": [(1, line, {"amount": 1.0})]},
            {"line_ids": [(2, line, 0)]},
        ):  # fmt: skip
            call.refused("ap.closing.run", "write", [run], values)
        for values in (
            {"state": "posted"}, {"amount": 1.0}, {"amount_tax": 1.0}, {"posting": 2},
            {"amount_computed": 1.0}, {"move_id": False}, {"source_key": "x"},
            {"has_actual": True}, {"company_id": 1}, {"excluded_code": "no_accrual"},
            {"review_code": False}, {"partner_id": False}, {"label": "else"},
            {"override_amount": 5.0}, {"counterpart_account_id": False},
            {"run_id": run, "kind": "manual"}, {"explanation_values": {}},
        ):  # fmt: skip
            call.refused("ap.closing.line", "write", [line], values)
        for values in (
            {"state": "posted"}, {"company_id": 1}, {"date_end": "2026-11-30"},
            {"run_ids": [(1, run, {"state": "posted"})]},
        ):  # fmt: skip
            call.refused("ap.closing", "write", [closing], values)
        call.refused("ap.closing.line", "unlink", [line])
        call.refused("ap.closing.line", "create", {"run_id": run, "label": "x",
                                                   "amount_computed": 9.0})  # fmt: skip
        call.refused("ap.closing.run", "create", {"closing_id": closing, "kind": "manual",
                                                  "state": "posted"})  # fmt: skip
        call.refused("ap.tie.out", "create", {"company_id": number, "date": DAY,
                                              "code": "prepaid", "tied": True})  # fmt: skip


def test_entries_are_not_posted_reset_or_rewritten_by_hand(office, month, untouched):
    """Nor scheduled, by a role that does not post; its buyer's rights open nothing."""
    number, name, _closing, _run = month
    bill = {"move_type": "in_invoice", "company_id": number, "invoice_date": DAY}
    for role in ("apprentice", "accountant", "head"):
        call = Caller(office, f"{role}_{name}")
        partner = call("res.partner", "search", [("supplier_rank", ">=", 0)], 0, 1)
        call.refused("account.move", "create",
                     {**bill, "partner_id": partner[0], "state": "posted"})  # fmt: skip
    call = Caller(office, f"apprentice_{name}")
    call.refused("account.move", "create", {**bill, "auto_post": "at_date"})
    call.refused("account.move", "create", bill, default_auto_post="at_date")
    for move in call("account.move", "search", [("company_id", "=", number)], 0, 2):
        for values in ({"state": "draft"}, {"state": "posted"}, {"auto_post": "at_date"},
                       {"payment_state": "paid"}):  # fmt: skip
            call.refused("account.move", "write", [move], values)
        for method in ("button_draft", "button_cancel", "action_post"):
            call.refused("account.move", method, [move])


def test_what_a_client_sends_makes_nothing_closed_or_posted(office, month):
    """`default_…` of the context, over the wire: the month is opened as ever."""
    number, name, _closing, _run = month
    call = Caller(office, f"apprentice_{name}")
    head = Caller(office, f"head_{name}").uid
    made = call.sending(
        "ap.closing", "create", {"company_id": number, "date_end": "2026-08-31"},
        default_is_closed=True, default_closed_by_id=head, default_locks_before={"x": 1},
    )  # fmt: skip
    run = call.sending(
        "ap.closing.run", "create", {"closing_id": made, "kind": "manual"},
        default_state="posted", default_posting=9,
    )  # fmt: skip
    [month_made] = call("ap.closing", "read", [made], ["is_closed", "closed_by_id"])
    assert (month_made["is_closed"], month_made["closed_by_id"]) == (False, False)
    [run_made] = call("ap.closing.run", "read", [run], ["state", "posting"])
    assert (run_made["state"], run_made["posting"]) == ("draft", 1)
    Caller(office, f"head_{name}")("ap.closing", "unlink", [made])


def test_one_person_trusts_no_bank_account(office, month):
    """By whatever name the number is written, whichever company is named. Where a company
    wants cases, who trusts by hand opens one, and nothing is trusted."""
    number, name, _closing, _run = month
    accountant, head = (Caller(office, f"{role}_{name}") for role in ("accountant", "head"))
    admin = office.client(company=number)
    by_case = admin.execute("res.company", "search", [("ap_bank_by_case", "=", True)])
    first, second = (
        head("res.partner.bank", "create", {
            "partner_id": admin.execute("res.partner", "create", {"name": f"{word} {name}"}),
            "acc_number": account,
        })
        for word, account in (("New", "FR7630006000011234567890189"),
                              ("Other", "FR7610011000201234567890188"))
    )  # fmt: skip
    assert head("res.partner.bank", "action_ap_trust", [second])["res_model"] == "ap.bank.change"
    [trusted] = head("res.partner.bank", "read", [second], ["allow_out_payment"])
    assert not trusted["allow_out_payment"]
    admin.execute("res.company", "write", by_case, {"ap_bank_by_case": False})
    assert accountant("res.partner.bank", "write", [first],
                      {"sanitized_acc_number": "FR1420041010050500013M02606"})  # fmt: skip
    for context in ({}, {"allowed_company_ids": [number]}):
        sentence = accountant.refused("res.partner.bank", "action_ap_trust", [first], **context)
        assert "somebody else has to trust it" in sentence
    assert head("res.partner.bank", "action_ap_trust", [first])
    admin.execute("res.company", "write", by_case, {"ap_bank_by_case": True})


def test_the_inner_steps_cannot_be_called(office, month, untouched):
    """Post without the checks, write entries, tie an entry to a run: not from outside."""
    number, name, _closing, run = month
    call = Caller(office, f"head_{name}")
    for method in ("_post", "_step", "_propose", "_cancel", "_store", "_mark_posted"):
        call.refused("ap.closing.run", method, [run])
    call.refused("ap.closing", "_cron_propose")
    call.refused("ap.entry", "post_pairs", 1, [DAY, DAY], "x", [])
    call.refused("ap.entry", "opposite_items", [])
    journal = call("account.journal", "search", [("type", "=", "general")], 0, 1)
    call.refused("account.move", "create", {"journal_id": journal[0], "date": DAY,
                                            "ap_closing_run_id": run})  # fmt: skip


def test_a_decision_is_written_and_taken_back(office, month):
    number, name, _closing, run = month
    call = Caller(office, f"apprentice_{name}")
    [line] = call("ap.closing.line", "search", [("run_id", "=", run)], 0, 1)
    assert call("ap.closing.line", "write", [line],
                {"override_amount": 95.0, "override_reason": "devis"})  # fmt: skip
    assert call("ap.closing.run", "read", [run], ["amount"])[0]["amount"] == 995.0
    assert call("ap.closing.line", "write", [line], {"override_amount": False})
    assert call("ap.closing.run", "read", [run], ["amount"])[0]["amount"] == 1000.0
    assert accrued(office, number, DAY) == (0, 0.0)


def test_auditor_reads_only(office, month, untouched):
    number, name, closing, run = month
    call = Caller(office, f"auditor_{name}")
    [line] = call("ap.closing.line", "search", [("run_id", "=", run)], 0, 1)
    assert call("ap.closing.line", "search_count", [("run_id", "=", run)]) == 10
    assert len(call("ap.order.position", "at_date", number, DAY)) == 10
    assert call("ap.closing", "roll_forward", number, DAY, DAY, "408")["ledger"] == 0.0
    call.refused("ap.closing", "close_month", number, DAY)
    call.refused("ap.closing", "action_propose", [closing])
    call.refused("ap.closing.run", "action_propose", [run])
    call.refused("ap.closing.run", "action_post", [run])
    call.refused("ap.closing.line", "write", [line],
                 {"override_amount": 1.0, "override_reason": "x"})  # fmt: skip
    call.refused("ap.closing.line", "unlink", [line])
    call.refused("ap.receipt", "record", [{"purchase_line_id": 1, "date": DAY, "quantity": 1}])


def test_another_company_is_closed_to_us(office, month):
    number, name, closing, run = month
    office.company("OTHER")
    call = Caller(office, "head_other")
    office_user = Caller(office, f"apprentice_{name}")
    [line] = office_user("ap.closing.line", "search", [("run_id", "=", run)], 0, 1)
    call.refused("ap.closing", "close_month", number, DAY)
    call.refused("ap.closing", "close_month", number, DAY, False, True)
    call.refused("ap.closing", "roll_forward", number, DAY, DAY, "408")
    call.refused("ap.tie.out", "compute", number, DAY)
    call.refused("ap.order.position", "at_date", number, DAY)
    call.refused("ap.closing", "action_post", [closing])
    call.refused("ap.closing.run", "action_post", [run])
    call.refused("ap.closing.run", "action_propose", [run])
    for model, ids in (
        ("ap.closing", [closing]), ("ap.closing.run", [run]), ("ap.closing.line", [line])
    ):  # fmt: skip
        call.refused(model, "read", ids, ["company_id"])
        assert call(model, "search_count", [("company_id", "=", number)]) == 0
    # Naming the other company among the allowed ones opens nothing either.
    with pytest.raises(xmlrpc.client.Fault) as caught:
        call.object.execute_kw(
            call.database, call.uid, call.password, "ap.closing", "close_month",
            [number, DAY], {"context": {"allowed_company_ids": [number]}},
        )  # fmt: skip
    assert "Traceback" not in caught.value.faultString


def test_wrong_words_get_sentences(office, month, untouched):
    number, name, _closing, run = month
    call = Caller(office, f"accountant_{name}")
    assert "last day" in call.refused("ap.closing", "close_month", number, "2026-10-30")
    for kinds in (["gifts"], "gifts", ["received", "gifts"], 5, [5], [["received"]]):
        call.refused("ap.closing", "close_month", number, DAY, kinds)
    for day in ("2026-02-30", "31/10/2026", "", False, 20261031, "October", [DAY], {}):
        call.refused("ap.closing", "close_month", number, day)
        call.refused("ap.closing", "roll_forward", number, day, DAY, "408")
        call.refused("ap.tie.out", "compute", number, day)
        call.refused("ap.order.position", "at_date", number, day)
    for company in (0, -1, 999999, "x", False, True, [number], [], {}, 1.5, 2**31 - 1):
        call.refused("ap.closing", "close_month", company, DAY)
        call.refused("ap.closing", "roll_forward", company, DAY, DAY, "408")
        call.refused("ap.tie.out", "compute", company, DAY)
        call.refused("ap.order.position", "at_date", company, DAY)
    for code in ("7777", "", False, "%", "4_8", ["408"]):
        call.refused("ap.closing", "roll_forward", number, DAY, DAY, code)
    call.refused("ap.closing", "roll_forward", number, DAY, "2026-10-01", "408")
    for codes in (["gifts"], "gifts", 5, [5], [["prepaid"]]):
        call.refused("ap.tie.out", "compute", number, DAY, codes)
    for ids in ("x", 5, ["x"], [[1]], True, {"a": 1}):
        call.refused("ap.order.position", "at_date", number, DAY, ids)
        call.refused("ap.order.position", "at_date", number, DAY, False, ids)
    for reason in ("", "  ", False):
        call.refused("ap.closing.run", "action_cancel", [run], reason)


def test_a_company_without_accounts_is_told_what_to_fill_in(office, month):
    """No chart at all, then a chart whose 408 nobody chose: nothing is posted."""
    number = office.company("BARE", chart=False)
    call = Caller(office, "accountant_bare")
    assert "journal" in call.refused("ap.closing", "close_month", number, DAY, False, True)
    number = office.company("NO408")
    make_orders(office, number, day="2026-10-01")
    office.client(company=number).execute(
        "res.company", "write", [number], {"ap_accrued_expense_account_id": False}
    )
    call = Caller(office, "accountant_no408")
    result = call("ap.closing", "close_month", number, DAY, False, True)
    assert result["blocking"], "a sentence says which account is missing"
    assert not any(run["move_ids"] for run in result["runs"])
    assert {run["state"] for run in result["runs"]} <= {"proposed"}


def test_a_locked_month_is_left_alone(office, month):
    number, name, _closing, _run = month
    head = Caller(office, f"head_{name}")
    screen = head("ap.lock.dates", "create", {"fiscalyear_lock_date": DAY})
    head("ap.lock.dates", "action_apply", [screen])
    result = Caller(office, f"accountant_{name}")(
        "ap.closing", "close_month", number, DAY, False, True
    )
    assert any("locked" in sentence for sentence in result["blocking"])
    assert accrued(office, number, DAY) == (0, 0.0)
    screen = head("ap.lock.dates", "create", {"fiscalyear_lock_date": False})
    head("ap.lock.dates", "action_apply", [screen])
    result = Caller(office, f"accountant_{name}")(
        "ap.closing", "close_month", number, DAY, False, True
    )
    assert result["blocking"] == []
    assert accrued(office, number, DAY) == (1, -1000.0)


def test_what_was_posted_is_neither_edited_nor_deleted(office, month, untouched):
    """Not even by the head: the run is cancelled, which reverses."""
    number, name, closing, run = month
    head = Caller(office, f"head_{name}")
    moves = head("account.move", "search", [("ap_closing_run_id", "=", run)])
    assert len(moves) == 2
    items = head("account.move.line", "search", [("move_id", "in", moves)])
    lines = head("ap.closing.line", "search", [("run_id", "=", run)])
    for move in moves:
        head.refused("account.move", "button_draft", [move])
        head.refused("account.move", "button_cancel", [move])
        head.refused("account.move", "unlink", [move])
        head.refused("account.move", "write", [move], {"state": "draft"})
        head.refused("account.move", "write", [move], {"date": "2026-09-30"})
        head.refused("account.move", "write", [move], {"ap_closing_run_id": False})
        head.refused("account.move", "write", [move], {"line_ids": [(5, 0, 0)]})
    head.refused("account.move.line", "write", items[:1], {"balance": 1.0})
    head.refused("account.move.line", "unlink", items)
    head.refused("ap.closing.line", "unlink", lines)
    head.refused("ap.closing.line", "write", lines[:1],
                 {"override_amount": 1.0, "override_reason": "x"})  # fmt: skip
    head.refused("ap.closing.run", "unlink", [run])
    head.refused("ap.closing", "unlink", [closing])


def test_cancelled_by_reversal_and_done_again(office, month):
    number, name, _closing, run = month
    call = Caller(office, f"accountant_{name}")
    assert call("ap.closing.run", "action_cancel", [run], "wrong rate")
    assert accrued(office, number, DAY)[1] == 0.0
    again = call("ap.closing", "close_month", number, DAY, False, True)
    assert again["blocking"] == []
    assert accrued(office, number, DAY)[1] == -1000.0
    assert all(tie["tied"] for tie in call("ap.tie.out", "compute", number, DAY))
