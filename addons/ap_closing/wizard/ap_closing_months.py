# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.ap_base.arithmetic.calendar import month_start
from odoo.addons.ap_base.models.work import Piece


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
        self.result = self._handed_out() or "\n".join(map(self._sentence, self._close()))
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "name": self.env._("Prepare closings"),
        }

    def _close(self) -> list:
        closings = self.env["ap.closing"]
        return closings.close_months(self.company_ids.ids, self.date_end, post=self.post)

    def _handed_out(self) -> str:
        """What is said where jobs prepare the companies, side by side; empty elsewhere."""
        if len(self.company_ids) < 2:
            return ""
        role = "ap_base.group_accountant" if self.post else "ap_base.group_apprentice"
        self.env["ap.closing"]._check_role(role)
        works, about = self.env["ap.work"], [self.date_end.isoformat(), self.post]
        pieces = [Piece(one.id, [*about, self.env.uid], one.name) for one in self.company_ids]
        if not works._hand_out(works._work("prepare_months"), pieces):
            return ""
        return self.env._(
            "%(count)s companies are being prepared side by side. You are told as each one "
            "is done; the overview shows how far they are.",
            count=len(pieces),
        )

    def action_open_overview(self):
        """The checklists of all companies for that month."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_closing.ap_closing_group_action"
        )
        action["domain"] = [("date_end", "=", self.date_end)]
        return action
