# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists and files that people take away: PDF and XLSX behind one function."""

import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import get_lang

from ..documents.document import (
    Document,
    Language,
)
from ..documents.pdf import to_pdf
from ..documents.xlsx import to_xlsx

WRITERS = {"pdf": to_pdf, "xlsx": to_xlsx}


class ApDocument(models.TransientModel):
    """A written document, there until it is fetched; removed by Odoo's clean-up."""

    _name = "ap.document"
    _description = "Document to download"

    name = fields.Char(required=True)
    content = fields.Binary(required=True)

    @api.model
    def _language(self) -> Language:
        """How the reader writes figures and days."""
        lang = get_lang(self.env)
        return Language(
            decimal=lang.decimal_point or ".",
            thousands=lang.thousands_sep or "",
            day=lang.date_format,
            code=lang.code[:2],
            total=self.env._("Total"),
            # Filled in by the writers, page by page.
            page=self.env._("Page {page} of {pages}")
            .replace("{page}", "%(page)s")
            .replace("{pages}", "%(pages)s"),
            left_out=self.env._("… and {count} more lines, in the workbook").replace(
                "{count}", "%(count)s"
            ),
        )

    @api.model
    def _write(self, document: Document, file_format: str) -> bytes:
        """The one way to bytes."""
        if file_format not in WRITERS:
            raise UserError(
                self.env._(
                    "Unknown format: %(format)s. Known: %(known)s.",
                    format=file_format,
                    known=", ".join(WRITERS),
                )
            )
        return WRITERS[file_format](document)

    @api.model
    def _offer(self, content: bytes, name: str):
        """An action that downloads the content under that name."""
        kept = self.create({"name": name, "content": base64.b64encode(content)})
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{kept.id}/content/{name}?download=true",
            "target": "download",
        }
