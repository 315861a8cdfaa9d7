# SPDX-License-Identifier: AGPL-3.0-or-later
"""One proposed amount: what it is, where it comes from, what a person decided."""

from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.ap_base.arithmetic.accrual import scaled
from odoo.addons.ap_base.arithmetic.money import to_decimal

from . import posted_accruals
from .res_company import CONVENTIONS

EXCLUDED = [
    ("threshold", "Below the threshold"),
    ("ordered", "Accrued on an order already"),
    ("no_accrual", "No accrual wanted"),
    ("account_closed", "Its account is archived"),
    ("no_rate", "No exchange rate"),
    ("billed", "A bill in the books seems to be its bill"),
    ("not_received", "Billed, not received"),
    ("beyond_order", "Beyond what was ordered"),
    ("duplicate", "Repeats another bill"),
    ("not_due", "Refused: not due"),
    ("later", "Of a later month, by its text"),
    ("no_date", "Its month is not known"),
    ("not_cost", "Its account bears no cost"),
]
# A line shows the gravest; `explanation_values["reviews"]` holds all of them.
REVIEW = [
    ("duplicate", "Repeats another bill"),
    ("not_due", "Refused: not due"),
    ("match", "Its bill or its order is not sure"),
    ("not_received", "Billed, not received"),
    ("beyond_order", "Beyond what was ordered"),
    ("finding", "Open finding on its bill"),
    ("period", "Month read from its text"),
    ("no_date", "Bill without a date"),
    ("ordered", "Perhaps on an order already"),
    ("partial", "Only a part of the usual bills came"),
    ("twin", "Another source, the same amount"),
    ("old", "Waits too long for its bill"),
    ("irregular", "Irregular amounts or dates"),
    ("silent", "Several bills in a row are missing"),
    ("no_account", "No expense account known"),
    ("no_rate", "No exchange rate"),
    ("old_rate", "Exchange rate of an earlier month"),
    ("return_unclear", "Sent back, or recorded by mistake?"),
    ("closed_ahead", "Closed, and billed all the same"),
    ("amount_apart", "Billed amount and quantity do not agree"),
    ("kit_incomplete", "Parts of a kit are missing"),
    ("order_changed", "Order changed since"),
    ("order_unknown", "Order changed since, former terms unknown"),
    ("unrecorded", "Nobody recorded its receipt"),
    ("tax_nature", "Unsure which of its taxes are deducted as VAT"),
    ("source_gone", "Overridden, and its source is gone"),
    ("account_closed", "Its account is archived"),
    ("decided", "Decided before, for other facts"),
    ("moved", "Posted on another account or supplier"),
]
OVERRIDE_FIELDS = {"override_amount", "override_reason", "is_overridden"}
MANUAL_FIELDS = {
    "label", "partner_id", "account_id", "counterpart_account_id", "amount_computed",
    "tax_computed", "analytic_distribution", "note", "analytic_precision",
}  # fmt: skip
CHOICES = {
    "account_id": "is_account_chosen",
    "analytic_distribution": "is_distribution_chosen",
}
# What a line typed in may bring, beside what is only shown.
CREATED_FIELDS = MANUAL_FIELDS | OVERRIDE_FIELDS | {
    "run_id", "company_id", "kind", "posting", "state", "source_key", "product_id",
    "quantity", "price_unit", "source_currency_id", "period_start", "period_end",
    "date_source", "amount_untaxed", "explanation_values",
}  # fmt: skip


