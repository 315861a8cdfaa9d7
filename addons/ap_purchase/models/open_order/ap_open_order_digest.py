# SPDX-License-Identifier: AGPL-3.0-or-later
from functools import partial

from odoo import api, models
from odoo.fields import Domain

from ..in_turn import do_in_turn
from .labels import CAUSES

TEMPLATE = "ap_purchase.mail_template_open_order_digest"
SHOWN = 20


class ApOpenOrder(models.Model):
    """Once a week each owner gets what waits for them, in their language."""

    _inherit = "ap.open.order"

    @api.model
    def _cron_digest(self):
        """Mail each company's owners, once a week; called again, only what failed."""
        pieces = [
            (f"Weekly mail of {company.name}", partial(self._digest_of_week, company))
            for company in self.env["res.company"].search(Domain.TRUE)
            if company._open_digest_due()
        ]
        do_in_turn(self.env, pieces)

    def _digest_of_week(self, company) -> None:
        self.with_company(company)._send_digests(company)
        company.ap_open_digest_on = company._company_today()

    @api.model
    def _send_digests(self, company) -> int:
        """Mail each owner of lines that ask for something; return how many mails."""
        waiting = self.search(
            [
                ("company_id", "=", company.id),
                ("action", "not in", ("wait", "none")),
                ("owner_id.active", "=", True),
                ("owner_id.share", "=", False),
            ]
        )
        template = self.env.ref(TEMPLATE).sudo()
        sent = 0
        for owner, lines in waiting.grouped("owner_id").items():
            if not owner.email:
                continue
            lang = owner.lang or self.env.lang
            values = lines.with_context(lang=lang)._digest_values(company)
            template.with_context(**values).send_mail(owner.id)
            sent += 1
        return sent

    def _digest_values(self, company) -> dict:
        causes = dict(self._fields["cause"]._description_selection(self.env))
        actions = dict(self._fields["action"]._description_selection(self.env))
        grouped = self.grouped("cause")
        return {
            "ap_company": company.name,
            "ap_count": len(self),
            "ap_causes": [
                {"label": causes[code], "count": len(grouped[code])}
                for code, _label in CAUSES
                if code in grouped
            ],
            "ap_lines": [
                {
                    "order": line.order_id.name,
                    "supplier": line.partner_id.display_name,
                    "label": line.label,
                    "facts": line.explanation,
                    "action": actions[line.action],
                }
                for line in self[:SHOWN]
            ],
            "ap_more": max(len(self) - SHOWN, 0),
            "ap_url": f"{company.get_base_url()}/odoo/ap-open-order-lines",
        }
