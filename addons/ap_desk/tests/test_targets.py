# SPDX-License-Identifier: AGPL-3.0-or-later
"""One target of a key figure for several companies: those of the head, and no others."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestTargets(TransactionCase):
    """The head works in two companies of three; one of them is switched on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first, cls.second, cls.third = cls.env["res.company"].create(
            [{"name": "First"}, {"name": "Second"}, {"name": "Third"}]
        )
        cls.own = cls.first | cls.second
        cls.people = {
            role: new_test_user(
                cls.env, f"target_{role}", f"base.group_user,ap_base.group_{role}",
                company_id=cls.first.id, company_ids=[Command.set(cls.own.ids)],
            )
            for role in ("head", "accountant", "apprentice", "auditor")
        }  # fmt: skip
        cls.kpi = cls.env.ref("ap_desk.kpi_paid_late")

    def _asked(self, role="head", companies=None, **values):
        """The question as the button opens it, with one company switched on."""
        person = self.env(user=self.people[role].id, context={"lang": "en_US"})
        kpi = self.kpi.with_env(person).with_context(allowed_company_ids=self.first.ids)
        opened = kpi.action_set_targets()
        question = kpi.env[opened["res_model"]].browse(opened["res_id"])
        question.write(values)
        if companies is not None:
            for line in question.line_ids:
                line.chosen = line.name in companies
        return question

    def _now(self, question):
        question.invalidate_recordset()
        return [(line.name, line.now_text) for line in question.line_ids]

    def _targets(self):
        found = {}
        for company in (self.first, self.second, self.third):
            kpi = self.kpi.with_company(company)
            found[company.name] = kpi.target if kpi.has_target else None
        return found

    def test_a_head_sets_it_in_all_own_companies(self):
        asked = self._asked(target=5.0)
        self.assertEqual(self._now(asked), [("First", "no target"), ("Second", "no target")])
        asked.action_apply()
        self.assertEqual(self._targets(), {"First": 5.0, "Second": 5.0, "Third": None})
        self._asked(target=4.0, companies=["Second"]).action_apply()
        self.assertEqual(self._targets(), {"First": 5.0, "Second": 4.0, "Third": None})
        self.assertEqual(self._now(self._asked()), [("First", "5.0 %"), ("Second", "4.0 %")])
        self._asked(has_target=False).action_apply()
        self.assertEqual(set(self._targets().values()), {None})

    def test_where_none_is_ticked_nothing_is_set(self):
        with self.assertRaisesRegex(UserError, "Tick at least one"):
            self._asked(target=5.0, companies=[]).action_apply()

    def test_the_company_of_others_is_refused(self):
        asked = self._asked(target=5.0)
        asked.line_ids[0].company_id = self.third.id
        with self.assertRaisesRegex(UserError, "in which you work"):
            asked.action_apply()
        self.assertEqual(set(self._targets().values()), {None})

    def test_below_the_head_nobody_sets_targets(self):
        for role in ("accountant", "apprentice", "auditor"):
            with self.assertRaises(AccessError, msg=role):
                self._asked(role, target=5.0)
        asked = self._asked(target=5.0)
        with self.assertRaisesRegex(AccessError, "Head of accounting"):
            asked.with_user(self.people["accountant"]).action_apply()
        self.assertEqual(set(self._targets().values()), {None})
