# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bills to pay at a day, in order, with the cash that is left after each."""

from odoo import api, fields, models

from odoo.addons.ap_base.arithmetic.money import to_decimal

from ..models import bank_position
from ..models.statement_checks import journals_of
from ..rules.payment_proposal import Payable, propose

ITEMS = """
    SELECT item.id, item.move_id, partner.commercial_partner_id, -item.amount_residual,
           COALESCE(item.date_maturity, item.date), item.discount_date,
           -item.discount_balance, -item.balance
      FROM account_move_line AS item
      JOIN account_move AS move ON move.id = item.move_id
      JOIN account_account AS account ON account.id = item.account_id
 LEFT JOIN res_partner AS partner ON partner.id = item.partner_id
     WHERE item.company_id = %(company)s AND item.parent_state = 'posted'
       AND item.reconciled IS NOT TRUE AND item.amount_residual <> 0
       AND account.account_type = 'liability_payable'
       AND move.move_type IN ('in_invoice', 'in_refund', 'in_receipt')"""


class ApPaymentProposal(models.TransientModel):
    """A bill in a proposal of payments; made when somebody asks, cleaned up later."""

    _name = "ap.payment.proposal"
    _inherit = ["ap.report"]
    _description = "Bill in a proposal of payments"
    _order = "sequence, id"
    _rec_name = "move_id"

    sequence = fields.Integer()
    company_id = fields.Many2one("res.company", required=True)
    currency_id = fields.Many2one("res.currency", required=True)
    move_line_id = fields.Many2one("account.move.line", required=True, ondelete="cascade")
    move_id = fields.Many2one("account.move", string="Bill", required=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", string="Supplier")
    date_due = fields.Date(string="Due on")
    days_late = fields.Integer(string="Days late", aggregator=False)
    residual = fields.Monetary(string="Amount due")
    discount = fields.Monetary(string="Cash discount")
    discount_until = fields.Date(string="Discount until")
    reason = fields.Selection(
        [
            ("late", "Late"),
            ("discount", "Discount ends"),
            ("due", "Falls due"),
            ("later", "Later"),
        ]
    )
    held = fields.Char(string="On hold")
    pay = fields.Monetary(string="To pay")
    cash = fields.Monetary(string="Cash left", aggregator=False)

    @api.model
    def _at(self, company, day, horizon):
        """The open bills of the company in the order in which to pay them at the day."""
        self.env.flush_all()
        self.env.cr.execute(ITEMS, {"company": company.id})
        rows = {row[0]: row for row in self.env.cr.fetchall()}
        moves = self.env["account.move"].browse({row[1] for row in rows.values()})
        held = self._held_reasons(moves)
        payables = [_payable(row, held) for row in rows.values()]
        found = propose(payables, day, horizon, self._cash(company, day))
        by_key = {one.key: one for one in payables}
        return self.create(
            [
                _values(company, place, one, by_key[one.key], rows[one.key])
                for place, one in enumerate(found)
            ]
        )

    @api.model
    def _held_reasons(self, moves) -> dict:
        """Why bills are not paid, by their id."""
        return {number: "\n".join(why) for number, why in moves._ap_hold_causes().items()}

    @api.model
    def _cash(self, company, day):
        """The ledger balance of the bank accounts in the currency of the company."""
        journals = journals_of(company).filtered(
            lambda one: one.type == "bank"
            and one.currency_id in (company.currency_id, one.currency_id.browse())
        )
        positions = (bank_position.at_date(journal, day) for journal in journals)
        return sum((one.expected for one in positions), to_decimal(0))

    def action_open_bill(self):
        """The bill of the row."""
        self.ensure_one()
        return self.move_id.get_formview_action()

    def action_pay(self):
        """Register the payment of these bills by the stock wizard; held ones are left out."""
        rows = self.filtered(lambda row: row.pay and not row.held)
        return rows.move_line_id.action_register_payment()

    def _report_title(self):
        return self.env._("Proposal of payments")

    def _report_fields(self):
        return [
            "partner_id", "move_id", "date_due", "days_late", "residual", "discount",
            "discount_until", "reason", "held", "pay", "cash",
        ]  # fmt: skip

    def _report_unprinted(self):
        return {"discount_until"}


def _payable(row, held) -> Payable:
    number, move, partner, residual, due, until, discounted, whole = row
    left, discount = to_decimal(residual), to_decimal(0)
    if until and discounted and left == to_decimal(whole):
        discount = left - to_decimal(discounted)
    return Payable(number, partner, left, due, discount, until, held.get(move, ""))


def _values(company, place, one, payable, row) -> dict:
    return {
        "sequence": place,
        "company_id": company.id,
        "currency_id": company.currency_id.id,
        "move_line_id": one.key,
        "move_id": row[1],
        "partner_id": payable.partner,
        "date_due": payable.due,
        "days_late": one.late,
        "residual": float(payable.amount),
        "discount": float(payable.discount),
        "discount_until": payable.discount_until if payable.discount else False,
        "reason": one.reason,
        "held": payable.held,
        "pay": float(one.pay),
        "cash": float(one.cash),
    }
