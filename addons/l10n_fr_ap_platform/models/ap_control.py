# SPDX-License-Identifier: AGPL-3.0-or-later
"""Controls on what goes between the company and its platform."""

from datetime import timedelta

from odoo import api, models

from odoo.addons.ap_base.models.finding_value import FindingValue, day

from . import platform_setup

CONTROLS = ("platform_flow_failed", "platform_status_refused", platform_setup.CONTROL)


class ApControl(models.Model):
    _inherit = "ap.control"

    @api.model
    def _check_platform(self, company):
        """After a reading: findings of its flows come, and go once the cause is mended."""
        self.sudo()._check(company.id, codes=self._in_use(CONTROLS))

    @api.model
    def _check_setup(self, company):
        """What the company has still to do, as it is now."""
        if codes := self._in_use([platform_setup.CONTROL]):
            self._check(company.id, codes=codes)

    @api.model
    def _in_use(self, codes):
        return self.search([("code", "in", codes)]).mapped("code")

    def _find_platform_flow_failed(self, company, records, date):
        """Flows that were not taken in, or could not be sent."""
        domain = [("company_id", "=", company.id), ("state", "=", "failed")]
        return [
            FindingValue(
                flow._name,
                flow.id,
                message_code=flow.direction,
                values={"flow": flow.name, "reason": flow.reason or ""},
                partner_id=flow.move_id.partner_id.id,
            )
            for flow in self._flows_to_check(domain, records)
        ]

    def _find_platform_status_refused(self, company, records, date):
        """Bills of which the platform refused a status that we sent."""
        # Declares nothing: it reads the few flows that were refused, not the bills.
        domain = [
            ("company_id", "=", company.id), ("state", "=", "refused"),
            ("direction", "=", "out"), ("move_id", "!=", False),
        ]  # fmt: skip
        if records is not None:
            domain.append(("move_id", "in", records.ids))
        return [
            FindingValue(
                "account.move",
                flow.move_id.id,
                key=str(flow.id),
                values={
                    "status": flow.status_id.code or flow.name,
                    "reason": flow.reason or "",
                },
                partner_id=flow.move_id.partner_id.id,
            )
            for flow in self._flows_to_check(domain, None)
        ]

    def _flows_to_check(self, domain, records):
        found = self.env["ap.platform.flow"].search(domain)
        return found if records is None else found & records

    def _find_platform_setup(self, company, records, date):
        """Steps that a company in France has not done yet: each by itself, with its screen."""
        looked_at = records is None or company in records
        if not looked_at or not platform_setup.applies(company):
            return []
        return [
            FindingValue(
                company._name,
                company.id,
                key=step.code,
                message_code=step.reason,
                values={"company": company.name},
            )
            for step in platform_setup.steps_of(company)
            if not step.done
        ]

    def _find_purchase_report_due(self, company, records, date):
        """Reports of foreign purchases that are due within some days and not sent, whose
        books changed since, or that were rejected."""
        reports = self.env["ap.purchase.report"]
        soon = date + timedelta(days=self.parameter("days_before", 5))
        found = reports.search([("company_id", "=", company.id), ("state", "!=", "replaced")])
        if records is not None:
            found &= records
        return [
            FindingValue(
                report._name,
                report.id,
                message_code=code,
                values={
                    "start": day(report.date_from), "end": day(report.date_to),
                    "due": day(report.date_due), "reason": report.reason or "",
                },
                amount=report.amount,
                currency_id=report.currency_id.id,
                date_due=report.date_due,
            )
            for report in found
            if (code := report._to_do(soon))
        ]  # fmt: skip
