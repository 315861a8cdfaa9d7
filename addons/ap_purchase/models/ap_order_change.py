# SPDX-License-Identifier: AGPL-3.0-or-later
"""The terms of order lines before they were changed."""

from odoo import api, fields, models

KEPT_SINCE = "ap_purchase.order_changes_since"
TERMS = ("product_qty", "price_unit", "discount", "tax_ids", "product_uom_id")


class ApOrderChange(models.Model):
    """The terms of a confirmed order line until it was changed.

    Odoo keeps the terms of now. The position at a day asks for those of then.
    """

    _name = "ap.order.change"
    _description = "Former terms of an order line"
    _order = "date desc, id desc"
    _rec_name = "purchase_line_id"

    purchase_line_id = fields.Many2one(
        "purchase.order.line",
        string="Order line",
        required=True,
        index=True,
        readonly=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    date = fields.Datetime(string="Changed on", required=True, readonly=True)
    product_qty = fields.Float(string="Quantity until then", digits=0, readonly=True)
    price_unit = fields.Float(string="Price until then", digits=0, readonly=True)
    discount = fields.Float(string="Discount until then", digits=0, readonly=True)
    price_subtotal = fields.Float(
        string="Untaxed amount until then", digits=0, readonly=True
    )
    user_id = fields.Many2one("res.users", string="Changed by", readonly=True)

    _by_day = models.Index("(company_id, date)")

    @api.private
    def keep(self, lines, vals):
        """Keep the terms of those lines that these values change."""
        lines = lines.filtered(
            lambda line: line.state == "purchase" and not line.display_type
        )
        changed = lines.filtered(lambda line: _differs(line, vals))
        self.sudo().create(
            [
                {
                    "purchase_line_id": line.id,
                    "company_id": line.company_id.id,
                    "date": fields.Datetime.now(),
                    "product_qty": line.product_qty,
                    "price_unit": line.price_unit,
                    "discount": line.discount,
                    "price_subtotal": line.price_subtotal,
                    "user_id": self.env.uid,
                }
                for line in changed
            ]
        )

    def init(self):
        """Note since when changes are kept: since the installation."""
        result = super().init()
        if not self._kept_since():
            now = fields.Datetime.to_string(fields.Datetime.now())
            self.env["ir.config_parameter"].sudo().set_param(KEPT_SINCE, now)
        return result

    def _kept_since(self):
        """Return the time since which each change is kept, None where nobody knows."""
        since = self.env["ir.config_parameter"].sudo().get_param(KEPT_SINCE)
        return fields.Datetime.to_datetime(since) if since else None


def _differs(line, vals) -> bool:
    """Whether a write changes a term of the line."""
    for name in TERMS:
        if name not in vals:
            continue
        field = line._fields[name]
        if field.type == "many2many":
            return True
        new = field.convert_to_cache(vals[name], line)
        if new != field.convert_to_cache(line[name], line):
            return True
    return False
