# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import UserError

from . import changed_months
from .changed_months import PURCHASE_TYPES
from .deferral import credited_bills
from .service_period.period_lines import CONTROL

LINKS = {
    "ap_closing_run_id", "ap_is_cancellation", "ap_cancelled_by_id", "ap_is_deferral",
}  # fmt: skip
DEFERRALS_ARE_READ_BY = (
    "ap_base.group_auditor,ap_base.group_apprentice,account.group_account_invoice"
)
FROZEN = {"state", "date", "journal_id", "line_ids", "company_id", "partner_id"}


class AccountMove(models.Model):
    _inherit = "account.move"

    ap_closing_run_id = fields.Many2one(
        "ap.closing.run",
        string="Closing run",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    ap_is_cancellation = fields.Boolean(copy=False, readonly=True)
    ap_cancelled_by_id = fields.Many2one("account.move", copy=False, readonly=True)
    ap_is_deferral = fields.Boolean(
        string="Moved to prepaid expenses", copy=False, readonly=True
    )
    ap_deferral_ids = fields.One2many(
        "ap.deferral",
        "move_id",
        string="Deferrals",
        groups=DEFERRALS_ARE_READ_BY,
    )
    ap_deferral_count = fields.Integer(
        compute="_compute_ap_deferral_count", groups=DEFERRALS_ARE_READ_BY
    )
    ap_period_proposal_count = fields.Integer(
        string="Lines with proposed service dates",
        compute="_compute_ap_period_proposal_count",
    )
    ap_period_proposal_text = fields.Text(
        string="Proposed service dates", compute="_compute_ap_period_proposal_count"
    )

    def _compute_ap_deferral_count(self):
        counts = dict(
            self.env["ap.deferral"]._read_group(
                [("move_id", "in", self.ids)], ["move_id"], ["__count"]
            )
        )
        for move in self:
            move.ap_deferral_count = counts.get(move, 0)

    @api.depends_context("lang")
    @api.depends("invoice_line_ids.ap_period_proposal")
    def _compute_ap_period_proposal_count(self):
        for move in self:
            proposed = move.invoice_line_ids.filtered("ap_period_proposal")
            move.ap_period_proposal_count = len(proposed)
            move.ap_period_proposal_text = "\n".join(
                f"{line._short_label()}: {line.ap_period_proposal}" for line in proposed
            )

    def _post(self, soft=True):
        credited_bills.take_dates(self)
        posted = super()._post(soft)
        posted._notify_closings("posted")
        posted._defer()._set_aside()
        return posted

    def button_draft(self):
        self._check_not_of_closing()
        deferrals = self.env["ap.deferral"].sudo()
        known = deferrals.search([("move_id", "in", self.ids)])
        posted = self.filtered(lambda move: move.state == "posted")
        result = super().button_draft()
        posted._notify_closings("reset")
        if known:
            deferrals._sync(moves=known.move_id)
            known._take_back()
        return result

    def button_cancel(self):
        self._check_not_of_closing()
        return super().button_cancel()

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        changed_months.mark_bills(moves, "captured")
        return moves

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | LINKS

    @api.model
    def _ap_engine_refusal(self, names):
        """Only the engine ties an entry to a run, or unties it."""
        if LINKS & names:
            return self.env._("Entries are tied to a closing by posting its run.")
        return super()._ap_engine_refusal(names)

    def write(self, vals):
        if FROZEN & vals.keys():
            self._check_not_of_closing()
        if not changed_months.OF_BILLS & vals.keys():
            return super().write(vals)
        changed_months.mark_bills(self)
        result = super().write(vals)
        cause = "cancelled" if vals.get("state") == "cancel" else "changed"
        changed_months.mark_bills(self, cause)
        return result

    def unlink(self):
        changed_months.mark_bills(self, "deleted")
        return super().unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_never_of_closing(self):
        self._check_not_of_closing()

    def _check_not_of_closing(self):
        """Entries of a closing are undone by cancelling their run, on every way in."""
        moved = self.filtered(lambda move: move.ap_is_deferral and move.state == "posted")
        if moved:
            raise UserError(
                self.env._(
                    "%(entry)s moves a cost to prepaid expenses with its bill: reset the "
                    "bill to draft, and an opposite entry is posted.",
                    entry=moved[0].display_name,
                )
            )
        ours = self.filtered(lambda move: move.ap_closing_run_id and move.state == "posted")
        if ours:
            raise UserError(
                self.env._(
                    "%(entry)s belongs to the closing “%(run)s”: cancel the run there; it "
                    "is reversed, never edited.",
                    entry=ours[0].display_name,
                    run=ours[0].ap_closing_run_id.display_name,
                )
            )

    def _ap_change_facts(self) -> dict:
        """Per entry: its name, supplier, day, untaxed amount (of a credit note negative)
        and currency, all of the company."""
        return {
            move.id: (
                (move.state == "draft" and move.ref) or move.display_name,
                move.commercial_partner_id.id,
                move.invoice_date or move.date,
                -move.amount_untaxed_signed or move.amount_total_signed,
                move.company_currency_id.id,
            )
            for move in self
        }

    def _notify_closings(self, cause):
        """Bills posted or taken back: months they belong to have changed, and accruals
        of earlier months have met their bill. Entry of bills is never stopped."""
        moves = self.filtered(
            lambda move: not move.ap_closing_run_id and not move.ap_is_deferral
        )
        bills = moves.filtered(lambda move: move.move_type in PURCHASE_TYPES)
        if bills:
            changed_months.mark_bills(bills, cause)
            self.env["ap.closing.line"].sudo()._meet_bills(bills)
        spread = moves.filtered(lambda move: any(move.line_ids.mapped("deferred_end_date")))
        if spread:
            changed_months.mark_moves(spread, changed_months.SERVICES, cause)
        # Comparing the figures on every posting would cost a set of sums each time:
        # what is signed is marked, and the next look at the month compares for good.
        tasks = self.env["ap.closing.task"].sudo()
        for company, its in self.filtered("date").grouped("company_id").items():
            tasks._mark_to_check(company, min(its.mapped("date")))

    def _defer(self):
        """The deferrals of bills that were just posted."""
        deferrals = self.env["ap.deferral"].sudo()
        ours = self.filtered(lambda move: move.ap_is_deferral or move.ap_closing_run_id)
        spread = (self - ours).line_ids.filtered("deferred_end_date").move_id
        return deferrals._sync(moves=spread) if spread else deferrals

    def _refresh_period_findings(self):
        """Look again at bills of which service dates were asked: dated, they close."""
        domain = [
            ("control_code", "=", CONTROL),
            ("res_model", "=", self._name),
            ("res_id", "in", self.ids),
            ("state", "!=", "resolved"),
        ]
        asked = self.browse(
            self.env["ap.finding"].sudo().search(domain).mapped("res_id")
        )
        controls = self.env["ap.control"].sudo()
        for company, moves in asked.grouped("company_id").items():
            controls.check(company.id, [CONTROL], self._name, moves.ids)

    def action_open_closing_run(self):
        """The run of the closing that made this entry."""
        self.ensure_one()
        return self.ap_closing_run_id.get_formview_action()

    def action_open_ap_deferrals(self):
        """The deferrals of this bill."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_closing.ap_deferral_action"
        )
        found = self.env["ap.deferral"].search([("move_id", "=", self.id)])
        action["context"] = {}
        if len(found) == 1:
            return {**action, "views": [(False, "form")], "res_id": found.id}
        action["domain"] = [("move_id", "=", self.id)]
        return action

    def action_ap_apply_service_periods(self):
        """Take over all proposals of these bills."""
        return self.invoice_line_ids.action_ap_apply_service_period()
