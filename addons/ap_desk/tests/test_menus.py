# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged

FOLDERS = (
    "ap_desk_counter_menu", "menu_todo", "menu_bills", "menu_orders", "menu_suppliers", "menu_treasury",
    "menu_expenses", "menu_closing", "menu_analysis", "menu_configuration",
)  # fmt: skip
# What an apprentice does: prepare bills, receipts, the month; nothing is set up.
APPRENTICE = {
    "ap_base.ap_desk_counter_menu",
    "ap_base.ap_finding_menu", "ap_base.ap_import_menu", "ap_closing.ap_closing_task_menu",
    "ap_bill.ap_bill_menu", "ap_purchase.ap_match_menu",
    "ap_analytic.ap_imputation_menu", "ap_bill.ap_payment_hold_menu",
    "l10n_fr_ap_platform.ap_bill_status_menu", "ap_purchase.ap_open_order_menu",
    "ap_purchase.ap_order_position_menu", "ap_purchase.ap_receipt_to_record_menu",
    "ap_purchase.ap_receipt_menu", "ap_bill.ap_supplier_menu",
    "ap_closing.ap_recurring_menu", "ap_closing.ap_closing_menu",
    "ap_closing.ap_service_period_menu", "ap_closing.ap_closing_line_menu",
    "ap_closing.ap_deferral_menu", "ap_closing.ap_tie_out_menu",
    "ap_closing.ap_closing_variance_menu", "ap_closing.ap_closing_flux_menu",
    "ap_closing.ap_closing_age_menu", "ap_closing.ap_closing_group_menu",
    "ap_loan.ap_loan_menu", "ap_treasury.ap_bank_match_menu",
    "ap_treasury.ap_bank_import_menu", "ap_treasury.ap_bank_reconciliation_menu",
    "ap_treasury.ap_payment_proposal_menu",
    "ap_supplier.ap_supplier_review_menu",
    "ap_supplier.ap_supplier_statement_menu", "ap_supplier.ap_bank_change_menu",
    "ap_expenses.ap_expense_menu",
    "ap_supplier.ap_supplier_request_menu", "ap_desk.ap_kpi_menu",
}  # fmt: skip


@tagged("post_install", "-at_install")
class TestMenus(TransactionCase):
    """The desk's day in ten folders of ten entries at most, fifty in all; what one looks
    up now and then is one click further, with a sentence that says what it is for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        two = cls.env.company | cls.env["res.company"].create({"name": "Another"})
        cls.users = {
            role: new_test_user(
                cls.env,
                login=f"menu_{role}",
                groups=f"base.group_user,base.group_multi_company,ap_base.group_{role}",
                company_ids=[(6, 0, two.ids)],
            )
            for role in ("auditor", "apprentice", "accountant", "head")
        }

    def _entries(self, role):
        """The menu entries of ours that open something, by xml id."""
        menus = self.env["ir.ui.menu"].with_user(self.users[role])
        shown = self.env["ir.ui.menu"].browse(menus._visible_menu_ids())
        inside = self.env.ref("ap_base.menu_desk").parent_path
        ours = shown.filtered(
            lambda menu: menu.action and menu.parent_path.startswith(inside)
        )
        return ours.get_external_id()

    def test_ten_entries_of_a_folder_and_fifty_in_all_for_every_role(self):
        for role in self.users:
            names = self._entries(role)
            self.assertLessEqual(len(names), 50, (role, sorted(names.values())))
            self.assertIn("ap_base.ap_finding_menu", names.values())
            entries = self.env["ir.ui.menu"].browse(names)
            for folder, its in entries.grouped("parent_id").items():
                self.assertLessEqual(len(its), 10, (role, folder.complete_name))

    def test_the_folders_follow_the_day_and_none_is_empty(self):
        desk = self.env.ref("ap_base.menu_desk")
        order = desk.child_id.sorted("sequence").get_external_id().values()
        self.assertEqual(tuple(name.split(".")[1] for name in order), FOLDERS)
        menus = self.env["ir.ui.menu"].with_user(self.users["head"])
        shown = menus.browse(menus._visible_menu_ids())
        for folder in (desk.child_id & shown).filtered(lambda menu: not menu.action):
            self.assertTrue(folder.child_id & shown, folder.display_name)

    def test_the_dashboard_is_the_first_screen_of_the_desk(self):
        action = self.env.ref("ap_base.ap_desk_counter_action")
        desk = self.env.ref("ap_base.menu_desk")
        for role, user in self.users.items():
            menus = self.env["ir.ui.menu"].with_user(user).load_web_menus(False)
            app = menus[desk.id]
            self.assertEqual(app["actionID"], action.id, role)
            self.assertEqual(menus["root"]["children"][0], desk.id, role)

    def test_a_buyer_finds_the_own_figures_in_purchases(self):
        """And none of the desk's: those of the books are not a buyer's to see."""
        buyer = new_test_user(
            self.env, "menu_buyer", "base.group_user,purchase.group_purchase_user"
        )
        counters = self.env["ap.desk.counter"].with_user(buyer).search([])
        self.assertEqual(set(counters.mapped("code")), {"match_mine", "open_order_mine"})
        menus = self.env["ir.ui.menu"].with_user(buyer).load_web_menus(False)
        self.assertIn(self.env.ref("ap_purchase.ap_desk_counter_menu_buyer").id, menus)
        self.assertNotIn(self.env.ref("ap_base.menu_desk").id, menus)

    def test_an_apprentice_sees_what_an_apprentice_uses(self):
        self.assertEqual(set(self._entries("apprentice").values()), APPRENTICE)

    def test_settings_are_the_heads(self):
        for role in self.users:
            names = self._entries(role).values()
            self.assertEqual("ap_base.ap_settings_menu" in names, role == "head", role)

    def test_import_profiles_are_one_click_from_the_imports(self):
        shown = {
            role: "Import profiles" in self._arch(user, "ap_base.ap_import_view_list")
            for role, user in self.users.items()
        }
        wanted = {"auditor": True, "apprentice": False, "accountant": True, "head": True}
        self.assertEqual(shown, wanted)

    def _arch(self, user, view):
        views = self.env["ap.import"].with_user(user).with_context(lang="en_US")
        return views.get_view(self.env.ref(view).id, "list")["arch"]

    def test_each_table_opens_for_those_who_see_it(self):
        for user in self.users.values():
            tables = self.env["ap.config.table"].with_user(user).search([])
            self.assertTrue(tables)
            for table in tables:
                action = table.action_open()
                if action["type"] == "ir.actions.server":
                    server = self.env["ir.actions.server"].with_user(user)
                    action = server.browse(action["id"]).run()
                self.env[action["res_model"]].with_user(user).check_access("read")

    def test_nobody_changes_the_way_to_a_table(self):
        table = self.env.ref("ap_base.ap_control_table")
        for user in self.users.values():
            with self.assertRaises(AccessError):
                table.with_user(user).name = "Elsewhere"
