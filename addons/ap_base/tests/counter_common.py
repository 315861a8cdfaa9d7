# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the tests of the dashboard share, here and in the add-ons above."""

from .common import ControlCommon


class CounterCommon(ControlCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bill.unlink()

    def _counters(self, role, **context):
        counters = self._as(role, self.env["ap.desk.counter"]).with_context(**context)
        return counters.search([("shown", "=", True)])

    def _counter(self, code, role="accountant", **context):
        self.env.flush_all()
        found = self._counters(role, **context).filtered(lambda one: one.code == code)
        found.invalidate_recordset()
        return found

    def _shown(self, code, role="accountant", **context):
        counter = self._counter(code, role, **context)
        return counter.count, counter.amounts and counter.amounts.replace("\xa0", " ")

    def _counter_of(self, code):
        return self.env["ap.desk.counter"].sudo().search([("code", "=", code)])
