# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import date

from odoo import models
from odoo.fields import Domain

from odoo.addons.ap_closing.models.checklist.closing_counts import ClosingCount


class ApClosingCount(models.AbstractModel):
    _inherit = "ap.closing.count"

    def _registered(self):
        return [*super()._registered(), ReportsToSend()]


class ReportsToSend(ClosingCount):
    """Reports of periods that ended by the day: not sent though there is something to say,
    rejected, or other than the books. Whether they are due yet plays no part."""

    code = "purchase_reports"
    sequence = 40
    model = "ap.purchase.report"
    action = "l10n_fr_ap_platform.ap_purchase_report_action"

    def label(self, env):
        return env._("Reports of foreign purchases to send or to correct")

    def waiting(self, env, company, day):
        reports = env["ap.purchase.report"].sudo()._latest(company)
        ended = reports.filtered(lambda report: report.date_to <= day)
        return Domain("id", "in", ended.filtered(lambda report: report._to_do(date.max)).ids)
