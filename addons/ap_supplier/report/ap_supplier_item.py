# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models

from ..models import supplier_ledger
from ..models.supplier_accounts import accounts_of
from . import listing

STORED = [
    "company_id", "currency_id", "date_at", "move_line_id", "move_id", "partner_id",
    "account_id", "date", "date_due", "days_late", "label", "amount", "rest",
    "foreign_currency_id", "rest_currency",
]  # fmt: skip


class ApSupplierItem(models.TransientModel):
    """What was open of a supplier's account at the end of a day, item by item; made when
    somebody asks, cleaned up later. Debts are positive."""

    _name = "ap.supplier.item"
    _description = "Open item of a supplier at a date"
    _inherit = ["ap.report"]
    _order = "partner_id, account_id, date_due, id"
    _rec_name = "label"

    company_id = fields.Many2one("res.company", required=True)
    currency_id = fields.Many2one("res.currency", required=True)
    date_at = fields.Date(string="At", required=True)
    move_line_id = fields.Many2one("account.move.line", string="Item", required=True)
    move_id = fields.Many2one("account.move", string="Entry", required=True)
    partner_id = fields.Many2one("res.partner", string="Supplier")
    account_id = fields.Many2one("account.account", required=True)
    date = fields.Date(string="Accounting date")
    date_due = fields.Date(string="Due on")
    days_late = fields.Integer(string="Days late", aggregator="max")
    label = fields.Char()
    amount = fields.Monetary(string="Booked")
    rest = fields.Monetary(string="Open at that day")
    foreign_currency_id = fields.Many2one("res.currency", string="Foreign currency")
    rest_currency = fields.Monetary(
        string="Open in currency", currency_field="foreign_currency_id"
    )

    @api.model
    def _at(self, company, day, partners=None, accounts=None):
        """The open items of these suppliers (none: of all), with the rights of who asks."""
        chosen = [
            one
            for one in accounts_of(company, day)
            if not accounts or one.id in accounts.ids
        ]
        ids = None if partners is None else partners.commercial_partner_id.ids
        items = supplier_ledger.open_items(company, day, ids, chosen)
        return listing.make(self, STORED, [_values(company, day, one) for one in items])

    @api.model
    def _open_for(self, company, day, partners=None, accounts=None):
        """The action that lists them."""
        rows = self._at(company, day, partners, accounts)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_supplier.ap_supplier_item_action"
        )
        return {**action, "domain": [("id", "in", rows.ids)]}

    def action_open_entry(self):
        """The bill, payment or entry of the row."""
        self.ensure_one()
        return self.move_id.get_formview_action()

    def _report_title(self):
        return self.env._("Open items of suppliers")

    def _report_fields(self):
        return [
            "partner_id", "account_id", "move_id", "label", "date", "date_due", "days_late",
            "amount", "rest", "foreign_currency_id", "rest_currency",
        ]  # fmt: skip

    def _report_unprinted(self):
        return {"account_id", "foreign_currency_id", "rest_currency", "amount"}


def _values(company, day, item) -> dict:
    own = company.currency_id.id
    foreign = item.currency_id != own
    label = item.reference or item.label or item.number or ""
    return {
        "company_id": company.id,
        "currency_id": own,
        "date_at": day,
        "move_line_id": item.id,
        "move_id": item.move_id,
        "partner_id": item.partner_id,
        "account_id": item.account_id,
        "date": item.date,
        "date_due": item.due,
        "days_late": item.late,
        "label": label,
        "amount": item.amount,
        "rest": item.rest,
        "foreign_currency_id": item.currency_id if foreign else None,
        "rest_currency": item.rest_currency if foreign else 0,
    }
