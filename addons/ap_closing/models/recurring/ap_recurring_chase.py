# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asking a supplier for bills that are missing: once a month, in its language."""

from datetime import timedelta

from markupsafe import escape

from odoo import fields, models
from odoo.tools.misc import formatLang

from odoo.addons.ap_base.arithmetic.calendar import month_start
from odoo.addons.ap_base.models import arguments

from .missing_bills import missing_of, month_codes

TEMPLATE = "ap_closing.mail_template_missing_bills"


class ApRecurring(models.Model):
    _inherit = "ap.recurring"

    def chase(self, date, again=False):
        """Ask the suppliers for the bills of the month of `date`, one mail a supplier.

        A month that was asked for is not asked for again unless `again`. The person
        responsible gets an activity, the recurrence keeps a message. Returns the names
        of the suppliers that were `asked`, `asked_before`, are `without_email`, and
        those from whom `nothing` is missing.
        """
        self._check_role()
        day = arguments.day(self.env, date)
        found = {"asked": [], "asked_before": [], "without_email": [], "nothing": []}
        for (company, partner), records in self.grouped(
            lambda record: (record.company_id, record.partner_id)
        ).items():
            outcome = records.with_company(company)._chase_supplier(partner, day, again)
            found[outcome].append(partner.display_name)
        return found

    def action_chase(self):
        """Choose what to ask for, and see what was asked for before."""
        self._check_role()
        # The month that is over: nobody is asked for a month that still runs.
        return self._chase_dialog(month_start(fields.Date.context_today(self)) - timedelta(1))

    def _chase_dialog(self, day):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask for missing bills"),
            "res_model": "ap.recurring.chase",
            "view_mode": "form",
            "target": "new",
            "context": {"default_recurring_ids": self.ids, "default_date": day},
        }

    def _chase_supplier(self, partner, day, again) -> str:
        """The mail to one supplier, and its traces."""
        missing = self._missing_at(day)
        records = self.filtered(missing.get)
        if not records:
            return "nothing"
        asked = records.filtered(lambda record: record._is_asked(day))
        if asked and not again:
            records -= asked
            if not records:
                return "asked_before"
        records._remind(day, missing)
        if not partner.email:
            return "without_email"
        items = records._chase_items(missing, partner.lang or self.env.lang)
        template = self.env.ref(TEMPLATE).sudo()
        mail_id = template.with_context(
            ap_missing=items, ap_company=self.env.company.name, ap_user=self.env.user.name
        ).send_mail(partner.id, email_values={"author_id": self.env.user.partner_id.id})
        records.sudo().write({"chased_month": month_start(day), "chased_on": fields.Date.today()})
        records._log_chase(mail_id, partner, missing)
        return "asked"

    def _missing_at(self, day) -> dict:
        """The months without a bill, of the expected ones that have some."""
        missing = {}
        active = self.filtered(lambda record: record.state == "active")
        for company, records in active.grouped("company_id").items():
            found = missing_of(self.env, records, company, day)
            missing.update(
                {
                    record: month_codes(sorted({*one.months, *one.rest.months}))
                    for record, one in found.items()
                }
            )
        return missing

    def _is_asked(self, day) -> bool:
        """Whether the bill of that month was asked for already."""
        return bool(self.chased_month and self.chased_month >= month_start(day))

    def _chase_items(self, missing, lang) -> list[dict]:
        """What the mail lists, in the language of the supplier."""
        return [
            {
                "label": record.account_id.name if not record.product_id
                else record.product_id.display_name,
                "months": record._months_in_words(missing[record]),
                "amount": formatLang(
                    record.env, record.amount, currency_obj=record.currency_id
                ),
            }
            for record in self.with_context(lang=lang)
        ]

    def _log_chase(self, mail_id, partner, missing):
        subject = self.env["mail.mail"].sudo().browse(mail_id).subject
        for record in self:
            record.message_post(
                body=self.env._(
                    "Asked %(partner)s (%(email)s) for the bill of %(months)s: “%(subject)s”.",
                    partner=partner.display_name,
                    email=partner.email,
                    months=record._months_in_words(missing[record]),
                    subject=subject or "",
                )
            )

    def _remind(self, day, missing):
        """One activity per recurrence for whoever follows it; none twice."""
        for record in self:
            user = record.user_id or self.env.user
            summary = self.env._(
                "Bill missing: %(months)s", months=record._months_in_words(missing[record])
            )
            if summary not in record.activity_ids.mapped("summary"):
                record.activity_schedule(
                    "mail.mail_activity_data_todo",
                    date_deadline=day,
                    summary=summary,
                    note=escape(
                        self.env._(
                            "%(supplier)s has not billed it; the expected amount is accrued.",
                            supplier=record.partner_id.display_name,
                        )
                    ),
                    user_id=user.id,
                )
