# SPDX-License-Identifier: AGPL-3.0-or-later
"""What changed in a transaction is looked at once, by sets, before the transaction ends.

Whoever changes a record (screen, import, cron, RPC, another room), the hook of its model
notes it here; the rooms register phases, which run in the order read, match, impute, check.
"""

from contextlib import contextmanager

from odoo import SUPERUSER_ID, api, models

from .changed_queue import CHECK, Marks, Phase, check_changed
from .engine_pass import LOOKING

KEY = "ap_base.changed"
HELD = "ap_base.changed_and_held"
OF_BILLS = frozenset(
    {
        "ref", "partner_id", "invoice_date", "invoice_date_due", "date", "currency_id",
        "move_type", "state", "invoice_line_ids", "line_ids", "fiscal_position_id",
        "invoice_payment_term_id", "partner_bank_id", "invoice_origin",
    }
)  # fmt: skip
OF_LINES = frozenset(
    {
        "name", "price_unit", "quantity", "discount", "tax_ids", "account_id",
        "product_id", "analytic_distribution",
    }
)  # fmt: skip
# A change of any of them is a change of a bill: of itself, its lines or its files.
BILLS = {"account.move": OF_BILLS, "account.move.line": OF_LINES, "ir.attachment": None}


class ApChanged(models.AbstractModel):
    """The one queue of changes of a transaction."""

    _name = "ap.changed"
    _description = "What changed"

    @api.model
    def _phases(self) -> list[Phase]:
        """What follows a change, in any order; rooms add theirs."""
        return [Phase("check", CHECK, self._watched_by_checks(), check_changed)]

    @api.model
    def _watched_by_checks(self) -> dict:
        """Which changes let the controls that look at changes run: {source: fields}, None
        for any change; rooms add theirs."""
        return dict(BILLS)

    @api.model
    def _note(self, records, names=None, source=None) -> None:
        """These records changed: `names`, the fields written (None: made, or deleted);
        `source`, the model whose change it was, where it is another than theirs.

        While a phase runs, what it changes is noted for the phases after it only.
        """
        if not self.env.registry.ready:
            return
        after = LOOKING.value or 0
        ids = records.ids
        for phase in self._phases() if ids else ():
            if phase.order > after and phase.concerns(source or records._name, names):
                self._marks().add(phase.code, records._name, ids)

    def _marks(self) -> Marks:
        waiting = self.env.cr.precommit
        if KEY not in waiting.data:
            waiting.data[KEY] = Marks()
            env = api.Environment(self.env.cr, SUPERUSER_ID, {})
            waiting.add(env["ap.changed"]._look)
        return waiting.data[KEY]

    @api.model
    @contextmanager
    def _held(self):
        """Nothing is looked at within: each savepoint ends with what waits, and a draft
        that is half imported lacks what comes with the other half."""
        cache = self.env.cr.cache
        if HELD in cache:
            yield
            return
        cache[HELD] = Marks()
        try:
            yield
        finally:
            held = cache.pop(HELD, None)
            if held:
                self._marks().add_all(held)

    @api.model
    def _look(self) -> None:
        """Run the phases, as superuser, on what was noted."""
        data, cache = self.env.cr.precommit.data, self.env.cr.cache
        if HELD in cache:
            cache[HELD].add_all(data.pop(KEY))
            return
        self.env.flush_all()
        try:
            for phase in sorted(self._phases(), key=lambda one: (one.order, one.code)):
                changed = data[KEY].take(phase.code)
                with LOOKING.open(phase.order):
                    if changed:
                        phase.run(self.env, changed)
        finally:
            data.pop(KEY)

