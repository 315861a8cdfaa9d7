# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.ap_base.models.engine_pass import Pass

from ..rules.story import cause_in

# Open while other tools and files bring receipts: these say where they come from.
RECORDING = Pass("ap_purchase.recording_receipts")
TYPED = {"purchase_line_id", "date", "quantity", "cause", "note", "external_id"}
FIGURES = {"date", "quantity", "purchase_line_id", "cause"}


class ApReceipt(models.Model):
    """A receipt with its day (*service fait*), for lines that no warehouse moves.

    The receipts of a line always sum to its received quantity.
    """

    _name = "ap.receipt"
    _description = "Receipt"
    _inherit = ["ap.guarded"]
    _order = "date desc, id desc"
    _rec_name = "purchase_line_id"
    _check_company_auto = True

    purchase_line_id = fields.Many2one(
        "purchase.order.line",
        string="Order line",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('qty_received_method', '=', 'manual'), ('state', '=', 'purchase')]",
        check_company=True,
    )
    order_id = fields.Many2one(
        related="purchase_line_id.order_id",
        string="Order",
        store=True,
        index=True,
        precompute=True,
    )
    partner_id = fields.Many2one(
        related="purchase_line_id.partner_id",
        string="Supplier",
        store=True,
        precompute=True,
    )
    product_id = fields.Many2one(
        related="purchase_line_id.product_id", store=True, precompute=True
    )
    uom_id = fields.Many2one(related="purchase_line_id.product_uom_id", string="Unit")
    ordered_quantity = fields.Float(
        related="purchase_line_id.product_qty", string="Ordered"
    )
    received_quantity = fields.Float(
        related="purchase_line_id.qty_received", string="Received so far"
    )
    company_id = fields.Many2one(
        related="purchase_line_id.company_id",
        store=True,
        index=True,
        required=True,
        precompute=True,
    )
    date = fields.Date(
        required=True,
        index=True,
        default=lambda self: self.env.company._company_today(),
        help="Day on which the goods came in or the service was done.",
    )
    quantity = fields.Float(
        required=True,
        digits="Product Unit",
        help="In the unit of the order line; a return or a correction is negative.",
    )
    cause = fields.Selection(
        [("return", "Sent back"), ("correction", "Recorded by mistake")],
        string="Reason",
        help="Why a quantity is negative. Sent back after its bill, a credit note is "
        "awaited; recorded by mistake, the rest is still to come.",
    )
    origin = fields.Selection(
        [
            ("manual", "Recorded"),
            ("import", "Imported"),
            ("field", "Received quantity of the order"),
        ],
        required=True,
        readonly=True,
        default="manual",
    )
    note = fields.Char()
    user_id = fields.Many2one(
        "res.users",
        string="Recorded by",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    external_id = fields.Char(
        string="Reference",
        copy=False,
        help="Delivery note or key of the other tool; counts once per company.",
    )

    _external_id = models.UniqueIndex(
        "(company_id, external_id) WHERE external_id IS NOT NULL",
        "A receipt with this reference is already recorded.",
    )
    _quantity = models.Constraint(
        "CHECK(quantity <> 0)", "A receipt needs a quantity other than zero."
    )
    _cause = models.Constraint(
        "CHECK(quantity < 0 OR cause IS NULL)",
        "Only a negative quantity was sent back or recorded by mistake.",
    )

    @api.constrains("purchase_line_id")
    def _check_purchase_line_id(self):
        for line in self.purchase_line_id:
            if line.display_type or line.is_downpayment:
                raise ValidationError(
                    self.env._("%(line)s is no line to receive.", line=line.name)
                )
            if line.qty_received_method != "manual":
                raise ValidationError(
                    self.env._(
                        "%(product)s of %(order)s is received by the warehouse: "
                        "validate its transfer.",
                        product=line.product_id.display_name,
                        order=line.order_id.name,
                    )
                )

    @api.model
    def _ap_engine_fields(self):
        """Who recorded it, and where it comes from, nobody says for another."""
        return super()._ap_engine_fields() | self._ap_all_fields_but(TYPED)

    @api.model
    def _ap_engine_at_work(self):
        return RECORDING.is_open or super()._ap_engine_at_work()

    @api.model
    def _ap_engine_refusal(self, names):
        return self.env._(
            "Who recorded a receipt and where it comes from is not typed: give its line, "
            "day and quantity."
        )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("quantity", 0) < 0 and vals.get("note") and not vals.get("cause"):
                vals["cause"] = cause_in(vals["note"])
        receipts = super().create(vals_list)
        receipts._refuse_locked()
        receipts.purchase_line_id._sync_received()
        return receipts

    def write(self, vals):
        """Other figures are recorded by who writes them; the former ones are logged."""
        if not FIGURES & vals.keys():
            return super().write(vals)
        lines = self.purchase_line_id
        if vals.get("quantity", 0) > 0:
            vals = {**vals, "cause": False}
        self._refuse_locked()
        self._log_change(self.env._("Receipt changed"))
        result = super().write(vals)
        self.sudo().write({"user_id": self.env.uid})
        self._refuse_locked()
        (lines | self.purchase_line_id)._sync_received()
        return result

    def _refuse_locked(self):
        """What locked books were made of is not told another way afterwards."""
        for company, receipts in self.sudo().grouped("company_id").items():
            company.with_env(self.env)._ap_refuse_locked_day(min(receipts.mapped("date")))

    def unlink(self):
        lines = self.purchase_line_id
        self._refuse_locked()
        self._log_change(self.env._("Receipt deleted"))
        result = super().unlink()
        lines._sync_received()
        return result

    def _log_change(self, what):
        """Keep the former figures on the orders."""
        bodies = {}
        for receipt in self.sudo():
            line = receipt.purchase_line_id
            text = self.env._(
                "%(what)s; it was: %(line)s, %(date)s, %(quantity)s",
                what=what,
                line=line.name,
                date=fields.Date.to_string(receipt.date),
                quantity=receipt.quantity,
            )
            order = line.order_id.id
            bodies[order] = "\n".join(filter(None, [bodies.get(order), text]))
        if bodies:
            self.env["purchase.order"].sudo().browse(bodies)._message_log_batch(bodies)
