# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.ap_base.arithmetic.calendar import month_start


class ApClosingMonths(models.TransientModel):
    """One month of many companies by one button."""

    _name = "ap.closing.months"
    _description = "Prepare closings"

    date_end = fields.Date(
        string="Closing date",
        required=True,
        default=lambda self: month_start(fields.Date.context_today(self)) - timedelta(1),
        help="Last day of the month, included.",
    )
    company_ids = fields.Many2many(
        "res.company",
        string="Companies",
        required=True,
        default=lambda self: self.env.user.company_ids.filtered("chart_template"),
        domain=lambda self: [("id", "in", self.env.user.company_ids.ids)],
    )
    post = fields.Boolean(
        string="Post what is proposed", help="Where nothing prevents it."
    )
    result = fields.Text(readonly=True)

    @api.model
    def _sentence(self, one) -> str:
        """What became of one company."""
        if one.get("error"):
            return self.env._("%(company)s: %(why)s", company=one["company"], why=one["error"])
        if one["blocking"]:
            return self.env._(
                "%(company)s: proposed, not posted. %(why)s",
                company=one["company"],
                why=" ".join(one["blocking"]),
            )
        posted = all(run["state"] == "posted" for run in one["runs"])
        if posted:
            return self.env._("%(company)s: posted.", company=one["company"])
        return self.env._("%(company)s: proposed.", company=one["company"])

    def action_apply(self):
        """Run the month of each company and show what became of it."""
        self.ensure_one()
        found = self.env["ap.closing"].close_months(
            self.company_ids.ids, self.date_end, post=self.post
        )
        self.result = "\n".join(map(self._sentence, found))
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "name": self.env._("Prepare closings"),
        }

    def action_open_overview(self):
        """The checklists of all companies for that month."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_closing.ap_closing_group_action"
        )
        action["domain"] = [("date_end", "=", self.date_end)]
        return action
