# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import UserError

from . import changed_months
from .changed_months import PURCHASE_TYPES

LINKS = {
    "ap_closing_run_id", "ap_is_cancellation", "ap_cancelled_by_id", "ap_is_deferral",
}  # fmt: skip
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

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted._tell_closings("posted")
        return posted

    def button_draft(self):
        self._check_not_of_closing()
        told = self.filtered(lambda move: move.state == "posted")
        result = super().button_draft()
        told._tell_closings("reset")
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

    def _tell_closings(self, cause):
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

    def action_open_closing_run(self):
        """The run of the closing that made this entry."""
        self.ensure_one()
        return self.ap_closing_run_id.get_formview_action()