class ApClosingLine(models.Model):
    _name = "ap.closing.line"
    _description = "Closing line"
    _inherit = ["analytic.mixin", "ap.guarded", "ap.report"]
    _order = "run_id, partner_id, id"
    _rec_name = "label"
    _check_company_auto = True

    run_id = fields.Many2one("ap.closing.run", required=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(
        selection=lambda self: self.env["ap.closing.kind"]._selection(), required=True
    )
    posting = fields.Integer(
        required=True, default=1, help="Which posting of the run: 2 and more are "
        "differences found after an earlier one."
    )
    source_key = fields.Char(required=True)
    source_model = fields.Char()
    source_id = fields.Many2oneReference(model_field="source_model")
    partner_id = fields.Many2one("res.partner", string="Supplier")
    product_id = fields.Many2one("product.product")
    label = fields.Char(required=True)
    account_id = fields.Many2one("account.account", string="Expense account", check_company=True)
    is_account_chosen = fields.Boolean(help="A refresh keeps what a person chose.")
    is_distribution_chosen = fields.Boolean()
    counterpart_account_id = fields.Many2one("account.account", check_company=True)
    source_currency_id = fields.Many2one("res.currency")
    quantity = fields.Float(digits=(16, 4))
    price_unit = fields.Float(digits=(16, 6))
    date_end = fields.Date(string="Closing date")
    date_source = fields.Date(string="Since")
    age_days = fields.Integer(string="Age (days)", aggregator="max")
    period_start = fields.Date(string="Service from")
    period_end = fields.Date(string="Service to")
    convention = fields.Selection(CONVENTIONS)
    amount_untaxed = fields.Monetary()
    amount_computed = fields.Monetary(string="Computed amount")
    tax_computed = fields.Monetary(string="Computed VAT")
    whole_cost = fields.Monetary(
        help="The cost of which the line is a part, where it is not the whole: the limit "
        "of small amounts is for the whole."
    )
    cost_in_currency = fields.Monetary(currency_field="source_currency_id")
    tax_in_currency = fields.Monetary(currency_field="source_currency_id")
    override_amount = fields.Monetary(string="Amount decided")
    override_reason = fields.Char(string="Reason of the decision")
    is_overridden = fields.Boolean(string="Decided by a person")
    override_user_id = fields.Many2one("res.users", string="Decided by", readonly=True)
    amount = fields.Monetary(help="What is posted as cost, without deductible VAT.")
    cost_effect = fields.Monetary(
        string="Effect on cost",
        help="The amount with its sign: what is put aside lessens the month's cost, and "
        "what is for a fixed asset or for the stock changes nothing.",
    )
    amount_tax = fields.Monetary(string="VAT", help="Deductible VAT, posted apart.")
    previous_amount = fields.Monetary(
        string="Previous month", help="The same source in the previous closing."
    )
    change = fields.Monetary(string="Change since previous month")
    excluded_code = fields.Selection(EXCLUDED, string="Not posted because")
    review_code = fields.Selection(REVIEW, string="To review")
    note = fields.Char()
    explanation_values = fields.Json()
    explanation = fields.Text(compute="_compute_explanation")
    source_ref = fields.Reference(
        selection="_selection_source", compute="_compute_source_ref", string="Document"
    )
    state = fields.Selection(
        [("proposed", "Proposed"), ("posted", "Posted"), ("cancelled", "Cancelled")],
        required=True,
        default="proposed",
    )
    move_id = fields.Many2one("account.move", string="Entry", index="btree_not_null")
    reversal_move_id = fields.Many2one("account.move", string="Reversal")
    date_reversal = fields.Date()
    actual_amount = fields.Monetary(
        string="Actual", help="Untaxed amount of the bills that came, for the quantity accrued."
    )
    actual_quantity = fields.Float(digits=(16, 4))
    has_actual = fields.Boolean(string="Bill received")
    date_actual = fields.Date(string="Billed on", help="Accounting date of the first bill.")
    settled_estimate = fields.Monetary(
        string="Estimate of it", help="The part of the estimate that the bills settle."
    )
    variance = fields.Monetary(help="Actual less the estimate of what was billed.")

    # Each index is paid for 200,000 times in a month of 100,000 lines: these serve
    # what is asked (a run's lines, a month's, a document's), and no others.
    _once = models.UniqueIndex(
        "(run_id, posting, source_key) WHERE state <> 'cancelled'",
        "A source is proposed once in a run.",
    )
    _by_company = models.Index("(company_id, date_end)")
    _source = models.Index("(source_model, source_id) WHERE state = 'posted'")

    def init(self):
        # The mixin's index serves searches by analytic account, which nobody makes
        # here, and it is the dearest one to keep.
        result = super().init()
        self.env.cr.execute(
            "DROP INDEX IF EXISTS ap_closing_line_analytic_distribution_accounts_gin_index"
        )
        return result

    @api.depends("kind", "explanation_values", "amount")
    @api.depends_context("lang")
    def _compute_explanation(self):
        kinds = self.env["ap.closing.kind"]
        for line in self:
            line.explanation = kinds._explain(line)

    @api.depends("source_model", "source_id")
    def _compute_source_ref(self):
        known = {model for model, _name in self._selection_source()} | {"account.move.line"}
        documents = {}
        for model, lines in self.filtered("source_id").grouped("source_model").items():
            if model in known:
                for one in self.env[model].browse(lines.mapped("source_id")).exists():
                    is_item = model == "account.move.line"
                    documents[model, one.id] = one.move_id if is_item else one
        for line in self:  # a text would be asked of the database, row by row
            line.source_ref = documents.get((line.source_model, line.source_id), False)

    @api.model
    def _selection_source(self):
        return [
            ("account.move", self.env._("Bill or entry")),
            ("ap.deferral", self.env._("Deferred expense")),
            ("ap.recurring", self.env._("Supplier that bills regularly")),
        ]

    @api.model_create_multi
    def create(self, vals_list):
        """Lines typed in or imported: only kinds that have no source."""
        runs = self.env["ap.closing.run"].browse(
            {vals["run_id"] for vals in vals_list if vals.get("run_id")}
        )
        runs._hold_to_change()
        for vals in vals_list:
            run = self.env["ap.closing.run"].browse(vals.get("run_id"))
            run._check_takes_manual_lines()
            self._check_typed({name for name, value in vals.items() if value})
            vals.update(kind=run.kind, posting=run._open_posting(), state="proposed")
            vals["company_id"] = run.company_id.id
            vals["date_end"] = run.date_end
            vals.setdefault("counterpart_account_id", run._counterpart_account().id)
            vals.setdefault("source_currency_id", run.currency_id.id)
            vals.setdefault("amount_untaxed", vals.get("amount_computed", 0.0))
        lines = super().create(vals_list)
        lines._compute_amounts()
        lines.run_id._count()
        lines.run_id._review_again()
        return lines

    @api.model
    def _ap_fields_without_default(self):
        """What a line is not created with, it does not get by way of a default."""
        return self._ap_all_fields_but(CREATED_FIELDS)

    @api.model
    def default_get(self, field_names):
        values = super().default_get(field_names)
        if "source_key" in field_names:
            values["source_key"] = f"manual:{self.env['ir.sequence'].next_by_code('ap.closing.line')}"
        return values

    def write(self, vals):
        """People change two things: their decision on an amount, and manual lines."""
        typed = OVERRIDE_FIELDS | MANUAL_FIELDS
        if self.env.su and not typed & vals.keys():
            return super().write(vals)  # figures, by the engine
        if vals.keys() - typed and not self.env.su:
            self._check_typed(vals.keys(), typed)
        self.run_id._hold_to_change()
        self._check_open()
        if not MANUAL_FIELDS & vals.keys() <= {"analytic_distribution", "account_id"}:
            self.run_id._check_takes_manual_lines()
        if "override_amount" in vals:  # zero is a decision, False takes it back
            given = vals["override_amount"]
            vals = {"is_overridden": given is not False and given is not None, **vals}
        for name, flag in CHOICES.items():
            if name in vals:
                vals = {**vals, flag: True}
        if "is_overridden" in vals:
            vals = {**vals, "override_user_id": self.env.uid if vals["is_overridden"] else False}
            if not vals["is_overridden"]:
                vals.update(override_amount=0.0, override_reason=False)
        result = super().write(vals)
        if vals.get("account_id"):
            self._open_account_chosen()
        self._compute_amounts()
        self.run_id._count()
        self.run_id._review_again()
        return result

    def _open_account_chosen(self):
        """A line left aside for its archived account takes part again."""
        waiting = self.filtered(lambda line: line.excluded_code == "account_closed")
        waiting.filtered("account_id.active").sudo().write(
            {"excluded_code": False, "review_code": False}
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_manual(self):
        self.run_id._hold_to_change()
        self._check_open()
        self.run_id._check_takes_manual_lines()
        self.run_id._review_again()

    @api.constrains("is_overridden", "override_reason")
    def _check_override_reason(self):
        for line in self:
            if line.is_overridden and not (line.override_reason or "").strip():
                raise ValidationError(
                    self.env._(
                        "“%(line)s”: say why the amount differs from the computed one.",
                        line=line.label,
                    )
                )

    def _check_typed(self, names, allowed=CREATED_FIELDS):
        """What the steps compute or post is never written by hand."""
        wrong = set(names) - allowed
        if wrong and not self.env.su:
            raise AccessError(
                self.env._(
                    "%(fields)s of a closing line cannot be written: decide another "
                    "amount, with its reason.",
                    fields=", ".join(sorted(wrong)),
                )
            )

    def _check_open(self):
        closed = self.filtered(lambda line: line.state != "proposed")
        if closed:
            raise UserError(
                self.env._(
                    "“%(line)s” is posted: cancel its run to change it; the entry is "
                    "then reversed, never edited.",
                    line=closed[0].label,
                )
            )
        if not self.env.su and not self.env.user.has_group("ap_base.group_apprentice"):
            raise AccessError(self.env._("Your role reads closings, it does not change them."))

    def _compute_amounts(self):
        """The amounts that will be posted, after a decision or a typed amount."""
        kinds = self.env["ap.closing.kind"]._kinds()
        for line in self:
            computed, tax = to_decimal(line.amount_computed), to_decimal(line.tax_computed)
            amount = computed
            if line.is_overridden:
                amount = to_decimal(line.override_amount)
            elif line.excluded_code:
                amount = Decimal(0)
            step = to_decimal(line.currency_id.rounding)
            sign = kinds[line.kind].cost_sign
            if line.account_id and line.account_id.internal_group != "expense":
                sign = 0  # a fixed asset, or goods in stock: no charge of the month
            line.sudo().write(
                {
                    "amount": float(amount),
                    "cost_effect": float(sign * amount),
                    "amount_tax": float(scaled(tax, computed, amount, step)),
                    "change": float(amount - to_decimal(line.previous_amount)),
                }
            )

    # -- the documents that it waited for -----------------------------------------------

    def _meet_bills(self, bills, left=None) -> None:
        """Write actual amount and variance on the posted accruals of these bills.

        `left`: other sources, {model: ids}, that one of the bills has left.
        """
        bills.flush_recordset()
        posted_accruals.meet(self.env, bills, left or {})

    def _meet_bills_again(self) -> None:
        """A difference posted later meets the bills that are there already."""
        grouped = self.grouped("source_model")
        self._meet({model: lines.mapped("source_id") for model, lines in grouped.items()})

    def _meet(self, sources: dict[str, list[int]]) -> None:
        """Write actual amount and variance on the posted lines of these sources, by
        model: of a room that has other documents than bills."""
        posted_accruals.meet(self.env, self.env["account.move"], sources)

    def _take_back(self):
        """Remove lines that a file brought, as long as they are not posted."""
        posted = self.filtered(lambda line: line.state == "posted")
        if posted:
            raise UserError(
                self.env._(
                    "“%(line)s” is posted: cancel the run of its month first.",
                    line=posted[0].label,
                )
            )
        runs = self.run_id
        self.filtered(lambda line: line.state == "proposed").unlink()
        runs._count()

    # -- the list to take away -----------------------------------------------------------

    def _report_title(self):
        return self.env._("Accruals and deferrals")

    def _report_fields(self):
        return [
            "date_end", "kind", "partner_id", "label", "account_id", "amount_computed",
            "amount", "amount_tax", "state", "explanation",
        ]  # fmt: skip

    # -- buttons -------------------------------------------------------------------------

    def action_drop_decision(self):
        """Post what is computed: the decision of a person is taken back."""
        decided = self.filtered("is_overridden")
        decided.write({"override_amount": False})
        kept = decided.filtered(lambda line: line.review_code == "decided")
        kept.sudo().write({"review_code": False})
        kept.run_id._count()
        return True

    def action_chase(self):
        """Ask the suppliers of these lines for the bills that are missing."""
        lines = self.filtered(lambda line: line.source_model == "ap.recurring")
        if not lines:
            raise UserError(
                self.env._(
                    "Only suppliers that bill regularly are asked: choose lines of “%(kind)s”.",
                    kind=self.env["ap.closing.kind"]._labels()["recurring"],
                )
            )
        records = self.env["ap.recurring"].browse(lines.mapped("source_id")).exists()
        records._check_role()
        return records._chase_dialog(max(lines.mapped("date_end")))

    def action_open_source(self):
        """Open the order, receipt or bill behind the line."""
        self.ensure_one()
        if not self.source_ref:
            raise UserError(self.env._("This line was typed in: it has no document."))
        return self.source_ref.get_formview_action()

    def action_open_entry(self):
        """The entry of the line."""
        self.ensure_one()
        return self.move_id.get_formview_action()
