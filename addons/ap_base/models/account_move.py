# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who posts, and what stops posting: a blocking finding, whoever posts and from wherever."""

import logging

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from . import move_guard
from .engine_pass import shared_readings

_logger = logging.getLogger(__name__)

NAMES_SHOWN = 5


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "ap.finding.mixin", "ap.guarded"]

    ap_posted_by_id = fields.Many2one(
        "res.users", string="Posted by", readonly=True, copy=False
    )
    ap_posted_on = fields.Datetime(string="Last posted on", readonly=True, copy=False)

    # Doors: see `move_guard` ----------------------------------------------------------

    @api.model
    def _ap_engine_fields(self):
        own = {"state", "posted_before", "ap_posted_by_id", "ap_posted_on"}
        return super()._ap_engine_fields() | own

    @api.model
    def _ap_engine_at_work(self):
        return move_guard.STATE.is_open or super()._ap_engine_at_work()

    @api.model
    def _ap_open_when_posted(self) -> frozenset:
        """Fields of a posted entry that may be changed by who may not post."""
        return frozenset()

    def _post(self, soft=True):
        move_guard.refuse_to_post(self)
        self._ap_refuse_blocked()
        with move_guard.STATE.open():
            return super()._post(soft)

    def button_draft(self):
        move_guard.refuse_to_take_back(self)
        with move_guard.STATE.open():
            return super().button_draft()

    def button_cancel(self):
        move_guard.refuse_to_take_back(self)
        with move_guard.STATE.open():
            return super().button_cancel()

    def action_toggle_block_payment(self):
        move_guard.refuse_to_hold(self)
        with move_guard.STATE.open():
            return super().action_toggle_block_payment()

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        move_guard.after_create(moves)
        self.env["ap.changed"]._note(moves)
        return moves

    def write(self, vals):
        if vals.get("state") == "posted" and move_guard.STATE.is_open:
            now = fields.Datetime.now()
            vals = {**vals, "ap_posted_by_id": self.env.uid, "ap_posted_on": now}
        states = move_guard.before_write(self, vals)
        result = super().write(vals)
        move_guard.after_write(self, states)
        self.env["ap.changed"]._note(self, vals)
        return result

    def _create_records_from_attachments(self, attachments, grouping_method=None):
        with self.env["ap.changed"]._held():
            return super()._create_records_from_attachments(attachments, grouping_method)

    def _extend_with_attachments(self, files_data, new=False):
        with self.env["ap.changed"]._held():
            return super()._extend_with_attachments(files_data, new)

    @api.model
    def _ap_checked_when_changed(self) -> Domain:
        """Drafts of bills: what is posted was checked in that moment."""
        types = ("in_invoice", "in_refund", "in_receipt")
        return Domain("state", "=", "draft") & Domain("move_type", "in", types)

    def _ap_people_involved(self):
        """Who captured these entries, who posted them."""
        return super()._ap_people_involved() | self.ap_posted_by_id

    # What stops posting ---------------------------------------------------------------

    def _ap_refuse_blocked(self):
        """Check what is to be posted, then refuse it while a blocking finding is open."""
        self._ap_check_on_post()
        blocking = (
            self.env["ap.finding"]
            .sudo()
            .search([*self._ap_finding_domain(), ("severity", "=", "blocking")])
        )
        if not blocking:
            return
        self._ap_keep_findings()
        moves = {
            move.id: move.display_name
            for move in self.browse(blocking.mapped("res_id"))
        }
        lines = [
            f"• {moves[finding.res_id]}: {finding.message}" for finding in blocking
        ]
        raise UserError(
            self.env._(
                "Nothing was posted, because of blocking findings:\n%(findings)s\n\n"
                "Mend the documents, or ask to waive the findings in AP Desk ▸ To do: "
                "%(people)s can.",
                findings="\n".join(lines),
                people=self._ap_who_waives(),
            )
        )

    def _ap_check_on_post(self):
        """Run the controls flagged for posting on these moves, once."""
        engine = self.env["ap.control"].sudo()
        if not engine.search_count([("check_on_post", "=", True)], limit=1):
            return
        day = fields.Date.context_today(self)
        self.env.flush_all()
        for company, moves in self.grouped("company_id").items():
            here = engine.with_company(company)
            controls = here._in_force(company, day, None, self._name)
            bills = moves.filtered(lambda move: move.is_purchase_document(True))
            with shared_readings():
                for control in controls.filtered("check_on_post"):
                    concerned = bills if control._is_of_bills_only() else moves
                    if concerned:
                        control._run(company, concerned.ids, day)

    def _ap_keep_findings(self):
        """The refusal undoes the transaction, and with it what was just found: find it
        again afterwards, or nobody could see or waive it."""
        registry, ids = self.env.registry, self.ids

        def find_again():
            try:
                with registry.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {})
                    env["account.move"].browse(ids).exists()._ap_check_on_post()
            except Exception:
                _logger.exception("Findings of refused entries could not be kept")

        self.env.cr.postrollback.add(find_again)
        # Where a job catches the refusal in a savepoint, the transaction is committed.
        self.env.cr.postcommit.add(find_again)

    def _ap_who_waives(self):
        """Names of those who can waive blocking findings of these moves."""
        heads = self.env.ref("ap_base.group_head").sudo().all_user_ids
        companies = self.company_id
        names = [
            user.name
            for user in heads
            if user.active and not user.share and companies <= user.company_ids
        ]
        shown = ", ".join(names[:NAMES_SHOWN])
        role = self.env._("Head of accounting")
        return f"{role} ({shown})" if shown else role
