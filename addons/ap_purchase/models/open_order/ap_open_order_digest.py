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
        """Mail each owner of lines or bills that wait for them; return how many mails."""
        lines = self.search(
            [*_owned_in(company), ("action", "not in", ("wait", "none"))]
        ).grouped("owner_id")
        bills = self._bills_that_wait(company).grouped("owner_id")
        template = self.env.ref(TEMPLATE).sudo()
        sent = 0
        for owner in lines | bills:
            if not owner.email:
                continue
            lang = owner.lang or self.env.lang
            theirs = lines.get(owner, self.browse()).with_context(lang=lang)
            held = bills.get(owner, self.env["ap.match"]).with_context(lang=lang)
            values = theirs._digest_values(company) | held._digest_values()
            values["ap_subject"] = theirs._digest_subject(len(theirs), len(held))
            template.with_context(**values).send_mail(owner.id)
            sent += 1
        return sent

    def _bills_that_wait(self, company):
        """Return the bills that cannot be paid before somebody clears a difference."""
        return self.env["ap.match"].search(
            [
                *_owned_in(company),
                ("state", "=", "exception"),
                ("decision", "=", "none"),
                ("move_id.state", "in", ("draft", "posted")),
            ],
            order="date_due, id",
        )

    def _digest_subject(self, lines: int, bills: int) -> str:
        if not bills:
            return self.env._("open order lines that wait for you: %(count)s", count=lines)
        if not lines:
            return self.env._("bills that wait for you: %(count)s", count=bills)
        return self.env._(
            "what waits for you: bills %(bills)s, open order lines %(lines)s",
            bills=bills,
            lines=lines,
        )

    def _digest_values(self, company) -> dict:
        causes = dict(self._fields["cause"]._description_selection(self.env))
        actions = dict(self._fields["action"]._description_selection(self.env))
        grouped = self.grouped("cause")
        return {
            "ap_company": company.name,
            "ap_count": len(self),  # templates that an upgrade left as they were
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
            "ap_url": f"{company.get_base_url()}/odoo/my-open-order-lines",
            "ap_bills_url": f"{company.get_base_url()}/odoo/my-bills-to-clear",
        }


def _owned_in(company) -> list:
    """Return the domain of what an employee who is still there owns."""
    return [
        ("company_id", "=", company.id),
        ("owner_id.active", "=", True),
        ("owner_id.share", "=", False),
    ]
