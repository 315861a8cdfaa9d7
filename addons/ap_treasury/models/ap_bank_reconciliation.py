# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from odoo.addons.ap_base.models import arguments

from ..rules.bank_reconciliation import BANK, LEDGER, ZERO, by_age
from . import bank_position, position_words

BOUNDS = (30, 60, 90)


class ApBankReconciliation(models.Model):
    """The reconciliation statement of a bank account at a day: prepared by one person,
    approved by another. Amounts in the currency of the account."""

    _name = "ap.bank.reconciliation"
    _inherit = ["mail.thread", "ap.guarded"]
    _description = "Bank reconciliation statement"
    _order = "date DESC, journal_id"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name")
    journal_id = fields.Many2one(
        "account.journal",
        string="Bank account",
        required=True,
        index=True,
        check_company=True,
        domain="[('type', 'in', ('bank', 'cash', 'credit'))]",
    )
    company_id = fields.Many2one(related="journal_id.company_id", store=True, index=True)
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    date = fields.Date(required=True, default=lambda self: self.env.company._company_today())
    state = fields.Selection(
        [("draft", "To prepare"), ("prepared", "Prepared"), ("approved", "Approved")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    ledger = fields.Monetary(string="Balance of the ledger", readonly=True, copy=False)
    outstanding_ledger = fields.Monetary(
        string="In the ledger, not at the bank", readonly=True, copy=False
    )
    outstanding_bank = fields.Monetary(
        string="At the bank, not in the ledger", readonly=True, copy=False
    )
    expected = fields.Monetary(string="Expected at the bank", readonly=True, copy=False)
    statement = fields.Monetary(string="Balance of the bank", readonly=True, copy=False)
    difference = fields.Monetary(readonly=True, copy=False)
    source = fields.Selection(
        [
            ("printed", "Printed at that day"),
            ("computed", "From the last printed balance and the lines since"),
            ("unknown", "Unknown: no statement yet"),
        ],
        string="The bank's balance is",
        readonly=True,
        copy=False,
    )
    remarks = fields.Text(readonly=True, copy=False)
    note = fields.Text(string="Explanation")
    line_ids = fields.One2many(
        "ap.bank.reconciliation.line", "reconciliation_id", readonly=True, copy=False
    )
    prepared_by_id = fields.Many2one(
        "res.users", string="Prepared by", readonly=True, copy=False
    )
    date_prepared = fields.Datetime(string="Prepared on", readonly=True, copy=False)
    approved_by_id = fields.Many2one(
        "res.users", string="Approved by", readonly=True, copy=False
    )
    date_approved = fields.Datetime(string="Approved on", readonly=True, copy=False)

    _once = models.UniqueIndex(
        "(journal_id, date)", "There is a reconciliation statement of that account and day."
    )

    @api.depends("journal_id", "date")
    @api.depends_context("lang")
    def _compute_name(self):
        for one in self:
            day = format_date(self.env, one.date) if one.date else ""
            one.name = f"{one.journal_id.name or ''} {day}".strip()

    @api.depends("journal_id")
    def _compute_currency_id(self):
        for one in self:
            journal = one.journal_id
            one.currency_id = journal.currency_id or journal.company_id.currency_id

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | self._ap_all_fields_but(
            {"journal_id", "date", "note"}
        )

    def write(self, vals):
        """What is signed stays; figures of another day or account are computed anew."""
        if {"journal_id", "date", "note"} & set(vals):
            for one in self.filtered(lambda one: one.state != "draft"):
                raise UserError(
                    self.env._("%(name)s is signed: compute it anew, or reopen it.", name=one.name)
                )
        if {"journal_id", "date"} & set(vals):
            self.sudo().line_ids.unlink()
        return super().write(vals)

    def _write_figures(self, vals):
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_approved(self):
        if self.filtered(lambda one: one.state == "approved"):
            raise UserError(self.env._("An approved reconciliation statement is kept."))

    # -- public -----------------------------------------------------------------------

    @api.model
    @api.readonly
    def at_date(self, journal_id, date):
        """Where a bank account stands at the end of the day; nothing is written.

        Gives `{"ledger", "statement" (false if unknown), "outstanding_ledger",
        "outstanding_bank", "expected", "difference" (false if unknown), "source", "items":
        [{"side", "date", "amount", "age_days", "label"}]}`, in the currency of the account.
        """
        self.check_access("read")
        journal = self.env["account.journal"].browse(journal_id).exists()
        journal.check_access("read")
        if not journal or journal.type not in ("bank", "cash", "credit"):
            raise UserError(self.env._("%(id)s is no bank journal.", id=journal_id))
        arguments.company(self.env, journal.company_id.id)
        found = bank_position.at_date(journal, arguments.day(self.env, date))
        return {
            **{name: _number(value) for name, value in _figures(found).items()},
            "source": found.source,
            "items": [
                {
                    "side": one.side,
                    "date": one.day.isoformat(),
                    "amount": float(one.amount),
                    "age_days": one.age,
                    "label": one.label,
                }
                for one in (*found.outstanding_ledger, *found.outstanding_bank)
            ],
        }

    def compute(self):
        """Compute the figures anew; what is approved stays. Gives the ids."""
        self._refuse_below("ap_base.group_apprentice")
        for one in self.filtered(lambda one: one.state != "approved"):
            one._compute_figures()
        return self.ids

    def prepare(self):
        """Sign as the one who prepared it. Refused while something is unexplained without
        a note. Gives the ids."""
        self._refuse_below("ap_base.group_accountant")
        self.compute()
        for one in self.filtered(lambda one: one.state == "draft"):
            unknown = one.source == "unknown"
            if (unknown or not one.currency_id.is_zero(one.difference)) and not one.note:
                raise UserError(
                    self.env._(
                        "%(name)s does not tie (%(difference)s): find the cause, or explain "
                        "it in the note.",
                        name=one.name,
                        difference=one.currency_id.format(one.difference),
                    )
                )
            one.sudo()._write_figures({
                "state": "prepared",
                "prepared_by_id": self.env.uid,
                "date_prepared": fields.Datetime.now(),
            })  # fmt: skip
        return self.ids

    def approve(self):
        """Sign as the second person. Refused to who prepared it, and where the figures
        have changed since. Gives the ids."""
        self._refuse_below("ap_base.group_head")
        for one in self:
            if one.state != "prepared":
                raise UserError(self.env._("%(name)s is not prepared.", name=one.name))
            one._refuse_own()
            if _stored(one._found()) != one._kept():
                raise UserError(
                    self.env._(
                        "%(name)s: the books have changed since it was prepared. Compute it "
                        "anew, look at it, and have it prepared again.",
                        name=one.name,
                    )
                )
            one.sudo()._write_figures({
                "state": "approved",
                "approved_by_id": self.env.uid,
                "date_approved": fields.Datetime.now(),
            })  # fmt: skip
        return self.ids

    def reopen(self):
        """Take the approval back, by the head of accounting. Gives the ids."""
        self._refuse_below("ap_base.group_head")
        self.sudo()._write_figures({
            "state": "draft", "prepared_by_id": False, "approved_by_id": False,
            "date_prepared": False, "date_approved": False,
        })  # fmt: skip
        return self.ids

    # -- buttons ----------------------------------------------------------------------

    def action_compute(self):
        """Compute anew; what was prepared is to be prepared again."""
        self._refuse_below("ap_base.group_apprentice")
        prepared = self.filtered(lambda one: one.state == "prepared")
        prepared.sudo()._write_figures({"state": "draft", "prepared_by_id": False})
        self.compute()
        return True

    def action_prepare(self):
        """Sign as the one who prepared it."""
        self.prepare()
        return True

    def action_approve(self):
        """Sign as the second person."""
        self.approve()
        return True

    def action_reopen(self):
        """Take the approval back."""
        self.reopen()
        return True

    def action_xlsx(self):
        """The statement with its items as a workbook."""
        return self.line_ids.action_xlsx()

    def action_pdf(self):
        """The statement with its items as PDF."""
        return self.line_ids.action_pdf()

    # -- inside -----------------------------------------------------------------------

    def _found(self):
        return bank_position.at_date(self.journal_id, self.date)

    def _kept(self) -> tuple:
        return tuple(self[name] for name in _FIGURES) + (self.source,)

    def _compute_figures(self):
        self.ensure_one()
        found = self._found()
        own = self.sudo()
        own.line_ids.unlink()
        values = dict(zip((*_FIGURES, "source"), _stored(found), strict=True))
        own._write_figures(
            {**values, "remarks": position_words.remarks(self, found) or False}
        )
        own.env["ap.bank.reconciliation.line"].create(self._line_values(found))

    def _line_values(self, found) -> list[dict]:
        sections = (
            ("balance", found.ledger, ()),
            (LEDGER, -sum((o.amount for o in found.outstanding_ledger), ZERO), found.outstanding_ledger),
            (BANK, sum((o.amount for o in found.outstanding_bank), ZERO), found.outstanding_bank),
            ("expected", found.expected, ()),
            ("statement", found.statement, ()),
            ("difference", found.difference, ()),
        )  # fmt: skip
        words = position_words.sections(self.env)
        rows = []
        for code, amount, items in sections:
            unknown = {"label": position_words.unknown(self.env, words[code])}
            rows.append(
                {
                    "label": words[code], "total": float(amount or 0), "is_total": True,
                    **({"is_unknown": True, **unknown} if amount is None else {}),
                }
            )  # fmt: skip
            rows += self._item_rows(items, -1 if code == LEDGER else 1)
        return [
            {"reconciliation_id": self.id, "sequence": place, **row}
            for place, row in enumerate(rows)
        ]

    def _item_rows(self, items, sign) -> list[dict]:
        """The items of a section, below their sums by age."""
        if not items:
            return []
        ages = position_words.ages(self.env, by_age(items, BOUNDS), BOUNDS)
        return [{"label": label, "amount": float(sign * total)} for label, total in ages] + [
            {
                "label": one.label or "/", "date": one.day, "age": one.age,
                "amount": float(sign * one.amount), "partner_id": one.partner,
                "source": str(one.key),
            }
            for one in items
        ]  # fmt: skip

    def _refuse_below(self, group):
        if not self.env.su and not self.env.user.has_group(group):
            role = self.env.ref(group).sudo().name
            raise AccessError(self.env._("This takes the role %(role)s or above.", role=role))
        self.check_access("read")

    def _refuse_own(self):
        if self.prepared_by_id != self.env.user:
            return
        if not self.company_id.sudo().ap_one_person:
            raise AccessError(
                self.env._(
                    "%(name)s: you prepared it. Somebody else approves it.", name=self.name
                )
            )
        self._message_log(
            body=self.env._(
                "Approved by the person who prepared it: one person keeps the books of this "
                "company."
            )
        )


_FIGURES = (
    "ledger", "statement", "outstanding_ledger", "outstanding_bank", "expected", "difference",
)  # fmt: skip


def _figures(found) -> dict:
    return {
        "ledger": found.ledger,
        "statement": found.statement,
        "outstanding_ledger": sum((o.amount for o in found.outstanding_ledger), ZERO),
        "outstanding_bank": sum((o.amount for o in found.outstanding_bank), ZERO),
        "expected": found.expected,
        "difference": found.difference,
    }


def _stored(found) -> tuple:
    return tuple(float(value or 0) for value in _figures(found).values()) + (found.source,)


def _number(value):
    return False if value is None else float(value)
