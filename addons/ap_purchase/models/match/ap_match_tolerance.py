# SPDX-License-Identifier: AGPL-3.0-or-later
"""One test of a matching policy: what may differ, above and below."""

from odoo import api, fields, models

from odoo.addons.ap_base.arithmetic.matching import Limit, Tolerance
from odoo.addons.ap_base.arithmetic.money import to_decimal

CHECKS = [
    ("quantity", "Quantity"),
    ("price", "Unit price"),
    ("line_amount", "Line amount"),
    ("total", "Bill total"),
    ("tax", "Tax"),
    ("freight", "Freight and fees"),
]
SIDES = [
    ("exact", "Nothing"),
    ("limit", "Up to"),
    ("free", "Anything"),
]


class ApMatchTolerance(models.Model):
    """Over and under are apart; where a side names both an amount and a percentage,
    the stricter one holds. *Over* is what costs more, of a credit note what credits less."""

    _name = "ap.match.tolerance"
    _description = "Tolerance of a matching policy"
    _order = "policy_id, check, id"
    _rec_name = "check"

    policy_id = fields.Many2one(
        "ap.match.policy", required=True, index=True, ondelete="cascade"
    )
    check = fields.Selection(CHECKS, string="Test", required=True)
    over = fields.Selection(SIDES, string="More", required=True, default="limit")
    over_amount = fields.Float(
        string="More: amount",
        digits=(16, 4),
        help="Units for quantities, else in the currency of the bill. 0: no limit of "
        "that kind.",
    )
    over_percent = fields.Float(string="More: %", digits=(16, 4))
    under = fields.Selection(SIDES, string="Less", required=True, default="limit")
    under_amount = fields.Float(string="Less: amount", digits=(16, 4))
    under_percent = fields.Float(string="Less: %", digits=(16, 4))

    _check_once = models.UniqueIndex(
        '(policy_id, "check")', "That test is already in the policy."
    )
    _not_negative = models.Constraint(
        "CHECK (over_amount >= 0 AND over_percent >= 0"
        " AND under_amount >= 0 AND under_percent >= 0)",
        "A tolerance cannot be negative.",
    )

    # A change of a tolerance is a version of its policy -----------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        policies = self.env["ap.match.policy"].browse(
            {vals["policy_id"] for vals in vals_list if vals.get("policy_id")}
        )
        now = self.env.cr.now()
        policies.sudo().filtered(lambda one: one.create_date < now)._ap_before()
        records = super().create(vals_list)
        records.policy_id.sudo()._ap_keep_versions()
        return records

    def write(self, vals):
        policies = self.policy_id.sudo()
        policies._ap_before()
        result = super().write(vals)
        (policies | self.policy_id.sudo())._ap_keep_versions()
        return result

    def unlink(self):
        policies = self.policy_id.sudo()
        policies._ap_before()
        result = super().unlink()
        policies.exists()._ap_keep_versions()
        return result

    @api.private
    def value(self) -> Tolerance:
        """Return the tolerance as the rules take it."""
        self.ensure_one()
        return Tolerance(self._side("over"), self._side("under"))

    def _side(self, name) -> Limit | None:
        kind = self[name]
        if kind == "free":
            return None
        if kind == "exact":
            return Limit()
        amount, percent = self[f"{name}_amount"], self[f"{name}_percent"]
        return Limit(
            to_decimal(amount) if amount else None,
            to_decimal(percent) if percent else None,
        )
