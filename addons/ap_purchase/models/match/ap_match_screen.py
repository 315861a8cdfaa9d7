# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the matching screen shows beside the record, and what its buttons open."""

from odoo import api, fields, models
from odoo.exceptions import AccessError


class ApMatch(models.Model):
    _inherit = "ap.match"

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

    def _within_limit(self) -> bool:
        """Say whether the user may accept what is open here."""
        self.ensure_one()
        gaps = self.difference_ids.filtered(lambda d: d.state == "open")
        try:
            self._check_limit(gaps)
        except AccessError:
            return False
        return True

    def action_ask_accept(self):
        """Ask for the reason of accepting."""
        self._check_may_accept()
        return self._ask("accept", self.env._("Accept the differences"))

    def action_ask_undo(self):
        """Ask for the reason of taking back."""
        self._check_may("ap_base.group_accountant")
        return self._ask("undo", self.env._("Take back"))

    def action_ask_reject(self):
        """Ask why the bill is not due."""
        self._check_may("ap_base.group_accountant")
        return self._ask("reject", self.env._("Reject the bill"))

    def _ask(self, step, title, differences=None):
        values = {"step": step, "match_ids": [fields.Command.set(self.ids)]}
        if differences:
            values["difference_ids"] = [fields.Command.set(differences.ids)]
        wizard = self.env["ap.match.decide"].create(values)
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": wizard._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_ask_link(self):
        """Ask which lines belong together."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Link by hand"),
            "res_model": "ap.match.join",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_match_id": self.id},
        }


class ApMatchLine(models.Model):
    _inherit = "ap.match.line"

    score_percent = fields.Float(
        string="Score (%)", compute="_compute_score_percent", digits=(5, 1)
    )

    @api.depends("score")
    def _compute_score_percent(self):
        for line in self:
            line.score_percent = line.score * 100

    def action_take_off(self):
        """Take this link off; it is not proposed again."""
        for match, lines in self.grouped("match_id").items():
            match.action_unlink_line(lines.ids)
        return True


class ApMatchDifference(models.Model):
    _inherit = "ap.match.difference"

    can_accept = fields.Boolean(related="match_id.can_accept", string="May be accepted")

    def action_ask_accept(self):
        """Ask for the reason of accepting this difference alone."""
        self.match_id._check_may_accept()
        title = self.env._("Accept the difference")
        return self.match_id._ask("accept", title, self)
