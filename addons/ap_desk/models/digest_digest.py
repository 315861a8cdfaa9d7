# SPDX-License-Identifier: AGPL-3.0-or-later
"""Figures of the desk in the mails that Odoo sends each day, week or month."""

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..rules import kpi_values

ROLES = ("ap_base.group_apprentice", "ap_base.group_auditor")


class DigestDigest(models.Model):
    _inherit = "digest.digest"

    kpi_ap_bills = fields.Boolean("Supplier bills posted")
    kpi_ap_bills_value = fields.Integer(compute="_compute_kpi_ap")
    kpi_ap_touchless = fields.Boolean("Bills posted without a hand (%)")
    kpi_ap_touchless_value = fields.Float(compute="_compute_kpi_ap", digits=(16, 1))
    kpi_ap_late = fields.Boolean("Paid late (%)")
    kpi_ap_late_value = fields.Float(compute="_compute_kpi_ap", digits=(16, 1))
    kpi_ap_blocking = fields.Boolean("Blocking findings now")
    kpi_ap_blocking_value = fields.Integer(compute="_compute_kpi_ap_blocking")

    @api.depends_context("company", "uid", "start_datetime", "end_datetime")
    def _compute_kpi_ap(self):
        """The key figures of the days of the mail, as their screen counts them."""
        self._ask_role()
        start, end, _companies = self._get_kpi_compute_parameters()
        days = fields.Date.to_date(start), fields.Date.to_date(end)
        kpis = self.env["ap.kpi"]._all().grouped("code")
        for company, digests in self.grouped(lambda one: one.company_id or self.env.company).items():
            sums = {
                code: kpi_values.total(kpis[code]._by_partner(company, *days))
                for code in ("touchless", "paid_late")
            }
            digests.kpi_ap_bills_value = int(sums["touchless"].denominator)
            digests.kpi_ap_touchless_value = _percent(sums["touchless"])
            digests.kpi_ap_late_value = _percent(sums["paid_late"])

    @api.depends_context("company", "uid")
    def _compute_kpi_ap_blocking(self):
        """What blocks now, as the dashboard counts it; a mail has no yesterday of it."""
        self._ask_role()
        counter = self.env.ref("ap_base.counter_finding_blocking")
        for digest in self:
            company = digest.company_id or self.env.company
            here = counter.with_context(allowed_company_ids=company.ids)
            digest.kpi_ap_blocking_value = here.count

    def _ask_role(self):
        """Odoo leaves a figure out of the mail of whoever may not see it."""
        if not any(map(self.env.user.has_group, ROLES)):
            raise AccessError(self.env._("These figures take a role of the desk."))

    def _compute_kpis_actions(self, company, user):
        menu = self.env.ref("ap_base.menu_desk").id
        action = f"ap_desk.ap_kpi_action?menu_id={menu}"
        findings = f"ap_base.ap_finding_action?menu_id={menu}"
        return {
            **super()._compute_kpis_actions(company, user),
            "kpi_ap_bills": action, "kpi_ap_touchless": action, "kpi_ap_late": action,
            "kpi_ap_blocking": findings,
        }  # fmt: skip


def _percent(sums) -> float:
    return float(kpi_values.value(sums, "percent") or 0)
