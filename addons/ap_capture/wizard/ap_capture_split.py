# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models
from odoo.exceptions import UserError

from ..models import bill_parts


class ApCaptureSplit(models.TransientModel):
    """Which pages of a file are which bill, before its drafts are made."""

    _name = "ap.capture.split"
    _description = "Bills of one file"

    capture_id = fields.Many2one("ap.capture", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="capture_id.company_id")
    page_count = fields.Integer(related="capture_id.page_count")
    line_ids = fields.One2many("ap.capture.split.line", "wizard_id")

    def action_split(self):
        """Make a draft of each range of pages; the draft that is there keeps the first one."""
        self.ensure_one()
        self.capture_id._refuse_others()
        self.capture_id.check_access("read")
        bills = bill_parts.split(self.capture_id, self._ranges())
        return {
            "type": "ir.actions.act_window", "name": self.capture_id.name, "res_model": "account.move",
            "views": [(False, "list"), (False, "form")], "domain": [("id", "in", bills)], "target": "main",
        }  # fmt: skip

    def action_one_bill(self):
        """Leave the file as it is: it holds one bill."""
        self.ensure_one()
        self.capture_id._refuse_others()
        self.capture_id.check_access("read")
        self.capture_id.move_id.check_access("write")
        self.capture_id.sudo().proposed_parts = False
        return {"type": "ir.actions.act_window_close"}

    def _ranges(self) -> list[tuple[int, int]]:
        """The pages of each bill, none in two of them; pages may be left out."""
        ranges = sorted((line.first_page, line.last_page) for line in self.line_ids)
        if len(ranges) < 2:
            raise UserError(self.env._("Enter the pages of two bills at least."))
        for first, last in ranges:
            if not 1 <= first <= last <= self.page_count:
                raise UserError(
                    self.env._(
                        "Pages %(first)s to %(last)s: the file has pages 1 to %(count)s.",
                        first=first, last=last, count=self.page_count,
                    )
                )  # fmt: skip
        for (_first, last), (first, _last) in zip(ranges, ranges[1:], strict=False):
            if first <= last:
                raise UserError(self.env._("Page %s is in two bills: enter it once.", first))
        return ranges
