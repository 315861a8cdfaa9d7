# SPDX-License-Identifier: AGPL-3.0-or-later
"""What findings recommend is done by a button: asked in the person's language and once,
corrected, moved, spread, reclaimed; closed cost centres stop what they bear on."""

from freezegun import freeze_time

from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import tagged

from .common import ExpenseCommon, card, claim

DAY = "2026-12-15"


@tagged("post_install", "-at_install")
@freeze_time(DAY)
class TestExpenseAsked(ExpenseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.company.account_fiscal_country_id = cls.env.ref("base.fr")
        cls.anne.sudo().work_contact_id.lang = "fr_FR"
        cls.paul.sudo().work_contact_id.lang = "en_US"
        cls.boss = cls._employee("Zoe Chef", "E9")
        (cls.anne | cls.paul).sudo().parent_id = cls.boss
        cls.hotel = cls.env.ref("ap_expenses.nature_hotel")
        cls.env["ap.expense.category"].search(
            [("tool_id", "=", cls.tool.id), ("name", "=", "Hotel")]
        ).nature_id = cls.hotel
        cls.apprentice = cls._user("ask_apprentice", "ap_base.group_apprentice")

    def _check(self, *codes):
        found = self.env["ap.control"].check(self.company.id, list(codes))
        self.assertFalse([one for one in found.values() if one.get("error")])
        return self._findings(*codes)

    def _findings(self, *codes):
        domain = [("control_id.code", "in", codes), ("state", "in", ("open", "assigned")),
                  ("res_model", "=", "ap.expense")]  # fmt: skip
        return self.env["ap.finding"].search(domain, order="res_id, id")

    def _messages(self):
        return self.env["ap.expense.message"].search([], order="id")

    def test_employees_are_asked_in_their_language_and_once(self):
        taken = self._take(
            card("A1", "2026-12-03", "45.00", category="Meal", merchant="Le Bistro",
                 receipt="missing"),
            card("A2", "2026-12-04", "36.00", category="Train", merchant="Gare",
                 receipt="invalid", gross_original="40", currency_original="USD"),
            card("B1", "2026-12-04", "12.00", category="Meal", employee_id="E2",
                 merchant="Cafe", receipt="missing"),
            card("C1", "2026-12-04", "13.00", category="Meal", employee_id="E7",
                 receipt="missing", merchant="Nobody"),
        )  # fmt: skip
        findings = self._check("expense_receipt")
        self.assertEqual(set(findings.mapped("expense_action")), {"ask_holder"})
        self.assertEqual(findings.mapped("expense_id"), taken)
        action = findings.with_user(self.apprentice).action_expense_recommended()
        wizard = self.env["ap.expense.ask"].with_user(self.apprentice).browse(action["res_id"])
        self.assertEqual((wizard.mail_count, wizard.asked_count), (2, 3))
        self.assertIn("Nobody", wizard.unreachable_text)
        for text in ("Bonjour Anne Martin", "Le Bistro", "03/12/2026", "justificatif manque",
                     "A2", "Hello Paul Roy", "The receipt is missing"):  # fmt: skip
            self.assertIn(text, wizard.preview)
        self.assertIn("40.00", wizard.preview.replace(",", "."))
        wizard.note = "Before <Friday>"
        self.assertIn("Before &lt;Friday&gt;", wizard.preview)
        wizard.action_send()
        first, second = self._messages()
        self.assertEqual((first.email, first.lang), ("e1@example.com", "fr_FR"))
        self.assertEqual((second.email, second.lang), ("e2@example.com", "en_US"))
        self.assertEqual(first.mail_id.state, "outgoing")
        self.assertIn("e1@example.com", first.mail_id.email_to)
        self.assertIn("Le Bistro", first.body)
        self.assertEqual(first.user_id, self.apprentice)
        lines = taken[0].message_line_ids
        self.assertEqual((lines.code, str(lines.day)), ("receipt_missing", DAY))
        self.assertEqual(str(taken[0].asked_on), DAY)
        self._asked_again(taken, findings)

    def _asked_again(self, taken, findings):
        """Within the days of the tool nobody is written to; after them, and about something
        else, they are."""
        again = taken[:3].ask("ask_holder")
        self.assertEqual(again, {"sent": 0, "expenses": 0, "repeated": 3, "unreachable": 0})
        action = findings.action_expense_recommended()
        with self.assertRaisesRegex(UserError, "Nobody is written to: 3"):
            self.env["ap.expense.ask"].browse(action["res_id"]).action_send()
        self.assertEqual(len(self._messages()), 2)
        with freeze_time("2026-12-21"):
            self.assertEqual(taken[:3].ask("ask_holder")["sent"], 0)
        with freeze_time("2026-12-22"):
            self.assertEqual(taken[:3].ask("ask_holder")["sent"], 2)
        self.assertEqual(taken[2].ask("ask_approver")["sent"], 1)
        self.assertEqual(self._messages()[-1].employee_id, self.boss)

    def test_who_may_ask(self):
        one = self._take(card("A1", "2026-12-03", "45.00", receipt="missing"))
        auditor = self._user("ask_auditor", "ap_base.group_auditor")
        for way in (one.with_user(auditor).action_ask_holder,
                    lambda: one.with_user(auditor).ask("ask_holder"),
                    one.with_user(auditor).action_reclass):  # fmt: skip
            with self.assertRaises(AccessError):
                way()
        with self.assertRaisesRegex(UserError, "none of"):
            one.ask("shout")
        one.ask("ask_holder", "Please.")
        message = self._messages()
        self.assertIn("Please.", message.body)
        with self.assertRaises(AccessError):
            message.with_user(self._user("ask_head", "ap_base.group_head")).write({"body": "x"})

    def test_an_approver_is_another_person(self):
        taken = self._take(
            claim("P1", "2026-12-03", 20, approver_id="E1"),
            claim("P2", "2026-12-03", 21, merchant="Cabs", approver_id="E2"),
        )
        self.assertEqual(taken.ask("ask_approver")["sent"], 2)
        self.assertEqual(self._messages().employee_id, self.boss | self.paul)

    def test_what_waits_without_a_finding_has_its_step_too(self):
        """Submitted: its approver is asked; no account: it is reclassified; a payment that
        is authorised only: nobody has anything to do."""
        waits = {"bookkeeping_status": "submitted", "category": "Meal"}
        asked, draft, unknown, pending = self._take(
            claim("W1", "2026-12-03", 20, **waits),
            claim("W2", "2026-12-03", 21, **waits | {"bookkeeping_status": "draft"}),
            claim("W3", "2026-12-03", 22, category="Flowers"),
            card("W4", "2026-12-03", 23, category="Meal", bookkeeping_status="pending"),
        )
        found = [asked, draft, unknown, pending]
        self.assertEqual(
            [(one.state, one.recommended_action) for one in found],
            [("waiting", "ask_approver"), ("waiting", "ask_holder"), ("review", "reclass"),
             ("waiting", False)],
        )  # fmt: skip
        self.assertIn("authorised, not settled", pending.reason_text)
        screen = asked.with_user(self.apprentice).action_recommended()
        self.env["ap.expense.ask"].browse(screen["res_id"]).action_send()
        self.assertIn("waits for your approval", self._messages().body)
        self.assertEqual(self._messages().employee_id, self.boss)
        self.assertEqual(unknown.action_recommended()["res_model"], "ap.expense.decide")
        with self.assertRaisesRegex(UserError, "Nothing is recommended"):
            pending.action_recommended()
        with self.assertRaisesRegex(UserError, "different things"):
            (asked | unknown).action_recommended()

    def test_only_an_accountant_takes_an_expense_out_of_dispute(self):
        held = self._take(
            claim("H1", "2026-12-03", 20, category="Meal", receipt="valid")
        )
        held.is_held = True
        held._prepare()
        self.assertEqual((held.state, held.recommended_action), ("review", "mark_ready"))
        with self.assertRaises(AccessError):
            held.with_user(self.apprentice).action_recommended()
        with self.assertRaises(AccessError):
            held.with_user(self.apprentice).write({"is_held": False})
        self.assertTrue(held.is_held)
        held.action_recommended()
        self.assertFalse(held.is_held)

    def test_vat_is_corrected_and_the_finding_goes(self):
        self.env["ap.expense.vat.rule"].search([("nature_id", "=", self.hotel.id)]).unlink()
        one = self._take(
            card("H1", "2026-12-03", "132.00", category="Hotel", vat_amount="12.00",
                 receipt="missing"),
        )  # fmt: skip
        self.assertEqual(one.vat_recovered, 12.0)
        [found] = self._check("expense_receipt").filtered(
            lambda one: one.message_code == "vat_without_receipt"
        )
        self.assertEqual(found.expense_nature_id, self.hotel)
        found.action_expense_recommended()
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.assertEqual((one.vat_recovered, one.vat_lost, one.cost), (0.0, 12.0, 132.0))
        self.assertEqual(found.state, "resolved")
        self._take(card("H1", "2026-12-03", "143.00", category="Hotel", vat_amount="13.00"))
        self.assertEqual((one.vat_recovered, one.cost), (0.0, 143.0))
        one.action_by_rules()
        self.assertEqual(one.vat_recovered, 13.0)

    def test_reclaimed_reclassified_spread_and_let_pass(self):
        taken = self._take(
            card("R1", "2026-12-03", "45.00", category="Meal", personal="1", receipt="valid"),
            card("S1", "2026-12-04", "1200.00", category="Software", receipt="valid",
                 service_start="2026-12-01", service_end="2027-11-30"),
            card("U1", "2026-12-05", "30.00", category="Other", receipt="valid"),
        )  # fmt: skip
        mine, long, unknown = taken
        findings = self._check("expense_personal", "expense_spread")
        self.assertEqual(findings.mapped("expense_action"), ["reclaim", "spread"])
        with self.assertRaisesRegex(UserError, "different things"):
            findings.action_expense_recommended()
        action = findings[0].action_expense_recommended()
        self.env["ap.expense.ask"].browse(action["res_id"]).action_send()
        self.assertTrue(mine.is_reclaimed)
        self.assertEqual(self._messages().purpose, "reclaim")
        self.assertEqual(mine.recommended_action, "reclaim")
        action = long.action_recommended()
        self.env["ap.expense.decide"].browse(action["res_id"]).action_decide()
        action = unknown.action_reclass()
        wizard = self.env["ap.expense.decide"].browse(action["res_id"])
        with self.assertRaisesRegex(UserError, "Choose an account"):
            wizard.action_decide()
        wizard.account_id = self.costs["Supplies"]
        wizard.action_decide()
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.assertEqual((unknown.account_id, unknown.state), (self.costs["Supplies"], "ready"))
        self.assertFalse(self._findings("expense_personal", "expense_spread"))
        self._book()
        with self.assertRaisesRegex(RedirectWarning, "is booked in"):
            (mine | unknown).ask("reclaim")
        self.assertEqual(len(self._messages()), 1)

    def test_a_person_lets_a_finding_pass(self):
        one = self._take(card("A1", "2026-12-03", "45.00", category="Meal", receipt="missing"))
        found = self._check("expense_receipt")
        accountant = self._user("ask_accountant", "ap_base.group_accountant")
        with self.assertRaises(AccessError):
            one.with_user(self.apprentice).action_mark_ready()
        one.is_held = True
        one.with_user(accountant).action_mark_ready()
        self.assertEqual((found.state, one.is_held), ("waived", False))
        with self.assertRaisesRegex(UserError, "Nothing is recommended"):
            one.action_recommended()

    def test_a_closed_cost_centre_stops_until_it_is_moved(self):
        plan = self.env["account.analytic.plan"].create({"name": "Sites"})
        site, other = self.env["account.analytic.account"].create(
            [{"name": "Site A", "code": "CCA", "plan_id": plan.id},
             {"name": "Site B", "plan_id": plan.id}]
        )  # fmt: skip
        self.env["ap.expense.centre"].create(
            {"tool_id": self.tool.id, "name": "CCA", "date_to": "2026-11-30",
             "analytic_distribution": {str(site.id): 100}}
        )  # fmt: skip
        late, early = self._take(
            claim("L1", "2026-12-02", 30, category="Meal", cost_centre="cca"),
            claim("L0", "2026-11-30", 20, category="Meal", cost_centre="CCA", merchant="B"),
        ).sorted("external_id", reverse=True)
        self.assertEqual(late.state, "ready")
        result = self._book(DAY)
        self.assertEqual((result["expenses"], result["review"]), (1, 1))
        self.assertTrue(early.liability_move_id)
        self.assertEqual((late.state, late.liability_due), ("review", False))
        self.assertIn("was closed on", late.reason_text)
        self.assertIn("Choose an analytic distribution", late.reason_text)
        self.assertEqual(late.recommended_action, "reclass")
        wizard = self.env["ap.expense.decide"].browse(late.action_recommended()["res_id"])
        wizard.analytic_distribution = {str(other.id): 100}
        wizard.action_decide()
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.assertEqual((late.state, late.reason_text), ("ready", False))
        self.assertEqual(self._book(DAY)["expenses"], 1)

    def test_an_archived_analytic_account_is_a_closed_centre(self):
        """Archived on 1 December in Paris: what was spent until then is its cost."""
        self.company.partner_id.tz = "Europe/Paris"
        plan = self.env["account.analytic.plan"].create({"name": "Sites"})
        site = self.env["account.analytic.account"].create(
            {"name": "Site X", "code": "CCX", "plan_id": plan.id}
        )
        self.env.flush_all()
        self.env.cr.precommit.run()
        with freeze_time("2026-11-30 23:30:00"):
            site.with_context(tracking_disable=False, mail_notrack=False).active = False
            self.env.flush_all()
            self.env.cr.precommit.run()
        early, late = self._take(
            claim("L0", "2026-12-01", 20, category="Meal", cost_centre="CCX"),
            claim("L1", "2026-12-02", 30, category="Meal", cost_centre="site x", merchant="B"),
        )
        self.assertEqual(early.analytic_distribution, {str(site.id): 100})
        self._check("expense_centre")
        self.assertEqual((early.state, late.state), ("ready", "review"))
        self.assertIn("was closed on 12/01/2026", late.reason_text)
        self.assertEqual(late.recommended_action, "reclass")
        other = site.copy({"name": "Site Y", "code": "CCY", "active": True})
        late.with_user(self.apprentice).analytic_distribution = {str(other.id): 100}
        self._check("expense_centre")
        self.assertEqual(late.state, "ready")

    def test_the_night_sees_what_no_import_changed(self):
        """A cost centre that is closed later, a card row nobody documents."""
        row = card("N1", "2026-12-02", 30, category="Meal", cost_centre="CCZ")
        one, silent = self._take(row, card("N2", "2026-11-20", 31, merchant="B"))
        self.env["account.analytic.account"].create(
            {"name": "CCZ", "plan_id": self.env["account.analytic.plan"].create({"name": "P"}).id}
        )
        one._prepare()
        self._check("expense_centre", "expense_receipt")
        self.assertEqual(one.state, "ready")
        self.assertEqual(
            self._findings("expense_receipt").mapped("message_code"),
            ["receipt_unknown", "receipt_unknown"],
        )
        self.env["ap.expense.centre"].create(
            {"tool_id": self.tool.id, "name": "CCZ", "date_to": "2026-12-01"}
        )
        with freeze_time("2026-12-24"):
            self._check("expense_centre", "expense_receipt")
        self.assertEqual(one.state, "review")
        self.assertIn(
            "card_never_documented", self._findings("expense_receipt").mapped("message_code")
        )
        self.assertEqual(silent.state, "review")
        head = self._user("ask_head2", "ap_base.group_head")
        self._findings("expense_centre").with_user(head).waive("Agreed.")
        self.assertEqual(one.state, "ready")

    def test_like_findings_are_handled_together(self):
        self._take(
            card("A1", "2026-12-03", "45.00", category="Hotel", receipt="missing"),
            card("A2", "2026-12-04", "46.00", category="Hotel", receipt="missing"),
            card("A3", "2026-12-04", "47.00", category="Meal", receipt="missing"),
            card("A4", "2026-12-04", "48.00", category="Meal", receipt="invalid"),
        )
        self._check("expense_receipt")
        groups = self.env["ap.expense.finding.group"].search(
            [("company_id", "=", self.company.id), ("control_id.code", "=", "expense_receipt")]
        )
        self.assertEqual(
            sorted((one.message_code, one.nature_id.code or "", one.finding_count, one.amount)
                   for one in groups),
            [("receipt_invalid", "", 1, 48.0), ("receipt_missing", "", 1, 47.0),
             ("receipt_missing", "hotel", 2, 91.0)],
        )  # fmt: skip
        [hotels] = groups.filtered("nature_id")
        listed = self.env["ap.finding"].search(hotels.action_open_findings()["domain"])
        self.assertEqual(set(listed.expense_id.mapped("external_id")), {"A1", "A2"})
        self.assertTrue(hotels.example)
        action = groups.with_user(self.apprentice).action_recommended()
        wizard = self.env["ap.expense.ask"].with_user(self.apprentice).browse(action["res_id"])
        self.assertEqual((wizard.mail_count, wizard.asked_count), (1, 4))
        wizard.action_send()
        groups.invalidate_recordset()
        self.assertEqual(sum(groups.mapped("asked_count")), 4)
