# SPDX-License-Identifier: AGPL-3.0-or-later
"""Supplier bills as a queue: one next step each, read from their findings."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ap_base.models.ap_finding import OPEN_STATES

BILL_TYPES = ("in_invoice", "in_refund", "in_receipt")
# The first one that holds is the next step.
STEPS = [
    ("mend", "Mend"),
    ("look", "Review"),
    ("fill", "Fill in"),
    ("post", "Post"),
    ("done", "Nothing to do"),
]


# What Odoo asks for before it posts: a draft without it is not ready.
UNFILLED = (
    Domain("partner_id", "=", False)
    | Domain("invoice_date", "=", False)
    | Domain("invoice_line_ids", "=", False)
)


class AccountMove(models.Model):
    _inherit = "account.move"

    ap_bill_step = fields.Selection(
        STEPS,
        string="Next step",
        compute="_compute_ap_bill_step",
        search="_search_ap_bill_step",
        compute_sudo=True,
    )

    ap_bill_rank = fields.Integer(
        string="Urgency",
        compute="_compute_ap_bill_rank",
        compute_sudo=True,
        help="What blocks first, then what holds a payment, then what posting asks about, "
        "then warnings, then the rest.",
    )
    ap_finding_first = fields.Char(
        string="First finding", compute="_compute_ap_finding_first", compute_sudo=True
    )

    # Odoo counts what is owed as negative; here a bill is positive, a credit note not.
    ap_amount_untaxed = fields.Monetary(
        string="Untaxed", compute="_compute_ap_amounts", currency_field="currency_id"
    )
    ap_amount_total = fields.Monetary(
        string="Bill total", compute="_compute_ap_amounts", currency_field="currency_id"
    )

    @api.depends("amount_untaxed_in_currency_signed", "amount_total_in_currency_signed")
    def _compute_ap_amounts(self):
        for move in self:
            move.ap_amount_untaxed = -move.amount_untaxed_in_currency_signed
            move.ap_amount_total = -move.amount_total_in_currency_signed

    def _compute_ap_bill_rank(self):
        """Read as the lists are ordered: in SQL, of all at once."""
        found = {}
        if self.ids:
            rank = self._ap_bill_rank_sql(SQL("m.id"))
            query = SQL(
                "SELECT m.id, %s FROM account_move m WHERE m.id IN %s", rank, self._ids
            )
            found = dict(self.env.execute_query(query))
        for move in self:
            move.ap_bill_rank = found.get(move._origin.id, 0)

    def _ap_bill_rank_sql(self, move_id: SQL) -> SQL:
        """The weight of the gravest open finding of the entry, 0 without any."""
        self.env["ap.finding"].flush_model(["state", "rank", "holding", "asking"])
        return SQL(
            """COALESCE((SELECT max(4 * f.rank + 2 * COALESCE(f.holding, FALSE)::int
                                    + COALESCE(f.asking, FALSE)::int)
                           FROM ap_finding f
                          WHERE f.res_model = 'account.move' AND f.res_id = %s
                            AND f.state IN %s), 0)""",
            move_id,
            OPEN_STATES,
        )

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Bills are ordered by what their findings are now, without a stored copy."""
        if field_name == "ap_bill_rank":
            rank = self._ap_bill_rank_sql(SQL.identifier(alias, "id"))
            return SQL("%s %s", rank, direction)
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    @api.depends_context("lang")
    def _compute_ap_finding_first(self):
        """The finding that weighs most, and how many others there are."""
        for move in self:
            first, *others = (move.ap_finding_text or "").split("\n")
            if len(others) == 1:
                first = self.env._("%(finding)s – and 1 other", finding=first)
            elif others:
                first = self.env._(
                    "%(finding)s – and %(count)s others",
                    finding=first,
                    count=len(others),
                )
            move.ap_finding_first = first or False

    @api.depends("state", "move_type", "partner_id", "invoice_date", "invoice_line_ids")
    def _compute_ap_bill_step(self):
        """Blocking findings are mended, warnings looked at, what is empty is filled in;
        a clean draft is posted."""
        for move in self:
            worst = move.ap_finding_severity
            if move.move_type not in BILL_TYPES or move.state == "cancel":
                move.ap_bill_step = False
            elif worst == "blocking":
                move.ap_bill_step = "mend"
            elif worst == "warning":
                move.ap_bill_step = "look"
            elif move.state == "draft":
                move.ap_bill_step = "fill" if move.filtered_domain(UNFILLED) else "post"
            else:
                move.ap_bill_step = "done"

    @api.model
    def _search_ap_bill_step(self, operator, value):
        if operator != "in":
            return NotImplemented
        wanted = [self._ap_step_domain(step) for step in value]
        return Domain.OR(wanted)

    @api.model
    def _ap_step_domain(self, step) -> Domain:
        bills = Domain("move_type", "in", BILL_TYPES) & Domain("state", "!=", "cancel")
        blocked = Domain("id", "in", self._ap_with_findings_sql(("blocking",)))
        found = Domain("id", "in", self._ap_with_findings_sql(("blocking", "warning")))
        if step == "mend":
            return bills & blocked
        if step == "look":
            return bills & found & ~blocked
        if step in ("fill", "post"):
            filled = UNFILLED if step == "fill" else ~UNFILLED
            return bills & Domain("state", "=", "draft") & filled & ~found
        if step == "done":
            return bills & Domain("state", "=", "posted") & ~found
        return ~bills

    @api.model
    def _ap_with_findings_sql(self, severities) -> SQL:
        """The ids of the entries that have an open finding of such a severity."""
        self.env["ap.finding"].flush_model(["state", "severity", "res_model", "res_id"])
        return SQL(
            """SELECT res_id FROM ap_finding
                WHERE res_model = 'account.move' AND state IN %s AND severity IN %s""",
            OPEN_STATES,
            severities,
        )

    def action_post(self):
        """From a screen of bills, ask first where something to be known is open."""
        if self.env.context.get("ap_ask_first"):
            question = self._ap_question("post")
            if question:
                return question
        return super().action_post()

    def action_validate_moves_with_confirmation(self):
        """Odoo's *Confirm Entries* of lists: it asks as the button of a bill does, before
        what Odoo itself asks about."""
        if self.env.context.get("ap_ask_first", True):
            question = self._ap_question("confirm")
            if question:
                return question
        return super().action_validate_moves_with_confirmation()

    def _ap_question(self, way):
        """The question about what is open on these bills, for who may post; else nothing.
        `way`: what is done with them once it is answered."""
        asks = self.env["ap.post.ask"]
        findings = asks.has_access("create") and self._ap_asked_findings()
        return asks._ask(self, findings, way) if findings else False

    def _ap_asked_findings(self):
        """What is open on these drafts and holds their payment or is asked about: known
        to nobody who only reads the first line."""
        bills = self.filtered(
            lambda move: move.move_type in BILL_TYPES and move.state == "draft"
        )
        findings = self.env["ap.finding"].sudo()
        if not bills:
            return findings
        return findings.search([*bills._ap_finding_domain(), ("asking", "=", True)])

    def action_ap_bill_step(self):
        """Do the next step of one bill: see what was found or lacks, or post it."""
        self.ensure_one()
        if self.ap_bill_step in ("mend", "look", "fill"):
            return {
                "type": "ir.actions.act_window",
                "res_model": self._name,
                "res_id": self.id,
                "views": [(False, "form")],
            }
        if self.ap_bill_step == "post":
            return self.with_context(ap_ask_first=True).action_post()
        return False
