# SPDX-License-Identifier: AGPL-3.0-or-later
"""After each step of the engine the checklist looks at the books."""

from odoo import api, models


class ApClosing(models.Model):
    _inherit = "ap.closing"

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


class ApClosingRun(models.Model):
    _inherit = "ap.closing.run"

    def action_propose(self):
        result = super().action_propose()
        self.closing_id._refresh_tasks()
        return result

    def action_review(self):
        self.closing_id._refuse_closed()
        return super().action_review()

    def action_post(self):
        result = super().action_post()
        self.closing_id._refresh_tasks()
        return result

    def action_cancel(self, reason):
        result = super().action_cancel(reason)
        self.closing_id._refresh_tasks()
        return result

    def _mark_stale(self, company, day, kinds, only_open=False):
        result = super()._mark_stale(company, day, kinds, only_open)
        self.env["ap.closing.task"].sudo()._mark_to_check(company, day)
        return result
