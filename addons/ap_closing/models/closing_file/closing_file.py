# SPDX-License-Identifier: AGPL-3.0-or-later
"""The closing file: what an auditor needs of a month, in one PDF and one workbook."""

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_date

from odoo.addons.ap_base.documents.document import Document
from odoo.addons.ap_base.models import arguments
from odoo.addons.ap_base.wizard.ap_report import MIMETYPES

from .. import closing_steps

MAKERS = ("ap_base.group_auditor", "ap_base.group_accountant")


def domain(closing):
    """The attachments that are closing files of these months."""
    return [
        ("res_model", "=", "ap.closing"),
        ("res_id", "in", closing.ids),
        ("ap_closing_version", ">", 0),
    ]


def make(closings, company_id, date_end, lang=None):
    """See `closing_file` of `ap.closing`."""
    company, day = arguments.company(closings.env, company_id), closings._month_end(date_end)
    closing = closings.with_company(company).search(
        [("company_id", "=", company.id), ("date_end", "=", day)]
    )
    if not closing:
        raise UserError(
            closing.env._(
                "%(company)s has no closing at %(day)s: propose the month first.",
                company=company.display_name,
                day=day.isoformat(),
            )
        )
    files = closing._attach_closing_file(_asked_lang(closing, lang))
    pdf, xlsx = files
    return {
        "closing_id": closing.id,
        "version": pdf.ap_closing_version,
        "pdf_id": pdf.id,
        "xlsx_id": xlsx.id,
        "names": files.mapped("name"),
    }


def make_by_steps(closing):
    """See `action_closing_file_steps` of `ap.closing`."""
    closing.ensure_one()
    _check_makes_files(closing)
    steps = [
        {
            "label": closing.env._("Write the PDF and the workbook"),
            "method": "action_closing_file",
        }
    ]
    if closing.env.user.has_group("ap_base.group_apprentice"):
        label = closing.env._("Compare the ledger and the checklist")
        steps.insert(0, {"label": label, "method": "compare"})
    return closing_steps.dialog(closing, closing.env._("Closing file"), steps)


def screen(closing):
    """See `action_open_closing_files` of `ap.closing`."""
    closing.ensure_one()
    return {
        "type": "ir.actions.act_window",
        "name": closing.env._("Closing files"),
        "res_model": "ir.attachment",
        "views": [
            (closing.env.ref("ap_closing.ap_closing_file_view_list").id, "list"),
            (False, "form"),
        ],
        "domain": domain(closing),
        "context": {"create": False, "edit": False, "delete": False},
    }


def attach(closing, lang=None):
    """See `_attach_closing_file` of `ap.closing`."""
    closing.ensure_one()
    closing.check_access("read")
    _check_makes_files(closing)
    _hold_files(closing)
    lang = lang or closing.company_id.partner_id.lang or closing.env.lang
    books = closing.with_company(closing.company_id).with_context(lang=lang)
    document = _closing_document(books)
    version = 1 + max(versions(closing).mapped("ap_closing_version"), default=0)
    files = closing.env["ir.attachment"].sudo()
    for file_format in ("pdf", "xlsx"):
        files += files.create(
            {
                "name": _file_name(books, document, version, file_format),
                "raw": closing.env["ap.document"]._write(document, file_format),
                "mimetype": MIMETYPES[file_format],
                "res_model": closing._name,
                "res_id": closing.id,
                "ap_closing_version": version,
            }
        )
    closing.sudo().message_post(
        body=closing.env._("Closing file, version %(version)s.", version=version),
        attachment_ids=files.ids,
        author_id=closing.env.user.partner_id.id,
    )
    return files.sudo(False)


def _hold_files(closing):
    """One version at a time, also of a month that is closed and takes no step:
    whoever waited starts again and gets the next number."""
    for statement in (
        "SELECT id FROM ap_closing WHERE id = ANY(%s) ORDER BY id FOR UPDATE",
        "UPDATE ap_closing SET company_id = company_id WHERE id = ANY(%s)",
    ):
        closing.env.cr.execute(SQL(statement, closing.ids))


def versions(closing):
    """The closing files of these months, whoever asks."""
    return closing.env["ir.attachment"].sudo().search(domain(closing))


def _check_makes_files(closing):
    user = closing.env.user
    if not closing.env.su and not any(user.has_group(group) for group in MAKERS):
        raise AccessError(
            closing.env._(
                "Making a closing file takes the role Auditor or Accountant; reading "
                "those that were made does not."
            )
        )


def _asked_lang(closing, lang):
    """The language that a client named, or a sentence."""
    known = [code for code, _name in closing.env["res.lang"].get_installed()]
    if lang and lang not in known:
        raise UserError(
            closing.env._(
                "Unknown language: %(lang)s. Installed: %(known)s.",
                lang=lang,
                known=", ".join(known),
            )
        )
    return lang or closing.env.lang


def _file_name(closing, document, version, file_format) -> str:
    """Company, month, version and the day it was made on."""
    month, day = f"{closing.date_end:%Y-%m}", fields.Date.context_today(closing)
    parts = f"{document.title} {closing.company_id.name} {month} v{version} {day}"
    plain = "".join(sign if sign.isalnum() or sign in " -_." else " " for sign in parts)
    return f"{' '.join(plain.split())}.{file_format}"


def _closing_document(closing) -> Document:
    month = format_date(closing.env, closing.date_end, date_format="MMMM yyyy")
    return Document(
        title=closing.env._("Closing file"),
        company=closing.company_id.name,
        date=closing.date_end,
        sections=tuple(closing._closing_file_sections()),
        subtitle=month,
        language=closing.env["ap.document"]._language(),
    )
