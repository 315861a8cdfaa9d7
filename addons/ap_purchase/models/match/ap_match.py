# SPDX-License-Identifier: AGPL-3.0-or-later
"""A supplier bill compared with orders. One record per bill.

Beside it, in the order of a comparison: `match_changes` and `match_nights` (when it is
compared), `match_gathering` (what is read), `match_comparison` (the run), `match_store`,
`match_owners`, `match_links`, `match_trace` and `match_findings` (what is written);
`match_decisions` and `match_by_hand` (what people do), `match_words`, `match_messages` and
`match_windows` (what they read). The rules are pure: `ap_base.arithmetic.matching`.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.ap_base.models import arguments

from ...rules.matching import Extra
from . import (
    match_by_hand,
    match_comparison,
    match_decisions,
    match_messages,
    match_nights,
    match_sql,
    match_windows,
    match_words,
)
from .labels import ACCEPTED, ACTIONS, CAUSES, DECISIONS, STATES


class ApMatch(models.Model):
    """The outcome of the last comparison, and what a person decided since.

    Rows are written by sets (`match_store`), decisions by the actions. The actions compare
    again first, refuse who has not the role or acts on other figures than were shown, and
    return True or the window to open.
    """

    _name = "ap.match"
    _description = "Bill matched to orders"
    _inherit = ["mail.thread"]
    _mail_post_access = "read"  # rows are nobody's to write; buyers answer in words
    _order = "priority, stake desc, id desc"
    _rec_name = "move_id"
    _check_company_auto = True

    move_id = fields.Many2one(
        "account.move",
        string="Bill",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    partner_id = fields.Many2one(
        "res.partner", string="Supplier", readonly=True, index=True
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company currency"
    )
    bill_ref = fields.Char(related="move_id.ref", string="Bill reference")
    bill_date = fields.Date(related="move_id.invoice_date", string="Bill date")
    bill_state = fields.Selection(related="move_id.state", string="State of the bill")
    owner_id = fields.Many2one(
        "res.users",
        readonly=True,
        index="btree_not_null",
        help="Who can clear it: the buyer of the order, or who received it.",
    )
    date_due = fields.Date(string="To clear by", readonly=True)
    state = fields.Selection(
        STATES, string="Result", required=True, readonly=True, index=True
    )
    decision = fields.Selection(DECISIONS, required=True, default="none", readonly=True)
    decided_by = fields.Many2one("res.users", readonly=True)
    decided_on = fields.Datetime(readonly=True)
    decision_reason = fields.Char(string="Reason of the decision", readonly=True)
    score = fields.Float(digits=(4, 3), readonly=True, aggregator="avg")
    cause = fields.Selection(CAUSES, readonly=True)
    action = fields.Selection(ACTIONS, string="Recommended action", readonly=True)
    billed = fields.Char(readonly=True)
    expected = fields.Char(readonly=True)
    amount = fields.Monetary(string="Untaxed", readonly=True)
    amount_linked = fields.Monetary(string="Linked", readonly=True)
    amount_open = fields.Monetary(string="Not linked", readonly=True)
    gap = fields.Monetary(
        string="Difference",
        readonly=True,
        help="What the differences come to: positive where it costs us.",
    )
    priority = fields.Integer(
        readonly=True,
        default=6,
        help="What costs us comes first, then what only differs, what is not sure, what "
        "ought to have an order.",
    )
    stake = fields.Monetary(
        string="At stake",
        readonly=True,
        currency_field="company_currency_id",
        help="The difference, else the amount of the bill.",
    )
    needs_person = fields.Boolean(
        string="Needs a person",
        readonly=True,
        help="Something differs, is not sure, or lacks its order.",
    )
    reasons = fields.Json(readonly=True)
    explanation = fields.Text(compute="_compute_explanation")
    matched_on = fields.Datetime(string="Compared on", readonly=True)
    digest = fields.Char(
        readonly=True, help="Of all that was compared: the same again changes nothing."
    )
    applied = fields.Boolean(
        string="Links written",
        readonly=True,
        help="The bill lines know the order lines that they bill.",
    )
    written = fields.Json(
        readonly=True, help="Per bill line: the order line it had, and the one it got."
    )
    refused = fields.Json(
        readonly=True, help="Order lines that a person took off; not proposed again."
    )
    policy_id = fields.Many2one(
        "ap.match.policy", readonly=True, index="btree_not_null", ondelete="set null"
    )
    line_ids = fields.One2many("ap.match.line", "match_id", string="Links")
    difference_ids = fields.One2many(
        "ap.match.difference", "match_id", string="Differences"
    )
    log_ids = fields.One2many("ap.match.log", "match_id", string="Log")
    payment_hold = fields.Boolean(
        related="move_id.ap_payment_hold", string="Payment on hold"
    )
    cause_text = fields.Text(string="In words", compute="_compute_cause_text")
    bill_line_ids = fields.One2many(
        "account.move.line", compute="_compute_lines", string="Bill lines"
    )
    unlinked_line_ids = fields.One2many(
        "account.move.line", compute="_compute_lines", string="Lines without an order"
    )
    order_line_ids = fields.Many2many(
        "purchase.order.line", compute="_compute_lines", string="Order lines"
    )
    score_percent = fields.Float(
        string="Score (%)", compute="_compute_score_percent", digits=(5, 1)
    )
    can_accept = fields.Boolean(
        string="May be accepted",
        compute="_compute_can_accept",
        help="Something differs, and the reader's role has a limit for accepting.",
    )

    _move_once = models.UniqueIndex("(move_id)", "That bill is already compared.")

    @api.depends_context("lang")
    @api.depends(
        "reasons",
        "cause",
        "action",
        "difference_ids.explanation",
        "difference_ids.state",
    )
    def _compute_explanation(self):
        for match in self:
            match.explanation = match_words.explanation(match) or False

    @api.depends("score")
    def _compute_score_percent(self):
        for match in self:
            match.score_percent = match.score * 100

    @api.depends_context("uid")
    @api.depends("state", "gap", "decision", "cause", "owner_id", "company_id")
    def _compute_can_accept(self):
        user = self.env.user
        of_the_desk = user.has_group("ap_base.group_apprentice")
        limits = self.env["ap.match.limit"]
        limited = {one: limits._has_limit(user, one) for one in self.company_id}
        for match in self:
            match.can_accept = (
                (match.state == "exception" or bool(match.gap))
                and match.decision != "rejected"
                and match.cause != "duplicate"
                and (of_the_desk or match.owner_id == user)
                and limited.get(match.company_id, False)
            )

    @api.depends_context("lang")
    @api.depends("explanation")
    def _compute_cause_text(self):
        for match in self:
            match.cause_text = (match.explanation or "").partition("\n")[0] or False

    @api.depends("move_id", "line_ids", "difference_ids")
    def _compute_lines(self):
        """All lines of the bill, and those of the orders that it has to do with."""
        for match in self:
            lines = match.move_id.invoice_line_ids
            gaps = match.difference_ids.filtered(lambda d: d.state != "gone")
            linked = match.line_ids.purchase_line_id | gaps.purchase_line_id
            match.bill_line_ids = lines.filtered(lambda k: k.display_type == "product")
            match.unlinked_line_ids = match.bill_line_ids - match.line_ids.bill_line_id
            match.order_line_ids = linked.order_id.order_line.filtered(
                lambda k: not k.display_type
            )

    def _get_mail_thread_data_attachments(self):
        """The document of the bill is shown beside the comparison."""
        result = super()._get_mail_thread_data_attachments()
        return result | self.move_id._get_mail_thread_data_attachments()

    # Comparing ------------------------------------------------------------------------

    @api.model
    def match_bills(self, bill_ids):
        """Compare supplier bills with the orders, store and return what came of it.

        For RPC. Returns, in the order asked for, a dict per bill: "bill_id", "state",
        "score", "cause", "action", "reasons" (texts), "exceptions" and "links".
        """
        if not self.env.su and not self.env.user.has_group("ap_base.group_apprentice"):
            raise AccessError(
                self.env._("Matching bills takes the role Apprentice or above.")
            )
        bills = self.env["account.move"].browse(arguments.some_ids(self.env, bill_ids))
        lost = set(bills.ids) - set(bills.exists().ids)
        if lost:
            raise UserError(
                self.env._(
                    "There is no bill %(ids)s.", ids=", ".join(map(str, sorted(lost)))
                )
            )
        bills.check_access("read")
        others = bills.filtered(lambda bill: not bill.is_purchase_document(True))
        if others:
            raise UserError(
                self.env._("%(bill)s is no supplier bill.", bill=others[0].display_name)
            )
        self._match(bills)
        matches = {
            match.move_id.id: match
            for match in self.search([("move_id", "in", bills.ids)])
        }
        return [
            match_comparison.as_dict(matches[key]) for key in bills.ids if key in matches
        ]

    @api.model
    def _match(self, moves) -> match_comparison.Compared:
        """Compare these bills again; see `match_comparison.compare`."""
        return match_comparison.compare(self.sudo().env, moves)

    def _bill_references(self, moves) -> dict[int, Extra]:
        """Return what documents state of bills beside their fields; add-ons above add theirs."""
        return {}

    def _receipts_sql(self, lines) -> SQL:
        """Return the receipts by reference; add-ons above UNION ALL theirs.

        Columns line_id, reference, quantity (in the unit of the order line), date.
        """
        return SQL(match_sql.RECEIPTS, lines=lines)

    def _policies(self, rows, orders) -> tuple:
        """Return the default policy, the policies per bill, per order line, and the ids of
        those per bill."""
        return self.env["ap.match.policy"]._of_rows(rows, orders)

    @api.model
    def _cron_match(self):
        """Compare drafts and waiting bills again, company by company, in batches."""
        match_nights.compare_waiting(self.env)

    @api.model
    def _cron_post(self):
        """Post the drafts that match, where the policy lets them post by themselves."""
        match_nights.post_what_matches(self.env)

    def _may_post(self) -> bool:
        """Return whether nothing prevents posting: no finding, no lock, all dated."""
        return match_nights.may_post(self)

    def _post_by_itself(self) -> bool:
        """Post the bill; what prevents it is noted on it, and it stays a draft."""
        self.ensure_one()
        return match_nights.post(self)

    # Deciding -------------------------------------------------------------------------

    def action_match(self):
        """Compare again now."""
        self._check_may("ap_base.group_apprentice")
        self._match(self.move_id)
        return True

    def action_confirm(self):
        """Take the links proposed; differences are accepted, not confirmed."""
        self._check_may("ap_base.group_apprentice")
        for match, seen in match_decisions.compared_again(self):
            match_decisions.confirm(match, seen)
        self._match(self.move_id)
        return True

    def action_accept(self, reason, difference_ids=None):
        """Accept the differences (all of them by default), with a reason.

        Within the limit of one's role, and never on a bill that one entered or posted
        oneself, unless one person keeps the books. What is not accepted stays an
        exception.
        """
        reason = match_decisions.required_reason(self.env, reason)
        self._check_may_accept()
        chosen = None
        if difference_ids is not None and difference_ids is not False:
            chosen = arguments.among(self.env, difference_ids, self.difference_ids).ids
        again = match_decisions.compared_again(self)
        self._check_may_accept()  # the order may have got another buyer meanwhile
        for match, seen in again:
            match_decisions.accept(match, seen, reason, chosen)
        self._match(self.move_id)
        return True

    def action_undo(self, reason):
        """Take links and decisions back; the bill lines are linked as before."""
        reason = match_decisions.required_reason(self.env, reason)
        self._check_may("ap_base.group_accountant")
        for match, _seen in match_decisions.compared_again(self):
            match_decisions.undo(match, reason)
        self._match(self.move_id)
        return True

    def action_reject(self, reason):
        """Reject the bill as not due: it stays on hold, and is not compared again."""
        reason = match_decisions.required_reason(self.env, reason)
        self._check_may("ap_base.group_accountant")
        for match, _seen in match_decisions.compared_again(self):
            match_decisions.decide(match, "rejected", reason)
        self._match(self.move_id)
        return True

    def _check_may(self, group) -> None:
        if not self.env.su and not self.env.user.has_group(group):
            role = self.env.ref(group).sudo().display_name
            raise AccessError(
                self.env._("This takes the role %(role)s or above.", role=role)
            )
        self.check_access("read")

    def _check_may_accept(self) -> None:
        """Refuse who has no limit at all, and a buyer whom the bill does not wait for."""
        match_decisions.check_may_accept(self)

    def _may_accept(self, user, differences) -> bool:
        """Return whether the limits of the user allow these differences on the bill."""
        return match_decisions.may_accept(self, user, differences)

    def _within_limit(self) -> bool:
        """Return whether the user may accept what is open here."""
        self.ensure_one()
        return match_decisions.within_limit(self)

    # Linking by hand ------------------------------------------------------------------

    def action_link(self, bill_line_id, purchase_line_id, quantity=None):
        """Link a bill line, or that quantity of it, to an order line by hand. Ids that are
        none, or of other records, are refused."""
        self._check_one()
        self._check_may("ap_base.group_apprentice")
        bill_line_id = arguments.one_id(self.env, bill_line_id)
        purchase_line_id = arguments.one_id(self.env, purchase_line_id)
        quantity = arguments.number(self.env, quantity)
        order_line = self.env["purchase.order.line"].browse(purchase_line_id)
        [(match, _seen)] = match_decisions.compared_again(self)
        match_by_hand.link(match, bill_line_id, order_line, quantity)
        self._match(match.move_id)
        return True

    def action_unlink_line(self, line_ids):
        """Take links off by hand; they are not proposed again. Ids that are none, or of no
        link of this bill, are refused."""
        self._check_one()
        self._check_may("ap_base.group_apprentice")
        links = arguments.among(self.env, line_ids, self.line_ids)
        pairs = {(k.bill_line_id.id, k.purchase_line_id.id) for k in links}
        [(match, _seen)] = match_decisions.compared_again(self)
        if match_by_hand.take_off(match, pairs):
            self._match(match.move_id)
        return True

    def _check_one(self) -> None:
        """Refuse what is not one comparison that is still there."""
        if len(self) != 1 or not self.exists():
            raise UserError(
                self.env._("Choose one comparison of a bill that is still there.")
            )

    # The one button of a row, and what the others open --------------------------------

    def action_do(self):
        """Do what is recommended for this bill, or open where it is done.

        What only somebody with a limit may accept is asked of who may, by the others.
        """
        self.ensure_one()
        steps = {
            "confirm": self.action_confirm,
            "find_order": self.action_ask_link,
            "ask_credit_note": self.action_ask_credit_note,
            "reject_duplicate": self.action_reject_duplicate,
            "confirm_receipt": self._record_receipt,
            "confirm_return": self._record_receipt,
            "reopen_order": self.action_open_order,
            "record_down_payment": self.action_open_order,
            "correct_tax": self.action_open_bill,
            "correct_unit": self.action_open_bill,
            "move_to_company": self.action_open_bill,
        }
        if self.action == "post" and self.bill_state == "draft":
            return self.move_id.with_context(ap_ask_first=True).action_post()
        if self.action in ACCEPTED:
            accept = self.can_accept
            return self.action_ask_accept() if accept else self.action_ask_owner()
        return steps.get(self.action, self.action_open_match)()

    def _record_receipt(self):
        """Open where what came, or went back, is recorded."""
        return match_windows.missing_receipt(self)

    def action_ask_owner(self):
        """Ask who may clear it, in the conversation of the match."""
        self.ensure_one()
        self.check_access("read")
        if not self.owner_id or self.owner_id == self.env.user:
            return self.action_open_match()
        return match_messages.ask_owner(self)

    def action_ask_credit_note(self):
        """Write to the supplier, in its language, what is to be credited and why."""
        self.ensure_one()
        self._check_may("ap_base.group_apprentice")
        return match_messages.credit_note_letter(self)

    def action_answer(self):
        """Answer in the conversation: to whoever asked last, else who captured the bill."""
        self.ensure_one()
        self.check_access("read")
        return match_messages.answer(self)

    def action_reject_duplicate(self):
        """Cancel the draft that was captured twice; a posted one is reversed."""
        self.ensure_one()
        self._check_may("ap_base.group_accountant")
        if self.cause != "duplicate":
            raise UserError(
                self.env._("%(bill)s repeats no other bill.", bill=self.display_name)
            )
        reason = self.env._("The same bill as %(other)s", other=self.expected)
        if self.bill_state == "posted":
            return match_windows.reversal(self, reason)
        bill = self.move_id
        bill.button_cancel()
        bill._message_log(body=self.env._("Cancelled: %(reason)s.", reason=reason))
        return True

    def action_ask_accept(self):
        """Ask for the reason of accepting."""
        self._check_may_accept()
        title = self.env._("Accept the differences")
        return match_windows.ask_reason(self, "accept", title)

    def action_ask_undo(self):
        """Ask for the reason of taking back."""
        self._check_may("ap_base.group_accountant")
        return match_windows.ask_reason(self, "undo", self.env._("Take back"))

    def action_ask_reject(self):
        """Ask why the bill is not due."""
        self._check_may("ap_base.group_accountant")
        return match_windows.ask_reason(self, "reject", self.env._("Reject the bill"))

    def action_ask_link(self):
        """Ask which lines belong together."""
        self.ensure_one()
        return match_windows.ask_link(self)

    def action_open_duplicate(self):
        """Show the finding: whether both bills are due is decided there."""
        self.ensure_one()
        return match_windows.duplicate_of(self)

    def action_open_match(self):
        """Show the comparison."""
        self.ensure_one()
        return match_windows.form(self)

    def action_open_bill(self):
        """Show the bill."""
        self.ensure_one()
        return match_windows.form(self.move_id)

    def action_open_order(self):
        """Show the orders linked."""
        self.ensure_one()
        return match_windows.orders_of(self)
