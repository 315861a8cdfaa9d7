# SPDX-License-Identifier: AGPL-3.0-or-later
"""Up to which difference a role may accept a bill that is off its orders."""

from odoo import api, fields, models

from odoo.addons.ap_base.arithmetic.money import HUNDRED, to_decimal


class ApMatchLimit(models.Model):
    """One row per role; somebody with several roles may do what the widest allows."""

    _name = "ap.match.limit"
    _description = "Limit of accepting differences"
    _order = "company_id, sequence, id"
    _rec_name = "group_id"

    sequence = fields.Integer(default=10)
    company_id = fields.Many2one("res.company", help="Empty: all companies.")
    group_id = fields.Many2one(
        "res.groups", string="Role", required=True, ondelete="cascade"
    )
    unlimited = fields.Boolean()
    amount = fields.Float(
        string="Up to (amount)",
        digits="Account",
        help="In company currency. 0: nothing is accepted by that role.",
    )
    percent = fields.Float(
        string="Up to (% of the bill)",
        digits=(5, 2),
        help="Of the untaxed bill, on top of the amount. 0: no such limit.",
    )

    _role_once = models.UniqueIndex(
        "(group_id, COALESCE(company_id, 0))", "That role has its limit already."
    )
    _not_negative = models.Constraint(
        "CHECK (amount >= 0 AND percent >= 0)", "A limit cannot be negative."
    )

    @api.model
    def _may_accept(self, user, gap, base) -> bool:
        """Return whether the user may accept a difference of ``gap`` on a bill of ``base``,
        both in company currency. A company's own row replaces that of all."""
        rows = self._of_user(user, self.env.company)
        return any(row._allows(gap, base) for row in rows)

    @api.model
    def _has_limit(self, user, company) -> bool:
        """Return whether the user may accept anything at all in that company."""
        rows = self._of_user(user, company)
        return any(row.unlimited or row.amount > 0 for row in rows)

    @api.model
    def _of_user(self, user, company):
        """Return the rows of the user's roles that hold in that company."""
        rows = self.sudo().search([("company_id", "in", [False, company.id])])
        own = rows.filtered("company_id").group_id
        return rows.filtered(
            lambda row: (row.company_id or row.group_id not in own)
            and row.group_id in user.all_group_ids
        )

    def _allows(self, gap, base) -> bool:
        if self.unlimited:
            return True
        gap, base = abs(to_decimal(gap)), abs(to_decimal(base))
        if gap > to_decimal(self.amount):
            return False
        return not self.percent or gap * HUNDRED <= base * to_decimal(self.percent)
