# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asking a supplier for bills that are missing: once a month, in its language."""


from markupsafe import escape

from odoo import fields
from odoo.tools.misc import formatLang

from odoo.addons.ap_base.arithmetic.calendar import month_start
from odoo.addons.ap_base.models import arguments

from .missing_bills import missing_of, month_codes

TEMPLATE = "ap_closing.mail_template_missing_bills"


def chase(records, date, again=False):
    """See `chase` of `ap.recurring`."""
    records._check_role()
    day = arguments.day(records.env, date)
    found = {"asked": [], "asked_before": [], "without_email": [], "nothing": []}
    for (company, partner), its in records.grouped(
        lambda record: (record.company_id, record.partner_id)
    ).items():
        outcome = _chase_supplier(its.with_company(company), partner, day, again)
        found[outcome].append(partner.display_name)
    return found


def dialog(records, day):
    """See `_chase_dialog` of `ap.recurring`."""
    return {
        "type": "ir.actions.act_window",
        "name": records.env._("Ask for missing bills"),
        "res_model": "ap.recurring.chase",
        "view_mode": "form",
        "target": "new",
        "context": {"default_recurring_ids": records.ids, "default_date": day},
    }


def _chase_supplier(records, partner, day, again) -> str:
    """The mail to one supplier, and its traces."""
    missing = records._missing_at(day)
    records = records.filtered(missing.get)
    if not records:
        return "nothing"
    asked = records.filtered(lambda record: record._is_asked(day))
    if asked and not again:
        records -= asked
        if not records:
            return "asked_before"
    _remind(records, day, missing)
    if not partner.email:
        return "without_email"
    items = _chase_items(records, missing, partner.lang or records.env.lang)
    template = records.env.ref(TEMPLATE).sudo()
    mail_id = template.with_context(
        ap_missing=items, ap_company=records.env.company.name, ap_user=records.env.user.name
    ).send_mail(partner.id, email_values={"author_id": records.env.user.partner_id.id})
    records.sudo().write({"chased_month": month_start(day), "chased_on": fields.Date.today()})
    _log_chase(records, mail_id, partner, missing)
    return "asked"


def missing_at(records, day) -> dict:
    """See `_missing_at` of `ap.recurring`."""
    missing = {}
    active = records.filtered(lambda record: record.state == "active")
    for company, its in active.grouped("company_id").items():
        found = missing_of(records.env, its, company, day)
        missing.update(
            {
                record: month_codes(sorted({*one.months, *one.rest.months}))
                for record, one in found.items()
            }
        )
    return missing


def _chase_items(records, missing, lang) -> list[dict]:
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
        for record in records.with_context(lang=lang)
    ]


def _log_chase(records, mail_id, partner, missing):
    subject = records.env["mail.mail"].sudo().browse(mail_id).subject
    for record in records:
        record.message_post(
            body=records.env._(
                "Asked %(partner)s (%(email)s) for the bill of %(months)s: “%(subject)s”.",
                partner=partner.display_name,
                email=partner.email,
                months=record._months_in_words(missing[record]),
                subject=subject or "",
            )
        )


def _remind(records, day, missing):
    """One activity per recurrence for whoever follows it; none twice."""
    for record in records:
        user = record.user_id or records.env.user
        summary = records.env._(
            "Bill missing: %(months)s", months=record._months_in_words(missing[record])
        )
        if summary not in record.activity_ids.mapped("summary"):
            record.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=day,
                summary=summary,
                note=escape(
                    records.env._(
                        "%(supplier)s has not billed it; the expected amount is accrued.",
                        supplier=record.partner_id.display_name,
                    )
                ),
                user_id=user.id,
            )
