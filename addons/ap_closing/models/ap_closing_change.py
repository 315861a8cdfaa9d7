# SPDX-License-Identifier: AGPL-3.0-or-later
"""A document that came, changed or went after the month was proposed."""

from odoo import api, fields, models
from odoo.exceptions import UserError

CAUSES = [
    ("captured", "Captured since"),
    ("posted", "Posted since"),
    ("reset", "Reset to draft since"),
    ("cancelled", "Cancelled since"),
    ("deleted", "Deleted since"),
    ("changed", "Amount, date, account or tax changed since"),
    ("dated", "Service dates changed since"),
    ("linked", "Linked to an order, or no longer, since"),
    ("decided", "Whether it is a duplicate was decided since"),
    ("received", "Receipt recorded or changed since"),
    ("remainder", "Remainder closed or opened again since"),
    ("rate", "Exchange rate entered or corrected since"),
    ("deferral", "Deferred expense changed since"),
    ("released", "Entries of an earlier month posted since"),
]


class ApClosingChange(models.Model):
    """One row for each closing and document, until every run it concerns has read its
    sources again. Written by `later_documents` only."""

    _name = "ap.closing.change"
    _description = "Document that came after a proposal"
    _inherit = ["ap.guarded"]
    _order = "changed_on DESC, id DESC"
    _rec_name = "document"
    _check_company_auto = True

    closing_id = fields.Many2one("ap.closing", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    run_ids = fields.Many2many(
        "ap.closing.run", "ap_closing_change_run_rel", "change_id", "run_id",
        string="Concerns", ondelete="cascade",
        help="The sources of entries that have not read it yet.",
    )  # fmt: skip
    kinds = fields.Char(string="Concerns entries", compute="_compute_kinds")
    res_model = fields.Char(required=True)
    res_id = fields.Integer(required=True)
    document = fields.Char()
    partner_id = fields.Many2one("res.partner", string="Supplier", ondelete="set null")
    date = fields.Date()
    currency_id = fields.Many2one("res.currency")
    amount = fields.Monetary(help="Without tax; what is taken back is negative.")
    cause = fields.Selection(CAUSES, string="Why it changes the month", required=True)
    user_id = fields.Many2one("res.users", string="By", ondelete="set null")
    changed_on = fields.Datetime(string="On")

    _once = models.UniqueIndex(
        "(closing_id, res_model, res_id)", "A document is named once in a closing."
    )

    @api.depends("run_ids")
    @api.depends_context("lang")
    def _compute_kinds(self):
        labels = self.env["ap.closing.kind"]._labels()
        for change in self:
            runs = change.run_ids.sorted("sequence")
            change.kinds = ", ".join(str(labels[run.kind]) for run in runs)

    def action_open_document(self):
        """The document; refused in words when it is gone."""
        self.ensure_one()
        self.check_access("read")
        known = self.res_model in self.env
        source = known and self.env[self.res_model].browse(self.res_id).exists()
        if not source:
            raise UserError(
                self.env._("%(document)s was deleted.", document=self.document or "")
            )
        return self._shown_for(source).get_formview_action()

    def _shown_for(self, source):
        """The record of which the screen shows this source."""
        return source

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | self._ap_all_fields_but(())
