# SPDX-License-Identifier: AGPL-3.0-or-later
"""Figures of the desk in the mails that Odoo sends each day, week or month."""

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..rules import kpi_values

ROLES = ("ap_base.group_apprentice", "ap_base.group_auditor")
# {switch of the mail: code of the key figure}
FIGURES = {
    "kpi_ap_touchless": "touchless",
    "kpi_ap_exceptions": "exceptions",
    "kpi_ap_findings_old": "findings_old",
    "kpi_ap_days_to_approve": "days_to_approve",
    "kpi_ap_late": "paid_late",
    "kpi_ap_penalties": "late_penalties",
    "kpi_ap_discounts": "discounts_lost",
    "kpi_ap_statements": "statement_coverage",
    "kpi_ap_requests": "requests_in_time",
    "kpi_ap_bank": "bank_by_itself",
}


class DigestDigest(models.Model):
    _inherit = "digest.digest"

    kpi_ap_bills = fields.Boolean("Supplier bills posted")
    kpi_ap_bills_value = fields.Integer(compute="_compute_kpi_ap_bills")
    kpi_ap_touchless = fields.Boolean("Bills posted without a hand")
    kpi_ap_touchless_value = fields.Float(compute="_compute_kpi_ap", digits=(16, 1))
    kpi_ap_exceptions = fields.Boolean("Exceptions per bill")
    kpi_ap_exceptions_value = fields.Float(compute="_compute_kpi_ap", digits=(16, 2))
    kpi_ap_findings_old = fields.Boolean("Findings open for over thirty days")
    kpi_ap_findings_old_value = fields.Float(compute="_compute_kpi_ap", digits=(16, 1))
    kpi_ap_days_to_approve = fields.Boolean("From the desk to free for payment")
    kpi_ap_days_to_approve_value = fields.Float(compute="_compute_kpi_ap", digits=(16, 1))
    kpi_ap_late = fields.Boolean("Paid late")
    kpi_ap_late_value = fields.Float(compute="_compute_kpi_ap", digits=(16, 1))
    kpi_ap_penalties = fields.Boolean("Penalties for late payment")
    kpi_ap_penalties_value = fields.Float(compute="_compute_kpi_ap", digits=(16, 1))
    kpi_ap_discounts = fields.Boolean("Discounts lost")
    kpi_ap_discounts_value = fields.Float(compute="_compute_kpi_ap", digits=(16, 1))
    kpi_ap_statements = fields.Boolean("Statements reviewed")
    kpi_ap_statements_value = fields.Float(compute="_compute_kpi_ap", digits=(16, 1))
    kpi_ap_requests = fields.Boolean("Requests answered in time")
    kpi_ap_requests_value = fields.Float(compute="_compute_kpi_ap", digits=(16, 1))
    kpi_ap_bank = fields.Boolean("Bank lines booked by themselves")
    kpi_ap_bank_value = fields.Float(compute="_compute_kpi_ap", digits=(16, 1))
    kpi_ap_blocking = fields.Boolean("Blocking findings now")
    kpi_ap_blocking_value = fields.Integer(compute="_compute_kpi_ap_blocking")

    @api.depends_context("company", "uid", "start_datetime", "end_datetime")
    def _compute_kpi_ap(self):
        """The key figures of the days of the mail, as their screen counts them; zero for
        those that no mail here asks for, and where nothing was counted."""
        self._ask_role()
        for switch, code in FIGURES.items():
            asked = self.filtered(switch)
            self[f"{switch}_value"] = 0.0
            for company, digests in asked._by_company():
                found = self._key_figure(code, company, *self._days_of_mail())
                digests[f"{switch}_value"] = float(found or 0)

    @api.depends_context("company", "uid", "start_datetime", "end_datetime")
    def _compute_kpi_ap_bills(self):
        """Bills posted: what the share of those without a hand is counted out of."""
        self._ask_role()
        for company, digests in self._by_company():
            sums = self._sums("touchless", company, *self._days_of_mail())
            digests.kpi_ap_bills_value = int(sums.denominator)

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

    def _by_company(self):
        return self.grouped(lambda one: one.company_id or self.env.company).items()

    def _days_of_mail(self):
        start, end, _companies = self._get_kpi_compute_parameters()
        return fields.Date.to_date(start), fields.Date.to_date(end)

    def _sums(self, code, company, first, last):
        kpi = self.env["ap.kpi"]._all().filtered(lambda one: one.code == code)
        return kpi_values.total(kpi._by_partner(company, first, last))

    def _key_figure(self, code, company, first, last):
        """The figure, None where nothing was counted."""
        kpi = self.env["ap.kpi"]._all().filtered(lambda one: one.code == code)
        return kpi_values.value(self._sums(code, company, first, last), kpi.unit)

    def _compute_kpis(self, company, user):
        """As Odoo has them, but a key figure in its unit, as its screen shows it: a dash
        where nothing was counted."""
        rows = super()._compute_kpis(company, user)
        ours = [row for row in rows if row["kpi_name"] in FIGURES]
        kpis = self.env["ap.kpi"].with_user(user)._all().grouped("code") if ours else {}
        frames = self._compute_timeframes(company)
        for number, (_title, ((start, end), _before)) in enumerate(frames, 1):
            for row in ours:
                code = FIGURES[row["kpi_name"]]
                found = self._key_figure(code, self.company_id or company, start.date(), end.date())
                row[f"kpi_col{number}"]["value"] = kpis[code]._in_words(found)
        return rows

    def _compute_kpis_actions(self, company, user):
        menu = self.env.ref("ap_base.menu_desk").id
        action = f"ap_desk.ap_kpi_action?menu_id={menu}"
        findings = f"ap_base.ap_finding_action?menu_id={menu}"
        return {
            **super()._compute_kpis_actions(company, user),
            **dict.fromkeys(("kpi_ap_bills", *FIGURES), action),
            "kpi_ap_blocking": findings,
        }  # fmt: skip
