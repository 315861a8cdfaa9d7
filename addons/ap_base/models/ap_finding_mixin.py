# SPDX-License-Identifier: AGPL-3.0-or-later
"""For documents that controls look at: their findings, and a button to check them."""

from odoo import api, fields, models


class ApFindingMixin(models.AbstractModel):
    """Inherit it beside the model; needs a `company_id`."""

    _name = "ap.finding.mixin"
    _description = "Document with findings"

    ap_open_finding_ids = fields.Many2many(
        "ap.finding",
        string="Findings that are open",
        compute="_compute_ap_findings",
        compute_sudo=True,
        groups="ap_base.group_auditor,ap_base.group_apprentice",
    )
    ap_finding_count = fields.Integer(
        string="Open findings", compute="_compute_ap_findings", compute_sudo=True
    )
    ap_finding_severity = fields.Selection(
        [("info", "Info"), ("warning", "Warning"), ("blocking", "Blocking")],
        string="Worst finding",
        compute="_compute_ap_findings",
        compute_sudo=True,
    )
    ap_finding_text = fields.Text(
        string="What was found", compute="_compute_ap_findings", compute_sudo=True
    )

    ap_finding_stops = fields.Text(
        string="What stops it", compute="_compute_ap_findings", compute_sudo=True
    )
    ap_finding_remarks = fields.Text(
        string="What else was found", compute="_compute_ap_findings", compute_sudo=True
    )

    @api.depends_context("lang")
    def _compute_ap_findings(self):
        findings = self.env["ap.finding"].search(self._ap_finding_domain())
        by_document = findings.grouped("res_id")
        nothing = self.env["ap.finding"]
        for record in self:
            mine = by_document.get(record._origin.id, nothing)
            record.ap_open_finding_ids = mine
            record.ap_finding_count = len(mine)
            record.ap_finding_severity = mine[:1].severity
            stops = mine.filtered(lambda finding: finding.severity == "blocking")
            record.ap_finding_text = _lines(mine)
            record.ap_finding_stops = _lines(stops)
            apart = record._ap_findings_shown_elsewhere(mine)
            record.ap_finding_remarks = _lines(mine - stops - apart)

    @api.model
    def _ap_shows_of_findings(self) -> list[str]:
        """The fields that show findings: none is stored, so none knows when they change."""
        return [
            "ap_open_finding_ids", "ap_finding_count", "ap_finding_severity",
            "ap_finding_text", "ap_finding_stops", "ap_finding_remarks",
        ]  # fmt: skip

    def _ap_findings_shown_elsewhere(self, findings):
        """Those that the screen of the document shows at another place."""
        return findings.browse()

    def _ap_finding_domain(self):
        return [
            ("res_model", "=", self._name),
            ("res_id", "in", self._origin.ids),
            ("state", "in", ("open", "assigned")),
        ]

    def _ap_people_involved(self):
        """Who made these documents: they do not waive what blocks or holds them."""
        return self.create_uid

    def action_ap_findings(self):
        """The findings of these documents."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_base.ap_finding_action"
        )
        action["domain"] = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        action["context"] = {"search_default_open": 1}
        action.pop("path", None)
        return action

    def action_ap_check(self):
        """Run all controls on these documents now."""
        totals = {"found": 0, "new": 0, "resolved": 0}
        for company, records in self.grouped("company_id").items():
            counts = self.env["ap.control"].check(
                company.id, res_model=self._name, res_ids=records.ids
            )
            for count in counts.values():
                totals = {name: totals[name] + count[name] for name in totals}
        return self.env["ap.control"]._notify_counts(totals)


def _lines(findings) -> str | bool:
    return "\n".join(findings.mapped("message")) or False
