# SPDX-License-Identifier: AGPL-3.0-or-later
"""One deferred cost: a posted line with a service period, whatever its method."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from odoo.addons.ap_base.arithmetic.calendar import month_end
from odoo.addons.ap_base.arithmetic.deferral import Terms, aside_at
from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_base.models import arguments

from .. import changed_months
from ..res_company import CONVENTIONS, DEFERRAL_METHODS
from . import board, following, transfers
from .terms import terms_of

STATES = [("running", "Running"), ("done", "Done"), ("cancelled", "Cancelled")]


class ApDeferral(models.Model):
    """Both methods read it, so both say the same: *stock* puts the rest aside at each
    closing and takes it back the next day, *release* moves the cost to 486 with the
    bill and takes a part back each month."""

    _name = "ap.deferral"
    _description = "Deferred expense"
    _inherit = ["mail.thread", "analytic.mixin"]
    _order = "date_end DESC, id DESC"
    _rec_name = "label"
    _check_company_auto = True
    _mail_post_access = "read"

    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    line_id = fields.Many2one(
        "account.move.line", string="Bill line", ondelete="set null", readonly=True
    )
    move_id = fields.Many2one(
        "account.move", string="Bill", ondelete="set null", index="btree_not_null"
    )
    document = fields.Char(string="Bill number")
    partner_id = fields.Many2one("res.partner", string="Supplier", index=True)
    product_id = fields.Many2one("product.product")
    account_id = fields.Many2one("account.account", string="Expense account")
    deferred_account_id = fields.Many2one(
        "account.account", string="Prepaid account", help="Where the cost waits (486)."
    )
    label = fields.Char()
    amount = fields.Monetary(
        help="Cost to share out, with the VAT that cannot be deducted; a credit note is "
        "negative."
    )
    vat_amount = fields.Monetary(
        string="VAT not deductible", help="The part of the amount that is such VAT."
    )
    date_bill = fields.Date(string="Booked on")
    date_start = fields.Date(string="Service from", required=True)
    date_end = fields.Date(string="Service to", required=True)
    date_ended = fields.Date(
        string="Ended early on",
        help="The service was given up that day: what was still aside is a cost of the "
        "month then open.",
    )
    end_reason = fields.Char(string="Reason of the early end")
    convention = fields.Selection(CONVENTIONS, required=True)
    method = fields.Selection(DEFERRAL_METHODS, required=True)
    state = fields.Selection(STATES, required=True, default="running")
    is_kept = fields.Boolean(
        string="Something posted",
        help="Then the method stays (consistency of methods).",
    )
    held = fields.Monetary(
        string="On 486",
        help="What its own entries hold on the prepaid account now (release method).",
    )
    change_note = fields.Char(string="Last change")
    part_ids = fields.One2many("ap.deferral.part", "deferral_id", string="Plan")
    entry_ids = fields.One2many("ap.deferral.entry", "deferral_id", string="Entries")

    charged = fields.Monetary(
        string="Charged to date",
        compute="_compute_today",
        help="By the plan, up to today; the rest is prepaid.",
    )
    balance = fields.Monetary(string="Prepaid today", compute="_compute_today")
    next_date = fields.Date(string="Next closing", compute="_compute_next")
    next_amount = fields.Monetary(
        string="Next cost", compute="_compute_next", help="By the plan."
    )
    balance_graph = fields.Text(compute="_compute_balance_graph")
    entry_count = fields.Integer(compute="_compute_counts")
    line_count = fields.Integer(compute="_compute_counts")
    is_to_transfer = fields.Boolean(
        string="To move to prepaid",
        compute="_compute_is_to_transfer",
        search="_search_is_to_transfer",
        help="Its bill is posted and nothing is on the prepaid account yet: the next "
        "release run does it.",
    )

    _line = models.UniqueIndex(
        "(line_id) WHERE line_id IS NOT NULL", "A bill line is deferred once."
    )
    _by_end = models.Index("(company_id, date_end)")

    def init(self):
        # The mixin's index serves searches that nobody makes here, and each change of
        # what is held would pay for it.
        result = super().init()
        self.env.cr.execute(
            "DROP INDEX IF EXISTS ap_deferral_analytic_distribution_accounts_gin_index"
        )
        return result

    def _terms(self) -> Terms:
        """The values by which the pure rules share the cost."""
        self.ensure_one()
        return terms_of(
            {name: self[name] for name in ("date_start", "date_end", "date_ended")}
            | {"amount": to_decimal(self.amount), "convention": self.convention},
            to_decimal(self.currency_id.rounding),
        )

    @api.depends("amount", "date_start", "date_end", "date_ended", "state")
    def _compute_today(self):
        today = fields.Date.context_today(self)
        for one in self:
            rest = float(aside_at(one._terms(), today)) if one.state == "running" else 0
            one.balance = rest
            one.charged = 0 if one.state == "cancelled" else one.amount - rest

    @api.depends("part_ids", "state")
    def _compute_next(self):
        board.compute_next(self)

    @api.depends("part_ids.balance")
    def _compute_balance_graph(self):
        board.compute_graph(self)

    def _compute_counts(self):
        lines = self.env["ap.closing.line"]
        # Odoo's own accounting roles see the entries; closings are the desk's.
        shown = lines.has_access("read")
        for one in self:
            one.entry_count = len(one._closing_moves())
            one.line_count = lines.search_count(one._closing_domain()) if shown else 0

    @api.depends("method", "state", "is_kept")
    def _compute_is_to_transfer(self):
        due = self.filtered_domain(self._to_transfer_domain())
        for one in self:
            one.is_to_transfer = one in due

    def _to_transfer_domain(self):
        end = month_end(fields.Date.context_today(self))
        return [
            ("method", "=", "release"),
            ("state", "=", "running"),
            ("held", "=", 0),
            ("date_end", ">", fields.Date.to_string(end)),
            ("date_ended", "=", False),
        ]

    def _search_is_to_transfer(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        domain = fields.Domain(self._to_transfer_domain())
        return domain if (operator == "in") == (True in value) else ~domain

    # -- in step with the bill ------------------------------------------------------

    def _sync(self, moves=None, company=None):
        """Make, change and end the deferrals of these entries, or of a company.

        One statement for any number of lines; plans are written again for what
        changed. Returns what changed. What a person did to single bills is logged in
        the chatter of the deferral.
        """
        return following.follow(self, moves, company)

    def _write_plans(self) -> None:
        """The plans of these deferrals, written again by one statement."""
        following.write_plans(self)

    def _set_aside(self) -> None:
        """Move the costs of bills just posted to 486, by entries dated like the bills.

        A bill is never stopped: what cannot be moved now is logged, and the next release
        run does it.
        """
        transfers.set_aside(self)

    def _take_back(self) -> None:
        """Give what is held back to the costs that bore it, when bills are reset to
        draft."""
        transfers.take_back(self)

    def _keep(self) -> None:
        """Write method and convention on the bill lines: what was begun one way is
        finished that way, whatever the company chooses later."""
        transfers.keep(self)

    # -- early end ------------------------------------------------------------------

    def action_end_early(self, date, reason):
        """Say that the service was given up on `date`, and why.

        What is still aside then becomes a cost of the open month; months that were
        posted stay. `reason` is kept. Returns True.
        """
        self.env["ap.closing"]._check_role("ap_base.group_accountant")
        self.check_access("read")
        day = arguments.day(self.env, date)
        if not (isinstance(reason, str) and reason.strip()):
            raise UserError(self.env._("Say why the service ends early."))
        for deferral in self:
            deferral._check_can_end(day)
        self._end(day, reason.strip())
        return True

    def _check_can_end(self, day):
        if self.state == "cancelled":
            raise UserError(
                self.env._(
                    "“%(line)s”: its bill is not posted any more, nothing is deferred.",
                    line=self.display_name,
                )
            )
        if day >= (self.date_ended or self.date_end):
            raise UserError(
                self.env._(
                    "“%(line)s” ends on %(end)s already.",
                    line=self.display_name,
                    end=format_date(self.env, self.date_ended or self.date_end),
                )
            )

    def _end(self, day, reason):
        me = self.sudo()
        me.write({"date_ended": day, "end_reason": reason, "state": "running"})
        for deferral in me:
            note = self.env._(
                "Ended early on %(day)s: %(reason)s",
                day=format_date(self.env, day),
                reason=reason,
            )
            deferral.change_note = note
            deferral.message_post(body=note, author_id=self.env.user.partner_id.id)
        me._write_plans()
        for company, its in me.grouped("company_id").items():
            changed_months.mark_now(
                company, dict.fromkeys(its, day), changed_months.SERVICES, "deferral",
                only_open=True,
            )  # fmt: skip

    def _ap_change_facts(self) -> dict:
        """Per deferred expense: bill and words, supplier, first day, cost, currency."""
        return {
            one.id: (
                " – ".join(filter(None, (one.document, one.label))),
                one.partner_id.id, one.date_start, one.amount, one.currency_id.id,
            )
            for one in self
        }  # fmt: skip

    # -- nothing is typed in ----------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._check_engine()
        return super().create(vals_list)

    def write(self, vals):
        if vals.keys() & set(self._own_names()):
            self._check_engine()
        return super().write(vals)

    def unlink(self):
        self._check_engine()
        return super().unlink()

    def _own_names(self):
        return [
            name for name, field in self._fields.items()
            if field.store and not name.startswith(("message_", "activity_"))
        ]  # fmt: skip

    def _check_engine(self):
        if not self.env.su:
            raise AccessError(
                self.env._(
                    "A deferral follows its bill line: change the dates or the method "
                    "there, or end it early."
                )
            )

    # -- ways in and out ----------------------------------------------------------------

    def action_open_bill(self):
        """The bill whose charge is spread."""
        self.ensure_one()
        if not self.move_id:
            raise UserError(self.env._("The bill of this deferral was deleted."))
        return self.move_id.get_formview_action()

    def action_open_entries(self):
        """The journal entries that moved and released this cost."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Entries"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("id", "in", self._closing_moves().ids)],
        }

    def action_open_lines(self):
        """The closing lines of the deferral."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_closing.ap_closing_line_action"
        )
        action["domain"] = self._closing_domain()
        action["context"] = {}
        action["display_name"] = self.display_name
        return action

    def action_open_plan(self):
        """The amounts of each month of the deferral."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_closing.ap_deferral_part_action"
        )
        action["domain"] = [("deferral_id", "=", self.id)]
        action["context"] = {}
        action["display_name"] = self.display_name
        return action

    def _closing_domain(self):
        """The closing lines of this cost, of both methods."""
        return [
            ("company_id", "=", self.company_id.id),
            ("state", "!=", "cancelled"),
            "|",
            "&", ("source_model", "=", "ap.deferral"), ("source_id", "=", self.id),
            "&", "&", ("kind", "=", "prepaid"),
            ("source_model", "=", "account.move.line"),
            ("source_id", "=", self.line_id.id or -1),
        ]  # fmt: skip

    def _closing_moves(self):
        lines = self.env["ap.closing.line"].sudo().search(self._closing_domain())
        return self.entry_ids.move_id | lines.move_id | lines.reversal_move_id
