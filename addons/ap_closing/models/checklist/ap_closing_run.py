# SPDX-License-Identifier: AGPL-3.0-or-later
"""The steps of a month as the screen takes them: what stands before posting and where
it is mended, posting run by run with a bar, and a look of the checklist after each."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.ap_base.models import arguments

from .. import closing_blockers, closing_steps


class ApClosing(models.Model):
    _inherit = "ap.closing"

    blockers = fields.Json(string="Before posting", compute="_compute_blockers")

    @api.depends_context("lang")
    def _compute_blockers(self):
        for closing in self:
            closing.blockers = closing_steps.blockers(closing)

    # -- what stands before posting --------------------------------------------------

    def action_mend(self, key):
        """The screen where one reason is mended; what is gone by now reloads the form."""
        self.ensure_one()
        self.check_access("read")
        found = [one for one in closing_blockers.of(self) if one.key == key]
        if not found:
            return {"type": "ir.actions.client", "tag": "soft_reload"}
        return getattr(closing_blockers, found[0].action)(self, found[0])

    def read_blocked_again(self):
        """Read again the sources of runs that something prevents from being posted.

        Called when somebody comes back to the month: what was mended counts at once. The
        runs that mending made stale are read with them, so that the next step is the
        review and not another proposal. Returns whether the reasons changed.
        """
        self.ensure_one()
        before = closing_steps.blockers(self)
        runs = closing_blockers.blocked_runs(self)
        if not runs or self.is_closed or not self._may_propose():
            return False
        self._lock()
        (runs | closing_blockers.stale_runs(self))._propose()
        self.invalidate_recordset()
        return closing_steps.blockers(self) != before

    def _may_propose(self) -> bool:
        return self.env.user.has_group("ap_base.group_apprentice")

    # -- posting with a bar ------------------------------------------------------------

    def action_post_steps(self):
        """Post the reviewed runs one by one, each in its own transaction, with a bar.

        Refused as `action_post` is. What was posted stays when a later run fails.
        """
        self.ensure_one()
        self._check_role("ap_base.group_accountant")
        runs = self.run_ids.filtered(lambda run: run.state == "reviewed").sorted("sequence")
        blocking = self._blocking(runs)
        if blocking:
            raise UserError("\n".join(blocking))
        labels = self.env["ap.closing.kind"]._labels()
        steps = [
            {
                "label": self.env._(
                    "%(run)s (%(count)s)", run=labels[run.kind], count=run.line_count
                ),
                "method": "post_one_run",
                "args": [run.id],
            }
            for run in runs
        ]
        steps.append(
            {"label": self.env._("Compare the ledger and the checklist"), "method": "compare"}
        )
        return closing_steps.dialog(self, self.env._("Post the month"), steps)

    def post_one_run(self, run_id):
        """Post one reviewed run of the month. Asked again for a posted one, nothing."""
        self.ensure_one()
        self._check_role("ap_base.group_accountant")
        run_id = arguments.one_id(self.env, run_id)
        self._lock()
        run = arguments.among(self.env, [run_id], self.run_ids)
        run = run.filtered(lambda run: run.state == "reviewed")
        blocking = self._blocking(run)
        if blocking:
            raise UserError("\n".join(blocking))
        run._post()
        return True

    def compare(self):
        """Compute the tie-outs of these months and let the checklist look."""
        self._check_role("ap_base.group_apprentice")
        self.check_access("read")
        for closing in self:
            self.env["ap.tie.out"].compute(closing.company_id.id, closing.date_end)
        self._refresh_tasks()
        return True

    # -- the checklist looks -------------------------------------------------------------

    @api.model
    def close_month(self, company_id, date_end, kinds=None, post=False):
        result = super().close_month(company_id, date_end, kinds=kinds, post=post)
        self.browse(result["closing_id"])._refresh_tasks()
        return result

    def action_propose(self):
        result = super().action_propose()
        self._refresh_tasks()
        return result

    def action_post(self):
        result = super().action_post()
        self._refresh_tasks()
        return result
