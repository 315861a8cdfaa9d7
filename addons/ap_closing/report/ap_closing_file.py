# SPDX-License-Identifier: AGPL-3.0-or-later
"""The closing file: what an auditor needs of a month, in one PDF and one workbook."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_date

from odoo.addons.ap_base.documents.document import Document
from odoo.addons.ap_base.models import arguments
from odoo.addons.ap_base.wizard.ap_document import MIMETYPES

from ..models import closing_steps

MAKERS = ("ap_base.group_auditor", "ap_base.group_accountant")


class ApClosing(models.Model):
    _inherit = "ap.closing"

    file_count = fields.Integer(string="Closing files", compute="_compute_file_count")

    def _compute_file_count(self):
        files = self.env["ir.attachment"].sudo()
        counts = dict(files._read_group(self._file_domain(), ["res_id"], ["__count"]))
        for closing in self:
            closing.file_count = counts.get(closing.id, 0)

    def _file_domain(self):
        return [
            ("res_model", "=", "ap.closing"),
            ("res_id", "in", self.ids),
            ("ap_closing_version", ">", 0),
        ]

    # -- public API ---------------------------------------------------------------

    @api.model
    def closing_file(self, company_id, date_end, lang=None):
        """Make the closing file of a company's month: one PDF and one workbook.

        Attached to the closing under the next version; earlier ones stay. `lang`: a
        code such as fr_FR, the caller's by default. Needs the role Auditor or
        Accountant. Returns `closing_id, version, pdf_id, xlsx_id` (attachments) and
        `names`.
        """
        company, day = arguments.company(self.env, company_id), self._month_end(date_end)
        closing = self.with_company(company).search(
            [("company_id", "=", company.id), ("date_end", "=", day)]
        )
        if not closing:
            raise UserError(
                self.env._(
                    "%(company)s has no closing at %(day)s: propose the month first.",
                    company=company.display_name,
                    day=day.isoformat(),
                )
            )
        files = closing._attach_closing_file(self._asked_lang(lang))
        pdf, xlsx = files
        return {
            "closing_id": closing.id,
            "version": pdf.ap_closing_version,
            "pdf_id": pdf.id,
            "xlsx_id": xlsx.id,
            "names": files.mapped("name"),
        }

    # -- buttons ------------------------------------------------------------------

    def action_closing_file(self):
        """Make the closing file in the reader's language and show it."""
        self.ensure_one()
        self._attach_closing_file(self.env.lang)
        return self.action_open_closing_files()

    def action_closing_file_steps(self):
        """Make the closing file with a bar, and show it."""
        self.ensure_one()
        self._check_makes_files()
        steps = [
            {
                "label": self.env._("Write the PDF and the workbook"),
                "method": "action_closing_file",
            }
        ]
        if self.env.user.has_group("ap_base.group_apprentice"):
            label = self.env._("Compare the ledger and the checklist")
            steps.insert(0, {"label": label, "method": "compare"})
        return closing_steps.dialog(self, self.env._("Closing file"), steps)

    def action_open_closing_files(self):
        """All versions of the closing file, newest first."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Closing files"),
            "res_model": "ir.attachment",
            "views": [
                (self.env.ref("ap_closing.ap_closing_file_view_list").id, "list"),
                (False, "form"),
            ],
            "domain": self._file_domain(),
            "context": {"create": False, "edit": False, "delete": False},
        }

    # -- steps --------------------------------------------------------------------

    def _attach_closing_file(self, lang=None):
        """The two attachments of a new version, in `lang` or the company's language."""
        self.ensure_one()
        self.check_access("read")
        self._check_makes_files()
        self._hold_files()
        lang = lang or self.company_id.partner_id.lang or self.env.lang
        closing = self.with_company(self.company_id).with_context(lang=lang)
        document = closing._closing_document()
        version = 1 + max(self._closing_files().mapped("ap_closing_version"), default=0)
        files = self.env["ir.attachment"].sudo()
        for file_format in ("pdf", "xlsx"):
            files += files.create(
                {
                    "name": closing._closing_file_name(document, version, file_format),
                    "raw": self.env["ap.document"]._write(document, file_format),
                    "mimetype": MIMETYPES[file_format],
                    "res_model": self._name,
                    "res_id": self.id,
                    "ap_closing_version": version,
                }
            )
        self.sudo().message_post(
            body=self.env._("Closing file, version %(version)s.", version=version),
            attachment_ids=files.ids,
            author_id=self.env.user.partner_id.id,
        )
        return files.sudo(False)

    def _hold_files(self):
        """One version at a time, also of a month that is closed and takes no step:
        whoever waited starts again and gets the next number."""
        for statement in (
            "SELECT id FROM ap_closing WHERE id = ANY(%s) ORDER BY id FOR UPDATE",
            "UPDATE ap_closing SET company_id = company_id WHERE id = ANY(%s)",
        ):
            self.env.cr.execute(SQL(statement, self.ids))

    def _after_close(self):
        """A closed month has its file, in the company's language."""
        result = super()._after_close()
        for closing in self:
            closing._attach_closing_file()
        return result

    def _closing_files(self):
        return self.env["ir.attachment"].sudo().search(self._file_domain())

    def _check_makes_files(self):
        user = self.env.user
        if not self.env.su and not any(user.has_group(group) for group in MAKERS):
            raise AccessError(
                self.env._(
                    "Making a closing file takes the role Auditor or Accountant; reading "
                    "those that were made does not."
                )
            )

    def _asked_lang(self, lang):
        """The language that a client named, or a sentence."""
        known = [code for code, _name in self.env["res.lang"].get_installed()]
        if lang and lang not in known:
            raise UserError(
                self.env._(
                    "Unknown language: %(lang)s. Installed: %(known)s.",
                    lang=lang,
                    known=", ".join(known),
                )
            )
        return lang or self.env.lang

    def _closing_file_name(self, document, version, file_format) -> str:
        """Company, month, version and the day it was made on."""
        month, day = f"{self.date_end:%Y-%m}", fields.Date.context_today(self)
        parts = f"{document.title} {self.company_id.name} {month} v{version} {day}"
        plain = "".join(sign if sign.isalnum() or sign in " -_." else " " for sign in parts)
        return f"{' '.join(plain.split())}.{file_format}"

    def _closing_document(self) -> Document:
        month = format_date(self.env, self.date_end, date_format="MMMM yyyy")
        return Document(
            title=self.env._("Closing file"),
            company=self.company_id.name,
            date=self.date_end,
            sections=tuple(self._closing_file_sections()),
            subtitle=month,
            language=self.env["ap.document"]._language(),
        )
