# SPDX-License-Identifier: AGPL-3.0-or-later
"""The dashboard for the desk as a whole: tiles to the cent at their day, what is new,
what the group has."""

from freezegun import freeze_time

from odoo import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.ap_base.models.finding_value import FindingValue
from odoo.addons.ap_base.tests.common import differing
from odoo.addons.ap_base.tests.counter_common import CounterCommon


@tagged("post_install", "-at_install")
class TestTiles(CounterCommon):
    """The case desk-tile-equals-list: 1,000.00 + 500.00 + 250.00 = 1,750.00 to pay; a
    draft, a cancelled bill, one of tomorrow and one of another company move no tile."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2026-11-20 10:00"):
            cls._case()

    @classmethod
    def _case(cls):
        for ref, amount in (("T1", 1000.0), ("T2", 500.0), ("T3", 250.0)):
            cls._bill(ref, amount, "2026-11-20", post=True)
        cls._bill("T4", 10498.95, "2026-11-20")
        cls._bill("T5", 77.0, "2026-11-20").button_cancel()
        cls._bill("T6", 300.0, "2026-11-21", post=True)
        other = cls.setup_other_company()
        cls.env["account.move"].with_company(other["company"]).create(
            {"move_type": "in_invoice", "partner_id": cls.partner_a.id, "ref": "T7",
             "invoice_date": "2026-11-20", "invoice_line_ids": [Command.create(
                 {"name": "x", "price_unit": 999.0, "tax_ids": False})]}
        ).action_post()  # fmt: skip
        bank = cls.company_data["default_journal_bank"].default_account_id
        for day, amount in (("2026-11-20", 5000.0), ("2026-11-21", -300.0)):
            cls._entry(bank, day, amount)

    @classmethod
    def _entry(cls, bank, day, amount):
        other = cls.company_data["default_account_revenue"]
        cls.env["account.move"].create(
            {"journal_id": cls.company_data["default_journal_misc"].id, "date": day,
             "line_ids": [
                 Command.create({"account_id": bank.id, "balance": amount}),
                 Command.create({"account_id": other.id, "balance": -amount})]}
        ).action_post()  # fmt: skip

    def _tile(self, code, amount_field, sign):
        """(count and amount of the tile, count and amount of its list, its day)."""
        counter = self._counter(code)
        action = counter.action_open()
        records = counter.env[action["res_model"]].with_context(**action["context"])
        listed = records.search(action["domain"])
        amount = sign * sum(listed.mapped(amount_field))
        shown = counter.amounts.replace("\xa0", " ")
        return (counter.count, shown), (len(listed), round(amount, 2)), counter.day_text

    def test_tiles_are_their_lists_today_and_the_next_day(self):
        with freeze_time("2026-11-20 10:00"):
            tile, listed, day = self._tile("bill_to_pay", "amount_residual", -1)
            self.assertEqual((tile, listed), ((3, "1,750.00 €"), (3, 1750.0)))
            self.assertEqual(day, "at 11/20/2026")
            tile, listed, day = self._tile("bank_balance", "balance", 1)
            self.assertEqual((tile[1], listed[1]), ("5,000.00 €", 5000.0))
            self.assertEqual(day, "at 11/20/2026")
        with freeze_time("2026-11-21 10:00"):
            tile, listed, _day = self._tile("bill_to_pay", "amount_residual", -1)
            self.assertEqual((tile, listed), ((4, "2,050.00 €"), (4, 2050.0)))
            tile, listed, day = self._tile("bank_balance", "balance", 1)
            self.assertEqual((tile[1], listed[1]), ("4,700.00 €", 4700.0))
            self.assertEqual(day, "at 11/21/2026")

    def test_what_does_not_depend_on_the_day_says_none(self):
        self.assertFalse(self._counter("bill_post").day_text)


@tagged("post_install", "-at_install")
class TestWhatIsNew(CounterCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.control.severity = "blocking"
        partners = cls.env["res.partner"].create([{"name": "x"} for _ in range(5)])
        found = [FindingValue("res.partner", one.id) for one in partners]
        findings = cls.env["ap.finding"].sudo()
        findings._store(cls.control, cls.company, found)
        new = findings.search([("control_id", "=", cls.control.id)], order="id")
        cls.env.flush_all()
        for moment, some in (("2026-11-17 09:00", new[:2]), ("2026-11-19 09:00", new[2:])):
            cls.env.cr.execute(
                "UPDATE ap_finding SET create_date = %s, first_seen = %s WHERE id = ANY(%s)",
                [moment, moment, some.ids],
            )
        cls.env.invalidate_all()

    @freeze_time("2026-11-20 10:00")
    def test_what_came_since_yesterday_is_counted_and_listed(self):
        self.assertEqual(self._shown("finding_blocking"), (5, False))
        self.assertEqual(self._shown("finding_blocking", ap_since="yesterday"), (3, False))
        counters = self._counters("head", ap_since="yesterday")
        self.assertEqual(differing(counters), {})

    def test_each_person_has_the_own_last_look(self):
        with freeze_time("2026-11-18 10:00"):
            self._counter("finding_blocking", "accountant").action_seen()
        with freeze_time("2026-11-20 10:00"):
            since = {"ap_since": "seen"}
            self.assertEqual(self._shown("finding_blocking", **since), (3, False))
            self.assertEqual(self._shown("finding_blocking", "head", **since), (5, False))
            self._counter("finding_blocking", "accountant").action_seen()
            self.assertEqual(self._shown("finding_blocking", **since), (0, False))
        visits = self.env["ap.desk.visit"].sudo().search([])
        mine = visits.filtered(lambda one: one.user_id == self.users["accountant"])
        self.assertEqual(len(mine), 1)

    def test_causes_are_drawn_by_how_common_they_are(self):
        self.control.copy({"code": "test_rare", "name": "Rare <b>"})
        rare = self.env["ap.control"].search([("code", "=", "test_rare")])
        found = [FindingValue("res.partner", self.partner_a.id)]
        self.env["ap.finding"].sudo()._store(rare, self.company, found)
        counter = self._counter("finding_cause")
        rows = counter._causes()
        self.assertEqual(rows, [("Test control", 5), ("Rare <b>", 1)])
        self.assertIn("width:100%", counter.causes_html)
        self.assertIn("width:20%", counter.causes_html)
        self.assertNotIn("<b>", counter.causes_html.replace("<b>5</b>", "").replace("<b>1</b>", ""))

    def test_the_group_is_counted_whatever_is_switched_on(self):
        other = self.env["res.company"].create({"name": "Second"})
        partner = self.env["res.partner"].create({"name": "x"})
        self.env["ap.finding"].sudo()._store(
            self.control, other, [FindingValue("res.partner", partner.id)]
        )
        self.users["head"].company_ids |= other
        self.assertEqual(self._shown("finding_blocking", "head"), (5, False))
        group = {"ap_whole_group": True}
        self.assertEqual(self._shown("finding_blocking", "head", **group), (6, False))
        opened = self._counter("finding_blocking", "head", **group).action_open()
        self.assertEqual(
            set(opened["context"]["allowed_company_ids"]), {self.company.id, other.id}
        )
        self.assertEqual(differing(self._counters("head", **group)), {})
        self.assertEqual(self._shown("finding_blocking", "accountant", **group), (5, False))

    def test_a_stranger_neither_reads_nor_writes_a_look(self):
        stranger = new_test_user(self.env, "visit_stranger", "base.group_user")
        visits = self.env["ap.desk.visit"].with_user(stranger)
        for operation in ("read", "write", "create", "unlink"):
            self.assertFalse(visits.has_access(operation))
