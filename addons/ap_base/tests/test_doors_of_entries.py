# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a role may not do with entries, it cannot do on any way."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged

from .common import ApCommon


class DoorsCommon(ApCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_controls([])
        cls.users["biller"] = cls._user("biller", "account.group_account_invoice")
        cls.users["manager"] = cls._user("manager", "account.group_account_manager")
        cls.users["both"] = cls._user(
            "both", "ap_base.group_apprentice,account.group_account_invoice"
        )
        cls.draft = cls._bill("D-1")
        cls.posted = cls._bill("P-1", post=True)
        cls.cancelled = cls._bill("C-1")
        cls.cancelled.button_cancel()

    @classmethod
    def _user(cls, name, groups, **values):
        return new_test_user(
            cls.env,
            login=f"doors_{name}",
            name=name.capitalize(),
            lang="en_US",
            groups=f"base.group_user,{groups}",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            **values,
        )

    def _call(self, role, model, method, *arguments, **context):
        """The call of a client: nothing in its context is an object of ours."""
        env = self.env(user=self.users[role])
        context = {"lang": "en_US", "allowed_company_ids": self.company.ids, **context}
        result = call_kw(env[model], method, list(arguments), {"context": context})
        env.flush_all()
        return result

    def _refused(self, role, model, method, *arguments, **context):
        """The sentence of the refusal; nothing is left behind."""
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            self._call(role, model, method, *arguments, **context)
        self.env.invalidate_all()
        return str(caught.exception)

    def _line(self, bill):
        return bill.invoice_line_ids[:1]


@tagged("post_install", "-at_install")
class TestDoorsOfEntries(DoorsCommon):
    def test_a_state_is_written_by_nobody(self):
        """Neither by the head nor by Odoo's own manager: findings would be skipped."""
        for role in ("apprentice", "accountant", "head", "biller", "manager", "both"):
            for bill, state in (
                (self.draft, "posted"), (self.draft, "cancel"), (self.posted, "draft"),
                (self.posted, "cancel"), (self.cancelled, "draft"),
            ):  # fmt: skip
                if role == "manager":  # who writes no entry in Odoo either
                    self._refused(role, "account.move", "write", bill.ids, {"state": state})
                    continue
                values = {"state": state}
                self._refused(role, "account.move", "write", bill.ids, values)
                self._refused(role, "account.move", "web_save", bill.ids, values, {})
        self.assertEqual(self.draft.state, "draft")
        self.assertEqual(self.posted.state, "posted")

    def test_nor_beside_the_state(self):
        """The stored copies and sums of it are as good as the state itself."""
        line, posted = self._line(self.draft).ids, self.posted.ids
        for role in ("apprentice", "accountant", "head", "biller", "both"):
            self._refused(role, "account.move.line", "write", line, {"parent_state": "posted"})
            for values in (
                {"payment_state": "paid"}, {"payment_state": "blocked"},
                {"posted_before": False}, {"line_ids": [(1, line[0], {"reconciled": True})]},
            ):  # fmt: skip
                self._refused(role, "account.move", "write", posted, values)

    def test_no_role_creates_a_posted_entry(self):
        values = self.draft.copy_data()[0]
        values = {"move_type": "in_invoice", "partner_id": values["partner_id"]}
        for role in ("apprentice", "accountant", "head", "biller", "both"):
            self._refused(role, "account.move", "create", [{**values, "state": "posted"}])
            made = self._call(
                role, "account.move", "create", [values], default_state="posted",
                default_posted_before=True, default_payment_state="paid",
            )  # fmt: skip
            bill = self.env["account.move"].browse(made)
            self.assertRecordValues(
                bill,
                [{"state": "draft", "posted_before": False, "payment_state": "not_paid"}],
            )

    def test_a_default_kept_for_the_user_is_no_way_either(self):
        self.env["ir.default"].set("account.move", "state", "posted")
        values = {"move_type": "in_invoice", "partner_id": self.partner_a.id}
        made = self._call("apprentice", "account.move", "create", [values])
        self.assertEqual(self.env["account.move"].browse(made).state, "draft")

    def test_an_apprentice_posts_resets_and_cancels_nothing(self):
        """Odoo's own role for bills beside the one of the desk opens nothing."""
        for role in ("apprentice", "both", "auditor"):
            for method in ("action_post", "button_cancel"):
                self._refused(role, "account.move", method, self.draft.ids)
            for method in ("button_draft", "button_cancel"):
                self._refused(role, "account.move", method, self.posted.ids)
            self._refused(role, "account.move", "button_draft", self.cancelled.ids)
        self.assertEqual(self.draft.state, "draft")
        self.assertEqual(self.posted.state, "posted")

    def test_the_superuser_of_odoo_opens_nothing_to_them(self):
        """A button of Odoo that goes on as superuser still is the person's."""
        for role in ("apprentice", "both"):
            draft = self.draft.with_user(self.users[role]).sudo()
            with self.assertRaisesRegex(AccessError, "Accountant"):
                draft.action_post()
            with self.assertRaisesRegex(AccessError, "Accountant"):
                self.posted.with_user(self.users[role]).sudo().button_draft()
        entry = self._entry(self.company_data["default_account_expense"])
        entry.with_user(self.users["apprentice"]).sudo().action_post()
        self.assertEqual(entry.state, "posted", "a valuation of stock, for instance")

    def _entry(self, account, **values):
        other = self.company_data["default_account_revenue"]
        return self.env["account.move"].create(
            {
                "journal_id": self.company_data["default_journal_misc"].id,
                "date": "2026-10-05",
                "line_ids": [
                    Command.create({"account_id": account.id, "debit": 10.0}),
                    Command.create({"account_id": other.id, "credit": 10.0}),
                ],
                **values,
            }
        )

    def test_posted_items_are_closed_to_those_who_do_not_post(self):
        line = self._line(self.posted)
        other = self.company_data["default_account_assets"]
        for role in ("apprentice", "both"):
            for values in (
                {"account_id": other.id}, {"analytic_distribution": {"1": 100.0}},
                {"name": "else"}, {"price_unit": 1.0}, {"balance": 1.0}, {"debit": 1.0},
                {"partner_id": self.partner_b.id}, {"date_maturity": "2030-01-01"},
            ):  # fmt: skip
                self._refused(role, "account.move.line", "write", line.ids, values)
                nested = {"line_ids": [(1, line.id, values)]}
                self._refused(role, "account.move", "write", self.posted.ids, nested)
            for values in ({"ref": "x"}, {"checked": True}, {"date": "2026-10-06"}):
                self._refused(role, "account.move", "write", self.posted.ids, values)
            self._refused(role, "account.move.line", "unlink", line.ids)
            self._refused(role, "account.move.line", "unlink", line.ids, force_delete=True)
            item = {"move_id": self.posted.id, "account_id": other.id, "name": "more"}
            self._refused(role, "account.move.line", "create", [item])
            drafted = self._line(self.draft).ids
            moved = {"move_id": self.posted.id}
            self._refused(role, "account.move.line", "write", drafted, moved)
        self.assertRecordValues(line, [{"name": "Line", "balance": 100.0}])

    def test_posted_items_are_deleted_by_nobody(self):
        """A client may send `force_delete`, with which Odoo deletes them."""
        entry = self._entry(self.company_data["default_account_expense"])
        entry.action_post()
        items = entry.line_ids.ids
        for role in ("accountant", "head", "biller"):
            for model, ids in (("account.move.line", items), ("account.move", entry.ids)):
                sentence = self._refused(role, model, "unlink", ids, force_delete=True)
                self.assertIn("reversed, never deleted", sentence)
            self._refused(
                role, "account.move", "unlink", self.posted.ids, force_delete=True
            )
        self.assertEqual(entry.line_ids.ids, items)

    def test_an_apprentice_prepares_drafts(self):
        line = self._line(self.draft)
        self._call("apprentice", "account.move", "write", self.draft.ids, {"ref": "D-2"})
        self._call("apprentice", "account.move.line", "write", line.ids, {"price_unit": 7})
        values = {"move_type": "in_invoice", "partner_id": self.partner_a.id}
        self._call("apprentice", "account.move", "create", [values])
        self.assertRecordValues(self.draft, [{"ref": "D-2", "amount_total": 7.0}])

    def test_an_apprentice_writes_to_the_messages_of_posted_entries(self):
        for method, arguments in (
            ("message_post", {"body": "look"}),
            ("activity_schedule", {"summary": "look"}),
        ):
            env = self.posted.with_user(self.users["apprentice"])
            call_kw(env, method, [self.posted.ids], arguments)
        self.assertIn("look", self.posted.message_ids[0].body)

    # Automatic posting ----------------------------------------------------------------

    def test_scheduling_is_posting(self):
        """The job that posts what is due runs as superuser."""
        for role in ("apprentice", "both"):
            for values in (
                {"auto_post": "at_date"}, {"auto_post": "monthly"},
                {"auto_post_until": "2027-01-01"},
            ):  # fmt: skip
                sentence = self._refused(
                    role, "account.move", "write", self.draft.ids, values
                )
                self.assertIn("Automatic posting is posting", sentence)
            bill = {"move_type": "in_invoice", "auto_post": "at_date"}
            self._refused(role, "account.move", "create", [bill])
            del bill["auto_post"]
            self._refused(
                role, "account.move", "create", [bill], default_auto_post="at_date"
            )

    def test_what_an_accountant_scheduled_is_not_changed_by_an_apprentice(self):
        self._call(
            "accountant", "account.move", "write", self.draft.ids, {"auto_post": "at_date"}
        )
        line = self._line(self.draft)
        self._refused("apprentice", "account.move.line", "write", line.ids, {"price_unit": 9})
        self._refused("apprentice", "account.move", "write", self.draft.ids, {"ref": "x"})
        nested = {"invoice_line_ids": [(1, line.id, {"price_unit": 9})]}
        self._refused("apprentice", "account.move", "write", self.draft.ids, nested)

    def test_trusting_all_bills_of_a_supplier_is_posting(self):
        """Odoo then posts what comes by mail, as superuser."""
        values = {"autopost_bills": "always"}
        for role in ("apprentice", "accountant"):
            self.users[role].group_ids |= self.env.ref("base.group_partner_manager")
        partner = self.partner_a.ids
        self._refused("apprentice", "res.partner", "write", partner, values)
        self._refused("apprentice", "res.partner", "create", [{"name": "x", **values}])
        made = self._call(
            "apprentice", "res.partner", "create", [{"name": "x"}],
            default_autopost_bills="always",
        )  # fmt: skip
        self.assertEqual(self.env["res.partner"].browse(made).autopost_bills, "ask")
        self._call("accountant", "res.partner", "write", partner, values)
        self._call("apprentice", "res.partner", "write", partner, {"phone": "1"})

    # Odoo's own roles keep what they have ------------------------------------------------

    def test_who_bills_in_odoo_bills(self):
        """Sales, purchases and entries: posted, reset, changed and cancelled."""
        for kind in ("out_invoice", "in_invoice", "out_refund", "in_receipt"):
            values = {
                "move_type": kind,
                "partner_id": self.partner_a.id,
                "ref": f"B-{kind}",
                "invoice_date": "2026-10-05",
                "invoice_line_ids": [(0, 0, {"name": "x", "price_unit": 5.0})],
            }
            [made] = self._call("biller", "account.move", "create", [values])
            self._call("biller", "account.move", "action_post", [made])
            bill = self.env["account.move"].browse(made)
            self.assertEqual(bill.state, "posted")
            other = self.company_data["default_account_assets"].id
            line = bill.invoice_line_ids.ids
            self._call("biller", "account.move.line", "write", line, {"account_id": other})
            self._call("biller", "account.move", "button_draft", [made])
            self._call("biller", "account.move", "write", [made], {"ref": "again"})
            self._call("biller", "account.move", "action_post", [made])
            self._call("biller", "account.move", "button_draft", [made])
            self._call("biller", "account.move", "button_cancel", [made])
            self.assertEqual(bill.state, "cancel")

    def test_blocking_the_payment_is_for_those_who_post(self):
        for role in ("apprentice", "both"):
            self._refused(
                role, "account.move", "action_toggle_block_payment", self.posted.ids
            )
        for role in ("biller", "accountant"):
            for state in ("blocked", "not_paid"):
                self._call(
                    role, "account.move", "action_toggle_block_payment", self.posted.ids
                )
                self.assertEqual(self.posted.payment_state, state)

    def test_bank_lines_are_made_changed_and_deleted(self):
        """Odoo posts, resets and deletes their entries by itself."""
        values = {
            "journal_id": self.company_data["default_journal_bank"].id,
            "date": "2026-10-05",
            "payment_ref": "x",
            "amount": -10.0,
        }
        model = "account.bank.statement.line"
        [made] = self._call("accountant", model, "create", [values])
        line = self.env[model].browse(made)
        self.assertEqual(line.move_id.state, "posted")
        self._call("accountant", model, "write", [made], {"amount": -12.0})
        self._refused("accountant", model, "write", [made], {"state": "draft"})
        self._refused("apprentice", model, "write", [made], {"amount": -1.0})
        self._call("accountant", model, "unlink", [made])
        self.assertFalse(line.exists())

    def test_an_accountant_posts_later_and_by_schedule(self):
        bill = self._bill("L-1")
        self._call(
            "accountant", "account.move", "write", bill.ids, {"auto_post": "at_date"}
        )
        with self.enter_registry_test_mode():
            self.env.ref("account.ir_cron_auto_post_draft_entry").method_direct_trigger()
        self.assertEqual(bill.state, "posted")
        self.assertEqual(self.draft.state, "draft")
