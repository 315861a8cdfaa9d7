# SPDX-License-Identifier: AGPL-3.0-or-later
"""What posted bills taught of a supplier: where a value stands, where its cost goes."""

import logging
from decimal import Decimal

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ..rules.folding import squeezed
from ..rules.habits import CONFIRMED, LEARNED, Habit, learn
from ..rules.page import Box
from . import bill_pages

_logger = logging.getLogger(__name__)
FIELDS = [
    ("number", "Number"),
    ("date", "Bill date"),
    ("due", "Due date"),
    ("total", "Total"),
    ("supplier", "Supplier"),
    ("cost", "Account, tax and axes"),
]


class ApCaptureHabit(models.Model):
    """One line says one thing of one supplier; what a later bill says otherwise takes its place."""

    _name = "ap.capture.habit"
    _inherit = ["ap.guarded"]
    _description = "Learned from a supplier's bills"
    _order = "partner_id, field, id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    partner_id = fields.Many2one(
        "res.partner", string="Supplier", required=True, readonly=True, index=True, ondelete="cascade"
    )
    field = fields.Selection(FIELDS, string="What", required=True, readonly=True)
    label = fields.Char(string="Words on the page", readonly=True)
    place = fields.Json(readonly=True, help="Where the value stood, if no words are beside it.")
    page = fields.Integer(readonly=True)
    percent = fields.Float(string="Tax rate", digits=(6, 3), readonly=True)
    account_id = fields.Many2one("account.account", readonly=True, ondelete="cascade")
    tax_id = fields.Many2one("account.tax", readonly=True, ondelete="cascade")
    analytic_distribution = fields.Json(string="Axes", readonly=True)
    analytic_precision = fields.Integer(store=False, default=2)  # the widget of axes reads it
    seen = fields.Integer(string="Bills", readonly=True, help="Posted bills one after the other that said so.")
    is_confirmed = fields.Boolean(string="Confirmed", compute="_compute_is_confirmed")
    move_id = fields.Many2one("account.move", string="Last seen in", readonly=True, ondelete="set null")
    learned_on = fields.Date(string="Learned on", readonly=True)

    _once = models.UniqueIndex("(company_id, partner_id, field, COALESCE(label, ''), COALESCE(percent, 0))")

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | self._ap_all_fields_but(())

    @api.depends("seen")
    def _compute_is_confirmed(self):
        for habit in self:
            habit.is_confirmed = habit.seen >= CONFIRMED

    @api.depends("move_id", "learned_on")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for habit in self:
            habit.display_name = self.env._(
                "learned from %(bill)s on %(day)s",
                bill=habit.move_id.sudo().name or self.env._("a bill"),
                day=format_date(self.env, habit.learned_on),
            )

    # Reading ------------------------------------------------------------------------------

    @api.model
    def _of(self, company, partner, names=LEARNED):
        """What is known of a supplier, in the order in which it is believed."""
        return self.search(
            [("company_id", "=", company.id), ("partner_id", "=", partner.commercial_partner_id.id),
             ("field", "in", names)], order="seen desc, learned_on desc, id desc",
        )  # fmt: skip

    def _as_rules(self) -> list[Habit]:
        return [
            Habit(one.field, one.label or "", Box(*one.place) if one.place else None, one.page, one.seen, one.id)
            for one in self
        ]

    @api.model
    def _supplier_named(self, company, name):
        """The habit of the one supplier that a name on the page stood for, empty else."""
        label = squeezed(name)
        found = self.search(
            [("company_id", "=", company.id), ("field", "=", "supplier"), ("label", "=", label),
             ("partner_id.active", "=", True)]
        )  # fmt: skip
        return found if label and len(found.partner_id) == 1 else self.browse()

    @api.model
    def _cost_of(self, bill, percent: Decimal):
        """Where the supplier's cost of that rate goes, as two bills at least confirmed it."""
        if not bill.partner_id:
            return self.browse()
        known = self._of(bill.company_id, bill.partner_id, ("cost",))
        fits = known.filtered(
            lambda one: one.is_confirmed and Decimal(str(one.percent)) == percent and one.account_id.active
        )
        return fits[:1]

    # Learning -----------------------------------------------------------------------------

    @api.model
    def _learn(self, captures):
        """Keep what these bills, now posted, say of their suppliers."""
        for capture in captures.filtered("move_id.commercial_partner_id"):
            self._learn_values(capture)
            self._learn_supplier(capture)
            self._learn_cost(capture)

    def _learn_values(self, capture):
        bill, read = capture.move_id, {value.field: value for value in capture.value_ids}
        pages, missing = None, []
        for field, value in _said(bill).items():
            one = read.get(field)
            right = one is not None and one.value.lstrip("-") == _text(value)
            habit = one.habit_id if one is not None else self.browse()
            if habit and right:
                habit._confirm(bill)
            elif habit:
                habit.unlink()
            if value and not (right and (one.sure or habit)):
                missing.append((field, value))
        if missing and capture.attachment_id:
            pages = bill_pages.pages(capture)
        for field, value in missing if pages else ():
            found = learn(pages, capture._words_of_bills(), field, value)
            if found:
                self._keep(bill, field, label=found.label, page=found.page,
                           place=list(found.place) if found.place else False)  # fmt: skip

    def _learn_supplier(self, capture):
        """The name on the page of a supplier that was chosen by hand."""
        name = capture.value_ids.filtered(lambda one: one.field == "supplier")[:1]
        known = name.habit_id
        bill = capture.move_id
        if known.field == "supplier":
            same = known.partner_id == bill.commercial_partner_id
            known._confirm(bill) if same else known.unlink()
        if name and name.page and not capture.partner_id and squeezed(name.value):
            self._keep(bill, "supplier", label=squeezed(name.value))

    def _learn_cost(self, capture):
        """Account, tax and axes of each rate, where all lines of the rate agree."""
        bill = capture.move_id
        by_rate: dict[float, set] = {}
        for line in bill.invoice_line_ids.filtered(lambda one: one.display_type == "product"):
            tax = line.tax_ids
            if len(tax) > 1 or (tax and tax.amount_type != "percent"):
                continue
            axes = tuple(sorted((line.analytic_distribution or {}).items()))
            by_rate.setdefault(tax.amount, set()).add((line.account_id.id, tax.id, axes))
        for percent, ways in by_rate.items():
            if len(ways) == 1:
                [(account, tax, axes)] = ways
                self._keep(bill, "cost", percent=percent, account_id=account, tax_id=tax,
                           analytic_distribution=dict(axes) or False)  # fmt: skip

    def _keep(self, bill, field, **values):
        """Keep one thing: counted where it is known, begun anew where it was another."""
        partner = bill.commercial_partner_id
        known = self._of(bill.company_id, partner, (field,)).filtered(
            lambda one: (one.label or "") == values.get("label", "") and one.percent == values.get("percent", 0.0)
        )[:1]
        same = known and all(
            (known[name].id if hasattr(known[name], "ids") else known[name]) == value
            for name, value in values.items() if name in ("account_id", "tax_id", "analytic_distribution")
        )  # fmt: skip
        if same:
            if values.get("place"):  # where it stands now
                known.write({"place": values["place"], "page": values["page"]})
            known._confirm(bill)
            return
        told = {**values, "seen": 1, "move_id": bill.id, "learned_on": fields.Date.context_today(bill)}
        if known:
            known.write(told)
            return
        try:
            with self.env.cr.savepoint():
                self.create(
                    {**told, "company_id": bill.company_id.id, "partner_id": partner.id, "field": field}
                )
        except UniqueViolation:  # a bill posted at the same moment teaches the same: posting goes on
            _logger.info("%s of %s is being learned by somebody else", field, partner.id)

    @api.model
    def _before_merge(self, cards, kept):
        """Of what several cards taught alike, one line stays when they become one."""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """DELETE FROM ap_capture_habit AS habit
                    WHERE habit.partner_id = ANY(%(cards)s)
                      AND EXISTS (
                          SELECT FROM ap_capture_habit AS other
                           WHERE other.company_id = habit.company_id AND other.field = habit.field
                             AND COALESCE(other.label, '') = COALESCE(habit.label, '')
                             AND COALESCE(other.percent, 0) = COALESCE(habit.percent, 0)
                             AND (other.partner_id = %(kept)s
                                  OR other.partner_id = ANY(%(cards)s) AND other.id < habit.id))""",
                cards=cards.ids, kept=kept.id,
            )
        )  # fmt: skip
        self.invalidate_model()

    def _confirm(self, bill):
        """One bill more says so; a bill that is posted again counts once."""
        for habit in self.filtered(lambda one: one.move_id != bill):
            habit.write(
                {"seen": habit.seen + 1, "move_id": bill.id, "learned_on": fields.Date.context_today(bill)}
            )


def _said(bill) -> dict:
    """What a posted bill says that may be learned."""
    total = Decimal(str(bill.currency_id.round(abs(bill.amount_total))))
    return {
        "number": bill.ref or "", "date": bill.invoice_date, "due": bill.invoice_date_due,
        "total": total.quantize(Decimal("0.01")) if total else None,
    }  # fmt: skip


def _text(value) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value or "")
