# SPDX-License-Identifier: AGPL-3.0-or-later
import base64

from odoo import api, fields, models

from ..formats.pdf_pages import picture_of

WIDE = 160  # pixels of the picture of a page


class ApCaptureSplitLine(models.TransientModel):
    _name = "ap.capture.split.line"
    _description = "Pages of one bill"
    _order = "first_page, id"

    wizard_id = fields.Many2one("ap.capture.split", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="wizard_id.company_id")
    first_page = fields.Integer(string="First page", default=1, required=True)
    last_page = fields.Integer(string="Last page", default=1, required=True)
    evidence = fields.Json(readonly=True)
    why = fields.Char(string="Why a bill begins there", compute="_compute_why")
    picture = fields.Binary(string="Its first page", compute="_compute_picture")

    @api.depends("evidence")
    def _compute_why(self):
        words = {
            "number": self.env._("another number"),
            "first_page": self.env._("numbered as page 1"),
            "supplier": self.env._("another supplier's number"),
            "title": self.env._("a title"),
            "after_total": self.env._("the totals before it add up"),
        }
        for line in self:
            line.why = ", ".join(words[one] for one in line.evidence or () if one in words)

    @api.depends("first_page")
    def _compute_picture(self):
        for line in self:
            capture = line.wizard_id.capture_id
            capture.check_access("read")
            capture.move_id.check_access("read")
            content = capture.sudo().attachment_id.raw
            found = picture_of(content, line.first_page, WIDE) if content and line.first_page > 0 else None
            line.picture = base64.b64encode(found.jpeg) if found else False
