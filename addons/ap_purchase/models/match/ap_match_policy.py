# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far a bill may be from its order, for whom."""

from collections import namedtuple

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic import matching
from odoo.addons.ap_base.arithmetic.money import to_decimal

from ...rules.matching import DEFAULT_POLICY

MODES = [
    ("none", "No comparison"),
    ("two_way", "Order and bill"),
    ("three_way", "Order, receipt and bill"),
]
# The narrowest first: it decides.
SCOPES = [
    ("order", "One order"),
    ("supplier", "One supplier"),
    ("category", "One category of products"),
    ("company", "Everything"),
]

TOLERANCE_FIELDS = (
    "check", "over", "over_amount", "over_percent", "under", "under_amount", "under_percent",
)  # fmt: skip

LineFacts = namedtuple("LineFacts", "id order_id supplier_id company_id categories")


class ApMatchPolicy(models.Model):
    """What is asked of a bill before it is called matched."""

    _name = "ap.match.policy"
    _description = "Matching policy"
    _inherit = ["mail.thread", "ap.guarded", "ap.versioned"]
    _order = "rank, sequence, id"

    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one("res.company", help="Empty: all companies.")
    scope = fields.Selection(
        SCOPES, required=True, default="company", string="Holds for", tracking=True
    )
    rank = fields.Integer(compute="_compute_rank", store=True)
    partner_id = fields.Many2one(
        "res.partner", string="Supplier", tracking=True, index="btree_not_null"
    )
    categ_id = fields.Many2one(
        "product.category", string="Category", tracking=True, help="And those below."
    )
    order_id = fields.Many2one(
        "purchase.order",
        string="Order",
        tracking=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    mode = fields.Selection(
        MODES, string="Compares", required=True, default="three_way", tracking=True
    )
    unnamed = fields.Boolean(
        string="Bills that name no order",
        tracking=True,
        help="Such a bill may match by itself if each line names, by its code, a "
        "product that is open once. Otherwise it is suggested.",
    )
    small_amount = fields.Float(
        string="Let pass a line",
        digits="Account",
        tracking=True,
        help="A line that costs up to so much more than ordered passes, whatever the "
        "percentage; freight and fees up to so much in all. In the currency of the bill. "
        "0: the tolerances alone decide.",
    )
    auto_post = fields.Boolean(
        string="Post what matches",
        tracking=True,
        help="Drafts that match and have no finding are posted by themselves.",
    )
    tolerance_ids = fields.One2many(
        "ap.match.tolerance", "policy_id", string="Tolerances", copy=True
    )

    _supplier_once = models.UniqueIndex(
        "(partner_id, COALESCE(company_id, 0)) WHERE active AND scope = 'supplier'",
        "That supplier has a policy already.",
    )
    _category_once = models.UniqueIndex(
        "(categ_id, COALESCE(company_id, 0)) WHERE active AND scope = 'category'",
        "That category has a policy already.",
    )
    _order_once = models.UniqueIndex(
        "(order_id) WHERE active AND scope = 'order'",
        "That order has a policy already.",
    )
    _company_once = models.UniqueIndex(
        "((COALESCE(company_id, 0))) WHERE active AND scope = 'company'",
        "There is a policy for everything already.",
    )
    _small_not_negative = models.Constraint(
        "CHECK (small_amount >= 0)", "What may pass cannot be negative."
    )
    _scope_complete = models.Constraint(
        "CHECK ((scope <> 'supplier' OR partner_id IS NOT NULL)"
        " AND (scope <> 'category' OR categ_id IS NOT NULL)"
        " AND (scope <> 'order' OR order_id IS NOT NULL))",
        "Say for which order, supplier or category the policy holds.",
    )

    @api.depends("scope", "company_id")
    def _compute_rank(self):
        """Narrow before wide; a company's own before that of all."""
        order = [code for code, _label in SCOPES]
        for policy in self:
            policy.rank = order.index(policy.scope) * 2 + (not policy.company_id)

    @api.model
    def _ap_versioned_fields(self):
        return super()._ap_versioned_fields() | {
            "active", "sequence", "company_id", "scope", "partner_id", "categ_id", "order_id",
            "mode", "unnamed", "small_amount", "tolerance_ids",
        }  # fmt: skip

    def _ap_version_values(self):
        """The tolerances as what they say: their rows may be gone later."""
        found = super()._ap_version_values()
        for policy in self:
            found[policy.id]["tolerance_ids"] = [
                {name: one[name] for name in TOLERANCE_FIELDS}
                for one in policy.tolerance_ids.sorted("check")
            ]
        return found

    @api.onchange("scope")
    def _onchange_scope(self):
        kept = {"order": "order_id", "supplier": "partner_id", "category": "categ_id"}
        for scope, name in kept.items():
            if self.scope != scope:
                self[name] = False

    @api.private
    def value(self) -> matching.Policy:
        """Return the policy as the rules take it; a check without tolerance is exact."""
        self.ensure_one()
        tolerances = {one.check: one.value() for one in self.tolerance_ids}
        small = to_decimal(self.small_amount)
        return matching.Policy(
            mode=self.mode, unnamed=self.unnamed, small=small, **tolerances
        )

    # Which one holds -------------------------------------------------------------------

    @api.model
    def _in_force(self, company_ids):
        """The active policies of these companies, the first that fits decides."""
        return self.sudo().search(
            [("company_id", "in", [False, *company_ids])], order="rank, sequence, id"
        )

    def _of_bill(self, company_id, supplier_id):
        """The policy of a bill: its supplier's, else the company's."""
        for policy in self:
            if policy.company_id and policy.company_id.id != company_id:
                continue
            if policy.scope == "company":
                return policy
            if policy.scope == "supplier" and (
                policy.partner_id.commercial_partner_id.id == supplier_id
            ):
                return policy
        return self.browse()

    def _of_line(self, facts: LineFacts):
        """The policy of an order line, if it has one narrower than the company's."""
        for policy in self.filtered(lambda one: one.scope != "company"):
            if policy.company_id and policy.company_id.id != facts.company_id:
                continue
            fits = {
                "order": policy.order_id.id == facts.order_id,
                "supplier": policy.partner_id.commercial_partner_id.id
                == facts.supplier_id,
                "category": policy.categ_id.id in facts.categories,
            }
            if fits[policy.scope]:
                return policy
        return self.browse()

    def _line_facts(self, line_ids) -> list[LineFacts]:
        """What decides on the policy of order lines: one statement for all of them."""
        query = SQL(
            """SELECT l.id, l.order_id, p.commercial_partner_id, l.company_id,
                      string_to_array(trim(BOTH '/' FROM c.parent_path), '/')
                 FROM purchase_order_line l
                 JOIN purchase_order o ON o.id = l.order_id
                 JOIN res_partner p ON p.id = o.partner_id
                 LEFT JOIN product_product pp ON pp.id = l.product_id
                 LEFT JOIN product_template pt ON pt.id = pp.product_tmpl_id
                 LEFT JOIN product_category c ON c.id = pt.categ_id
                WHERE l.id = ANY(%s)""",
            list(line_ids),
        )
        return [
            LineFacts(*row[:4], {int(one) for one in row[4] or () if one})
            for row in self.env.execute_query(query)
        ]

    @api.model
    def _of_rows(self, rows, orders, policies=None) -> tuple:
        """Return the default policy, those in force per bill (`rows`) and per order line
        that has one of its own (`orders`), as rules take them, and the ids of those per
        bill. `policies`: in their order, instead of those that hold today."""
        company_ids = {row.company_id for row in rows.values()}
        company_ids |= {line.company for line in orders.values()}
        if policies is None:
            policies = self._in_force(company_ids)
        values = {policy.id: policy.value() for policy in policies}
        of_bills, ids = {}, {}
        for key, row in rows.items():
            policy = policies._of_bill(row.company_id, row.supplier_id)
            if policy:
                of_bills[key], ids[key] = values[policy.id], policy.id
        of_lines = {}
        if any(policy.scope != "company" for policy in policies):
            for facts in self._line_facts(orders):
                policy = policies._of_line(facts)
                if policy:
                    of_lines[facts.id] = values[policy.id]
        return DEFAULT_POLICY, of_bills, of_lines, ids
