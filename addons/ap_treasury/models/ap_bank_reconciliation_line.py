# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models


class ApBankReconciliationLine(models.Model):
    """A row of a reconciliation statement, as it is printed: sums and items, in order."""

    _name = "ap.bank.reconciliation.line"
    _inherit = ["ap.report", "ap.guarded"]
    _description = "Row of a bank reconciliation statement"
    _order = "reconciliation_id, sequence, id"
    _rec_name = "label"

    reconciliation_id = fields.Many2one(
        "ap.bank.reconciliation", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="reconciliation_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="reconciliation_id.currency_id")
    sequence = fields.Integer()
    label = fields.Char()
    date = fields.Date()
    age = fields.Integer(string="Age (days)", aggregator=False)
    partner_id = fields.Many2one("res.partner")
    amount = fields.Monetary(aggregator=False)
    total = fields.Monetary(aggregator=False)
    is_total = fields.Boolean()
    is_unknown = fields.Boolean(help="A sum that nobody knows: no statement came yet.")
    source = fields.Char()

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | self._ap_all_fields_but(frozenset())

    def action_open(self):
        """The bank line's entry, or the entry of the item."""
        self.ensure_one()
        kind, _sep, number = (self.source or "").partition(":")
        models_of = {"line": "account.bank.statement.line", "item": "account.move.line"}
        if kind not in models_of:
            return False
        return self.env[models_of[kind]].browse(int(number)).move_id.get_formview_action()

    def _report_title(self):
        return self.env._(
            "Bank reconciliation statement: %(names)s",
            names=", ".join(self.reconciliation_id.mapped("name")),
        )

    def _report_subtitle(self):
        if len(self.reconciliation_id) != 1:
            return ""
        one = self.reconciliation_id
        return self.env._(
            "Prepared by %(prepared)s, approved by %(approved)s",
            prepared=one.prepared_by_id.name or "—",
            approved=one.approved_by_id.name or "—",
        )

    def _report_fields(self):
        return ["label", "date", "age", "partner_id", "amount", "total"]

    def _report_cell(self, name):
        """A sum that nobody knows is no zero."""
        return None if name == "total" and self.is_unknown else super()._report_cell(name)

    def _report_column(self, name, summed):
        return super()._report_column(name, False)
