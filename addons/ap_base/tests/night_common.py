# SPDX-License-Identifier: AGPL-3.0-or-later
"""Nights of controls of bills, and what their controls read."""

import re
from datetime import date
from unittest.mock import patch

from ..models import control_night
from ..models.control_reads import COMMON, read_by

DAY = date(2026, 10, 20)
# Where a finding is kept, and what each statement may look up.
OWN = {"ap_finding", "ap_bill_conformity", "jsonb_to_recordset", "unnest"}
TABLE = re.compile(r'\b(?:FROM|JOIN)\s+"?(?!LATERAL)([a-z_]+)"?', re.IGNORECASE)
NAMED = re.compile(r'(?:WITH|\)\s*,)\s+"?([a-z_]+)"?\s+AS', re.IGNORECASE)


class NightOfControls:
    """For test cases with `company`; `declared`: codes of controls that say what they read."""

    declared: frozenset = frozenset()

    @classmethod
    def set_up_night(cls):
        """Only these controls run; the code that judges counts as known."""
        engine = cls.env["ap.control"].with_context(active_test=False)
        engine.search([("code", "in", sorted(cls.declared))]).active = True
        cls.controls = cls.env["ap.control"].search([("res_model", "=", "account.move")])
        cls.startClassPatcher(patch.object(control_night, "code_stamp", lambda _env: "code"))

    def night(self, day=DAY):
        night = control_night.begin(self.env(su=True), self.company, day)
        with control_night.NIGHT.open(night):
            self.env["ap.control"]._check(self.company.id, res_model="account.move", date=day)
        self.env.flush_all()

    def looks(self, day=DAY):
        """{code of a control that says what it reads: its look}, at the start of a night."""
        company = self.company.sudo()
        night = control_night.begin(self.env(su=True), company, day)
        with control_night.NIGHT.open(night):
            found = {
                one.code: control_night.look_of(one.sudo(), company) for one in self.controls
            }
        return {code: look for code, look in found.items() if look}

    def findings(self):
        """What is found, to the row; not when."""
        self.env.flush_all()
        self.env.cr.execute(
            """SELECT control_code, res_id, key, state, cause, message_code, message_values,
                      message_plain, evidence, amount, currency_id, partner_id, user_id,
                      date_due, holds, holding, asking, severity
                 FROM ap_finding WHERE company_id = %s ORDER BY control_code, res_id, key""",
            [self.company.id],
        )
        return [str(row) for row in self.env.cr.fetchall()]

    def found_by_all(self, day=DAY):
        """What a look at all bills finds; it is undone."""
        undone = self.env.cr.savepoint()
        self.env["ap.control"]._check(self.company.id, res_model="account.move", date=day)
        found = self.findings()
        undone.close(rollback=True)
        self.env.invalidate_all()
        return found

    def readers(self, source):
        return {one.code for one in self.controls if source in (read_by(one) or ())}

    def assert_says_what_it_reads(self, control):
        """Every table that a statement of the control names is one of its sources'."""
        sources, cursor = self.env["ap.control"]._sources(), type(self.env.cr)
        execute, seen = cursor.execute, []

        def spied(cr, query, *args, **kwargs):
            seen.append(getattr(query, "code", query))
            return execute(cr, query, *args, **kwargs)

        known = {*COMMON, *OWN}
        for name in read_by(control):
            known.update(sources[name].tables)
        self.env.registry.clear_cache()
        self.env.invalidate_all()
        self.company.sudo().partner_id.fetch()  # its card counts for all bills alike
        method = getattr(control.sudo(), control._method_name())
        with patch.object(cursor, "execute", spied):
            method(self.company.sudo(), None, DAY)
        read = {one for query in seen for one in TABLE.findall(query)}
        read -= {one for query in seen for one in NAMED.findall(query)}
        with self.subTest(control.code):
            self.assertIn("account_move", read)
            self.assertEqual(read - known, set())
