# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who sees and does what with expenses; companies; two at once."""

from freezegun import freeze_time

from odoo.exceptions import AccessError, RedirectWarning, ValidationError
from odoo.tests import tagged

from .common import ExpenseCommon, card, claim


@tagged("post_install", "-at_install")
class TestExpenseDoors(ExpenseCommon):
    def _team(self):
        """A manager of Anne, and everybody's expenses: C1 and C3 of the team, C2 of another."""
        manager = self._user(
            "exp_manager", "ap_expenses.group_team_manager", "base.group_allow_export"
        )
        boss = self._employee("Zoe Chef", "E9", user_id=manager.id)
        self.anne.sudo().parent_id = boss
        return manager, self._take(
            claim("C1", "2026-03-05", 30, category="Meal"),
            claim("C2", "2026-03-05", 40, employee_id="E2", merchant="Secret", category="Meal"),
            claim("C3", "2026-03-05", 50, employee_id="E9", category="Meal"),
        )

    def test_a_manager_sees_their_team_on_every_way(self):
        manager, everybody = self._team()
        asked = self.expenses.with_user(manager)
        seen = asked.search([("tool_id", "=", self.tool.id)])
        self.assertEqual(sorted(seen.mapped("gross")), [30.0, 50.0])
        [secret] = everybody.filtered(lambda one: one.external_id == "C2").with_user(manager)
        self.env.invalidate_all()  # what others have read is not read by the manager
        for way in (
            lambda: secret.read(["gross"]),
            lambda: secret.export_data(["merchant", "gross"]),
            lambda: (secret | seen).read(["merchant"]),
            lambda: seen.write({"note": "x"}),
            lambda: seen[0].action_take_back(),
            secret.action_check,
            lambda: asked.preview(self.company.id, "CARDS", "2026-03-31"),
            lambda: asked.book(self.company.id, "CARDS", "2026-03-31"),
        ):  # fmt: skip
            with self.assertRaises(AccessError):
                way()
        self.assertEqual(asked.search_count([("merchant", "=", "Secret")]), 0)
        self.assertEqual(asked.name_search("Secret"), [])
        self.assertEqual(asked.name_search("C2"), [])
        [[total, count]] = asked._read_group([], [], ["gross:sum", "__count"])
        self.assertEqual((total, count), (80.0, 2))
        groups = asked.formatted_read_group([], ["merchant"], ["gross:sum"])
        self.assertNotIn("Secret", [group["merchant"] for group in groups])
        exported = seen.export_data(["external_id", "gross"])["datas"]
        self.assertEqual(sorted(row[0] for row in exported), ["C1", "C3"])
        for model in ("ap.finding", "ap.import", "ap.import.row", "ap.expense.person",
                      "ap.expense.organisation"):  # fmt: skip
            with self.assertRaises(AccessError):
                self.env[model].with_user(manager).search([])

    def test_a_buyer_sees_nothing_of_employees(self):
        self._take(claim("C1", "2026-03-05", 30, category="Meal"))
        buyer = self._user("exp_buyer", "base.group_user")
        order_desk = self.env.ref("purchase.group_purchase_user", raise_if_not_found=False)
        if order_desk:
            buyer.sudo().group_ids |= order_desk
        for model in ("ap.expense", "ap.expense.tool", "ap.expense.person", "ap.expense.vehicle",
                      "ap.expense.organisation", "ap.expense.balance", "ap.import.row"):  # fmt: skip
            theirs = self.env[model].with_user(buyer)
            for way in (
                lambda theirs=theirs: theirs.search([]),
                lambda theirs=theirs: theirs.name_search("C"),
                lambda theirs=theirs: theirs._read_group([], [], ["__count"]),
                lambda theirs=theirs: theirs.search([]).export_data(["id"]),
            ):
                with self.assertRaises(AccessError):
                    way()
        with self.assertRaises(AccessError):
            self.expenses.with_user(buyer).preview(self.company.id, "CARDS", "2026-03-31")
        with self.assertRaises(AccessError):
            self.tools.with_user(buyer).at_date(self.company.id, "2026-03-31")

    def _check_receipts(self):
        self.company.account_fiscal_country_id = self.env.ref("base.fr")
        with freeze_time("2026-04-10"):
            self.env["ap.control"].check(self.company.id, ["expense_receipt"])

    def _asked_about(self):
        """Receipts attached, findings, mails: of the manager's team (C1), and of Paul (C2)."""
        manager, everybody = self._team()
        mine, secret = everybody[:2]
        files = self.env["ir.attachment"].create(
            [
                {"name": f"{one.external_id}.txt", "raw": b"1", "res_model": "ap.expense",
                 "res_id": one.id}
                for one in (mine, secret)
            ]
        )  # fmt: skip
        (mine | secret).ask("ask_holder", note="Please")
        self._check_receipts()
        return manager, mine, secret, files

    def test_a_manager_sees_no_message_and_no_receipt_of_others(self):
        manager, mine, secret, files = self._asked_about()
        self.assertTrue(secret.sudo().finding_ids and secret.message_line_ids)
        mails = secret.message_line_ids.message_id.mail_id.mail_message_id
        self.env.flush_all()
        self.env.invalidate_all()
        env = self.env(user=manager)
        attached = env["ir.attachment"]
        domain = [("res_model", "=", "ap.expense"), ("res_id", "in", (mine | secret).ids)]
        self.assertEqual(attached.search(domain).mapped("name"), ["C1.txt"])
        shown = attached.search_read(domain, ["name", "res_id"])
        self.assertEqual([one["res_id"] for one in shown], [mine.id])
        self.assertEqual(mine.with_user(manager).receipt_ids.mapped("name"), ["C1.txt"])
        self.assertFalse(env["mail.message"].search([("id", "in", mails.ids)]))
        for way in (
            lambda: files[1].with_user(manager).read(["raw"]),
            lambda: mails.with_user(manager).read(["body"]),
            lambda: env["mail.mail"].search([]),
            lambda: env["ap.expense.message"].search([]),
            lambda: env["ap.expense.message.line"].search([]),
            lambda: env["ap.expense.finding.group"].search([]),
            lambda: env["ap.finding"].formatted_read_group([], ["expense_id"], ["__count"]),
            lambda: env["ap.expense"].search([("finding_ids", "!=", False)]),
            lambda: mine.with_user(manager).read(["finding_ids"]),
            lambda: mine.with_user(manager).ask("ask_holder"),
            lambda: mine.with_user(manager).action_ask_approver(),
        ):
            with self.assertRaises(AccessError):
                way()

    def test_a_buyer_sees_no_entry_message_or_receipt(self):
        _manager, _mine, secret, files = self._asked_about()
        moves = self._moves(self._book())
        mails = secret.message_line_ids.message_id.mail_id.mail_message_id
        findings = secret.sudo().finding_ids
        buyer = self._user("exp_buyer2", "base.group_user", "base.group_allow_export")
        order_desk = self.env.ref("purchase.group_purchase_user", raise_if_not_found=False)
        if order_desk:
            buyer.sudo().group_ids |= order_desk
        self.env.flush_all()
        self.env.invalidate_all()
        for records, field in (
            (secret, "merchant"), (files, "raw"), (mails, "body"), (findings, "message_plain"),
            (moves, "ref"), (moves.line_ids, "name"), (secret.message_line_ids, "asked"),
        ):  # fmt: skip
            theirs = records.with_user(buyer)
            with self.assertRaises(AccessError, msg=records._name):
                theirs.read([field])
            with self.assertRaises(AccessError, msg=records._name):
                theirs.export_data([field])
            self.assertFalse(self._listed(theirs), records._name)

    def _listed(self, records):
        """What a search finds of them; nothing where it is refused."""
        try:
            return records.search_read([("id", "in", records.ids)], ["id"])
        except AccessError:
            return []

    def test_the_apprentice_posts_on_no_way(self):
        self._take(claim("C1", "2026-03-05", 30, category="Meal", receipt="missing"))
        self._check_receipts()
        found = self._current().finding_ids
        self.assertTrue(found)
        env = self.env(user=self._user("exp_apprentice2", "ap_base.group_apprentice"))
        one, tool = self._current().with_env(env), self.tool.with_env(env)
        self.assertEqual(len(one.preview(self.company.id, "CARDS", "2026-12-31")), 1)
        for way in (
            lambda: env["ap.expense.post"].create({"tool_id": tool.id, "date_to": "2026-12-31"}),
            lambda: env["ap.expense.post"].with_context(default_tool_id=tool.id).create({}),
            lambda: one.book(self.company.id, "CARDS", "2026-12-31"),
            lambda: found.with_env(env).waive("fine"),
            one.action_mark_ready,
            lambda: tool.write({"claims_paid": "rows"}),
        ):
            with self.assertRaises(AccessError):
                way()
        self._book()
        move = self._current().liability_move_id.with_env(env)
        self.assertEqual(move.state, "posted")
        for way in (one.action_take_back, move.button_draft):
            with self.assertRaises(AccessError, msg=way.__name__):
                way()
        self.assertEqual((move.state, one.state), ("posted", "expensed"))

    def test_the_dashboard_counts_the_findings_that_it_opens(self):
        self._take(
            claim("C1", "2026-03-05", 30, category="Meal", receipt="missing"),
            claim("C2", "2026-03-06", 31, category="Meal", receipt="valid", merchant="B"),
        )
        self._check_receipts()
        own = {"allowed_company_ids": self.company.ids}
        counter = self.env["ap.desk.counter"].search([("code", "=", "expense_findings")])
        self.assertEqual(counter.with_context(**own).count, 1)
        opened = counter.with_context(**own).action_open()
        listed = self.env[opened["res_model"]].with_context(**own).search(opened["domain"])
        self.assertEqual(listed.expense_id.external_id, "C1")
        waiting = self.expenses.search(
            [("tool_id", "=", self.tool.id), ("finding_ids", "!=", False)]
        )
        self.assertEqual(waiting, listed.expense_id)
        action = waiting.action_ap_findings()
        self.assertEqual(self.env["ap.finding"].search(action["domain"]), listed)

    def test_the_auditor_reads(self):
        self._take(claim("C1", "2026-03-05", 30, category="Meal"))
        auditor = self._user("exp_auditor", "ap_base.group_auditor")
        one = self._current().with_user(auditor)
        self.assertEqual((one.employee_id.name, one.gross), ("Anne Martin", 30.0))
        self.assertEqual(len(one.preview(self.company.id, "CARDS", "2026-03-31")), 1)
        for write in (lambda: one.write({"note": "x"}), one.action_check,
                      lambda: one.book(self.company.id, "CARDS", "2026-03-31")):  # fmt: skip
            with self.assertRaises(AccessError):
                write()

    def test_the_key_of_the_interface_is_the_heads(self):
        self.tool.sudo().api_key = "secret"
        for login, group in (("exp_k1", "accountant"), ("exp_k2", "apprentice")):
            user = self._user(login, f"ap_base.group_{group}")
            with self.assertRaises(AccessError):
                self.tool.with_user(user).read(["api_key"])
        head = self._user("exp_k3", "ap_base.group_head")
        self.assertEqual(self.tool.with_user(head).api_key, "secret")

    def test_another_company_is_none_of_ours(self):
        other = self._company_of_strangers("Strangers")
        with self.assertRaises(AccessError):
            user = self._user("exp_other", "ap_base.group_accountant")
            self.expenses.with_user(user).book(other.id, "CARDS", "2026-03-31")
        with self.assertRaises(ValidationError):
            self.expenses.book(self.company.id, "NONE", "2026-03-31")
        self._take(claim("C1", "2026-03-05", 30, category="Meal"))
        stranger = self._user("exp_stranger", "ap_base.group_head", company=other)
        theirs = self.expenses.with_user(stranger).with_context(
            allowed_company_ids=(other | self.company).ids
        )
        with self.assertRaises(AccessError):
            theirs.search([])
        theirs = theirs.with_context(allowed_company_ids=other.ids)
        self.assertFalse(theirs.search([]))
        self.assertEqual(theirs._read_group([], [], ["__count"]), [(0,)])
        with self.assertRaises(AccessError):
            self._current().with_user(stranger).read(["gross"])

    def test_a_locked_month_takes_nothing(self):
        """Whatever posts, the entry goes to the first open day; nothing of it to March."""
        self._take(
            card("P1", "2026-03-05", 30, settlement_date="2026-03-07", category="Meal"),
            card("P2", "2026-04-05", 20, settlement_date="2026-04-07", category="Meal"),
        )
        self.company.fiscalyear_lock_date = "2026-03-31"
        shown = self.expenses.preview(self.company.id, "CARDS", "2026-04-30")
        self.assertEqual({entry["date"] for entry in shown},
                         {"2026-04-01", "2026-04-05", "2026-04-07"})  # fmt: skip
        moves = self._moves(self._book("2026-04-30"))
        self.assertEqual(sorted(str(move.date) for move in moves),
                         ["2026-04-01", "2026-04-01", "2026-04-05", "2026-04-07"])  # fmt: skip
        self.company.fiscalyear_lock_date = "2026-04-30"
        self._current().filtered("liability_move_id")[0].action_take_back()
        undone = self.env["account.move"].search(
            [("ap_expense_tool_id", "=", self.tool.id), ("id", "not in", moves.ids)]
        )
        self.assertEqual({str(move.date) for move in undone}, {"2026-05-01"})

    def test_expenses_are_neither_made_nor_deleted_by_hand(self):
        self._take(claim("C1", "2026-03-05", 30))
        head = self._user("exp_h", "ap_base.group_head")
        one = self._current().with_user(head)
        for way in (
            one.unlink,
            lambda: one.copy(),
            lambda: self.expenses.with_user(head).create(
                {"tool_id": self.tool.id, "company_id": self.company.id, "external_id": "X",
                 "currency_id": self.company.currency_id.id}
            ),
            lambda: one.write({"liability_move_id": False, "state": "done"}),
            lambda: one.write({"employee_ref": "E2"}),
        ):  # fmt: skip
            with self.assertRaises(AccessError):
                way()

    def test_an_account_means_one_thing(self):
        with self.assertRaises(ValidationError):
            self.tool.card_account_id = self.tool.wallet_account_id

    def test_a_missing_account_is_named(self):
        self.tool.fee_account_id = False
        self._take(card("P1", "2026-03-05", 30, fees=2, settlement_date="2026-03-06",
                        category="Meal"))  # fmt: skip
        with self.assertRaises(RedirectWarning) as caught:
            self._book()
        self.assertIn("Fees", str(caught.exception))
        self.assertEqual(self._balance("625700"), 0.0)

    def test_a_file_that_cannot_be_taken_names_row_and_remedy(self):
        record = self._import(self._rows(claim("C1", "2026-03-05", "12,3x")))
        self.assertEqual(record.state, "rejected")
        self.assertIn("12,3x", self._errors(record))
        record = self._import(self._rows(claim("C1", "2026-03-05", 12, type="gift")))
        self.assertIn("“gift” is none of", self._errors(record))
        self.assertFalse(self._current())
