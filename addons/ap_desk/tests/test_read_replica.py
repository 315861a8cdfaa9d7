# SPDX-License-Identifier: AGPL-3.0-or-later
"""What only reads is answered by a read replica: it works where nothing can be written."""

from odoo.tests import tagged

from odoo.addons.ap_base.tests.common import ControlCommon

OURS = ("odoo.addons.ap_", "odoo.addons.l10n_fr_ap_")


@tagged("post_install", "-at_install")
class TestReadReplica(ControlCommon):
    def _readers(self):
        """(model, method, arguments) of each method that says it only reads."""
        company, day = self.env.company.id, "2026-10-31"
        period = (company, "2026-10-01", day)
        return [
            ("ap.order.position", "at_date", (company, day)),
            ("ap.supplier.account", "at_date", (company, day)),
            ("ap.bank.reconciliation", "at_date", (self._bank().id, day)),
            ("ap.closing", "roll_forward", (*period, "408")),
            ("ap.loan", "reconcile", (company, day)),
            ("ap.expense.tool", "at_date", (company, day)),
            ("ap.kpi", "compute", period),
            ("ap.kpi", "documents", ("dpo", *period)),
            ("ap.kpi", "breakdown", ("exceptions_owned", *period, "owner")),
        ]  # fmt: skip

    def _bank(self):
        return self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.env.company.id)], limit=1
        )

    def test_readers_write_nothing(self):
        self.env.flush_all()
        for model, method, arguments in self._readers():
            with self.subTest(model=model, method=method):
                self.assertTrue(getattr(self.env.registry[model], method)._readonly)
                self.env.cr.execute("SAVEPOINT read_only")
                self.env.cr.execute("SET LOCAL transaction_read_only = on")
                getattr(self.env[model], method)(*arguments)
                self.env.cr.execute("ROLLBACK TO SAVEPOINT read_only")

    def test_every_method_that_says_so_is_tried(self):
        ours = {
            (model, name)
            for model, cls in self.env.registry.items()
            for name in dir(cls)
            if not name.startswith("_")
            and getattr(getattr(cls, name, None), "_readonly", False)
            and getattr(cls, name).__module__.startswith(OURS)
        }
        tried = {(model, method) for model, method, _arguments in self._readers()}
        self.assertEqual(ours, tried)
