# SPDX-License-Identifier: AGPL-3.0-or-later
"""A supplier that bills regularly on an account: how often, how much, on what proof."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from odoo.addons.ap_base.arithmetic.calendar import month_number, month_start
from odoo.addons.ap_base.arithmetic.contracts import Contract
from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_base.arithmetic.recurrence import Rhythm

from . import chasing, learning

INTERVALS = [
    ("1", "Every month"),
    ("2", "Every two months"),
    ("3", "Every quarter"),
    ("6", "Every half-year"),
    ("12", "Every year"),
]
# What people decide; the rest is learned.
TYPED = {
    "company_id", "partner_id", "account_id", "product_id", "analytic_distribution",
    "analytic_precision", "tax_ids", "interval", "amount", "bill_count", "billing",
    "date_first", "date_last", "user_id", "note",
}  # fmt: skip


class ApRecurring(models.Model):
    _name = "ap.recurring"
    _description = "Supplier that bills regularly"
    _inherit = ["mail.thread", "mail.activity.mixin", "analytic.mixin", "ap.guarded"]
    _order = "state, partner_id, id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", string="Supplier", required=True)
    account_id = fields.Many2one(
        "account.account", string="Expense account", required=True, check_company=True
    )
    product_id = fields.Many2one("product.product", check_company=True)
    tax_ids = fields.Many2many(
        "account.tax",
        string="Taxes",
        domain="[('type_tax_use', '=', 'purchase')]",
        check_company=True,
        help="For the VAT of the accrual, and VAT that is cost.",
    )
    interval = fields.Selection(INTERVALS, string="Bills", required=True, default="1")
    amount = fields.Monetary(
        string="Expected amount",
        tracking=True,
        help="Untaxed, for a whole interval. Learned: the middle one of the last three.",
    )
    bill_count = fields.Integer(
        string="Bills each time",
        required=True,
        default=1,
        help="How many bills come for an interval: with fewer of them the rest of the "
        "amount is expected. Several contracts of one rhythm are counted together.",
    )
    billing = fields.Selection(
        [("arrears", "At the end"), ("advance", "In advance")],
        string="Billed",
        required=True,
        default="arrears",
        help="For bills that carry no service dates: whether a bill pays the months "
        "before it or the months after it. A monthly bill of the first five days pays "
        "the month before (at the end) or its own (in advance).",
    )
    is_billing_known = fields.Boolean(
        readonly=True,
        copy=False,
        help="A person, or the words of the bills, say which months a bill pays.",
    )
    source = fields.Selection(
        [("learned", "Found in bills"), ("declared", "Declared")],
        required=True,
        default="declared",
        readonly=True,
    )
    state = fields.Selection(
        [("proposed", "To decide"), ("active", "Expected"), ("stopped", "Not expected")],
        required=True,
        default="active",
        readonly=True,
        tracking=True,
        copy=False,
    )
    date_first = fields.Date(
        string="From",
        required=True,
        default=lambda self: month_start(fields.Date.context_today(self)),
        help="First month of the service; intervals are counted from it.",
    )
    date_last = fields.Date(string="Until", help="Last month of the service; empty: goes on.")
    date_next = fields.Date(
        string="Next bill", readonly=True, help="First month that no bill has paid."
    )
    regularity = fields.Float(
        readonly=True,
        aggregator="avg",
        help="Share of the intervals that have a bill, in percent.",
    )
    is_steady = fields.Boolean(
        string="Steady",
        readonly=True,
        help="One bill an interval, the last three within a tenth of the usual amount.",
    )
    evidence = fields.Json(string="Figures of the evidence", readonly=True, copy=False)
    evidence_text = fields.Char(string="Evidence", compute="_compute_evidence_text")
    user_id = fields.Many2one("res.users", string="Responsible", tracking=True)
    chased_month = fields.Date(
        readonly=True, copy=False, help="Last month of which the bill was asked for."
    )
    chased_on = fields.Date(string="Asked for on", readonly=True, copy=False)
    note = fields.Char()

    _once = models.UniqueIndex(
        "(company_id, partner_id, account_id, interval)",
        "This supplier is there already for that account and rhythm: change its amount "
        "and its number of bills.",
    )

    @api.depends("partner_id", "account_id")
    def _compute_display_name(self):
        for record in self:
            names = (record.partner_id.name, record.account_id.name)
            record.display_name = " – ".join(filter(None, names))

    @api.depends("evidence", "interval", "amount", "source")
    @api.depends_context("lang")
    def _compute_evidence_text(self):
        for record in self:
            record.evidence_text = record._words(record.evidence, record.currency_id)

    @api.constrains("amount", "bill_count", "date_first", "date_last", "partner_id")
    def _check_values(self):
        for record in self:
            if record.amount <= 0 and record.state == "active":
                raise ValidationError(
                    self.env._("%(name)s: give the amount to expect.", name=record.display_name)
                )
            if record.bill_count < 1:
                raise ValidationError(
                    self.env._(
                        "%(name)s: at least one bill comes each time.",
                        name=record.display_name,
                    )
                )
            if record.date_last and record.date_last < record.date_first:
                raise ValidationError(
                    self.env._("%(name)s ends before it starts.", name=record.display_name)
                )

    # -- words ----------------------------------------------------------------------

    @api.model
    def _words(self, evidence, currency) -> str:
        """The proof of a rhythm: “12 bills in 12 months, last three 1,480.00”."""
        if not (evidence or {}).get("bills"):
            return self.env._("Declared by a person.")
        last = [
            formatLang(self.env, float(one), digits=currency.decimal_places, grouping=True)
            for one in evidence["last"]
        ]
        return self.env._(
            "%(bills)s bills in %(months)s months, last three %(amounts)s",
            bills=evidence["bills"],
            months=evidence["months"],
            amounts=" – ".join(last if len(set(last)) > 1 else last[:1]),
        )

    def _months_in_words(self, months: list[str]) -> str:
        """“October 2026” or “August 2026 to October 2026”."""
        shown = [
            format_date(self.env, fields.Date.to_date(f"{month}-01"), date_format="MMMM y")
            for month in (months[0], months[-1])
        ]
        if shown[0] == shown[1]:
            return shown[0]
        return self.env._("%(first)s to %(last)s", first=shown[0], last=shown[1])

    # -- what people do -----------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create([self._normal(vals) for vals in vals_list])
        for record, vals in zip(records, vals_list, strict=True):
            record._know_billing(vals)
        return records

    def write(self, vals):
        result = super().write(self._normal(vals))
        self._know_billing(vals)
        return result

    def _know_billing(self, vals):
        """Once somebody sets which months a bill pays, it is no longer a guess."""
        if "billing" in vals and "is_billing_known" not in vals:
            self.sudo().is_billing_known = True

    def _normal(self, vals) -> dict:
        """Bills are looked up by company and by whole months."""
        vals = dict(vals)
        if vals.get("partner_id"):
            partner = self.env["res.partner"].browse(vals["partner_id"])
            vals["partner_id"] = partner.commercial_partner_id.id
        if vals.get("date_first"):
            vals["date_first"] = month_start(fields.Date.to_date(vals["date_first"]))
        return vals

    @api.model
    def _ap_engine_fields(self):
        """Proofs and states are reached by steps: writing one would fake a proof."""
        return super()._ap_engine_fields() | self._ap_all_fields_but(TYPED)

    @api.model
    def _ap_engine_refusal(self, names):
        return self.env._(
            "%(fields)s cannot be written: accept, stop, or read the bills again.",
            fields=", ".join(sorted(names)),
        )

    def action_accept(self):
        """Expect the bills from now on."""
        self._check_role()
        for record in self:
            if record.amount <= 0:
                raise UserError(
                    self.env._("%(name)s: give the amount to expect.", name=record.display_name)
                )
        self.sudo().write({"state": "active"})
        return True

    def action_stop(self):
        """Expect no bill any more; what was found is not proposed again."""
        self._check_role()
        self.sudo().write({"state": "stopped"})
        return True

    def action_open_bills(self):
        """The bill lines that prove the rhythm."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "account.move.line",
            "view_mode": "list,pivot,graph,form",
            "domain": [
                ("company_id", "=", self.company_id.id),
                ("account_id", "=", self.account_id.id),
                ("partner_id.commercial_partner_id", "=", self.partner_id.id),
                ("parent_state", "=", "posted"),
                ("move_id.move_type", "in", ("in_invoice", "in_refund", "in_receipt")),
                *self.env["ap.closing.orders"]._unordered(),
            ],
        }

    def action_open_lines(self):
        """What was accrued for it, month by month."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_closing.ap_closing_line_action"
        )
        action["domain"] = [
            ("source_model", "=", self._name),
            ("source_id", "=", self.id),
            ("state", "!=", "cancelled"),
        ]
        action["context"] = {}
        action["display_name"] = self.display_name
        return action

    def _check_role(self, group="ap_base.group_apprentice"):
        self.env["ap.closing"]._check_role(group)
        self.check_access("write")

    def _rhythm(self) -> Rhythm:
        self.ensure_one()
        anchor = month_number(self.date_first)
        return Rhythm(int(self.interval), anchor, self.billing == "advance")

    def _contract(self) -> Contract:
        self.ensure_one()
        return Contract(int(self.interval), to_decimal(self.amount), self.bill_count)

    # -- learning and asking ----------------------------------------------------------

    @api.model
    def learn(self, company_id, date=None):
        """Look for rhythms in the bills of the 24 months up to `date` (today).

        New ones wait for a person, or are expected at once where the company wants that
        and they are regular and steady. Known ones get their new proof; an amount that
        a person set stays. Returns how many are `new` and `known`.
        """
        return learning.learn(self, company_id, date)

    def action_learn(self):
        """Look again in the bills of the companies that are shown."""
        return learning.learn_and_notify(self)

    @api.model
    def _cron_learn(self):
        """For every company; the failure of one leaves the others done."""
        learning.learn_by_night(self)

    def chase(self, date, again=False):
        """Ask the suppliers for the bills of the month of `date`, one mail a supplier.

        A month that was asked for is not asked for again unless `again`. The person
        responsible gets an activity, the recurrence keeps a message. Returns the names
        of the suppliers that were `asked`, `asked_before`, are `without_email`, and
        those from whom `nothing` is missing.
        """
        return chasing.chase(self, date, again)

    def action_chase(self):
        """Choose what to ask for, and see what was asked for before."""
        self._check_role()
        # The month that is over: nobody is asked for a month that still runs.
        return self._chase_dialog(month_start(fields.Date.context_today(self)) - timedelta(1))

    def _chase_dialog(self, day):
        """The dialogue that asks for the bills of the month of `day`."""
        return chasing.dialog(self, day)

    def _missing_at(self, day) -> dict:
        """The months without a bill, of the expected ones that have some."""
        return chasing.missing_at(self, day)

    def _is_asked(self, day) -> bool:
        """Whether the bill of that month was asked for already."""
        return bool(self.chased_month and self.chased_month >= month_start(day))
