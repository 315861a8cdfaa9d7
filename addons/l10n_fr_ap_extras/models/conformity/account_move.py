# SPDX-License-Identifier: AGPL-3.0-or-later
"""Drafts that change are checked once, when the change is complete.

Whatever changes a draft (screen, import, cron, RPC) marks it; what was marked is checked
by sets just before the transaction ends, never per line or per write.
"""

import logging
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from odoo.addons.ap_base.models.engine_pass import LOOKING

_logger = logging.getLogger(__name__)

KEY = "l10n_fr_ap_extras.changed_drafts"
HELD = "l10n_fr_ap_extras.drafts_being_imported"
CONTROLS = (
    "duplicate_bill", "bill_mention", "bill_mention_blocking", "bill_vat",
    "bill_vat_regime", "bill_tax_choice", "bill_dates", "bill_dates_blocking",
    "bill_terms", "bill_number_order", "bill_identifier", "bill_locked_period",
    "analytic_required",
)  # fmt: skip
WATCHED = frozenset(
    {
        "ref", "partner_id", "invoice_date", "invoice_date_due", "date", "currency_id",
        "move_type", "state", "invoice_line_ids", "line_ids", "fiscal_position_id",
        "invoice_payment_term_id", "partner_bank_id", "invoice_origin",
    }
)  # fmt: skip
WATCHED_OF_LINES = frozenset(
    {
        "name", "price_unit", "quantity", "discount", "tax_ids", "account_id",
        "product_id", "ap_vat_nature", "analytic_distribution",
    }
)  # fmt: skip


class AccountMove(models.Model):
    _inherit = "account.move"

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        moves._ap_mark_changed()
        return moves

    def write(self, vals):
        result = super().write(vals)
        if WATCHED & vals.keys():
            self._ap_mark_changed()
        return result

    def _ap_mark_changed(self):
        """Check these before the transaction ends, if they are draft bills then."""
        if LOOKING.is_open or not self.env.registry.ready:
            return
        waiting = self.env.cr.precommit
        if KEY not in waiting.data:
            waiting.data[KEY] = set()
            env = api.Environment(self.env.cr, SUPERUSER_ID, {})
            waiting.add(env["account.move"]._ap_check_changed)
        waiting.data[KEY].update(filter(None, self.ids))

    @contextmanager
    def _ap_checked_after(self):
        """Nothing is checked within: each savepoint ends with the checks that wait, and
        a draft that is half imported lacks what comes with the other half."""
        held = self.env.cr.cache
        if HELD in held:
            yield
            return
        held[HELD] = set()
        try:
            yield
        finally:
            self.browse(held.pop(HELD, ()))._ap_mark_changed()

    def _create_records_from_attachments(self, attachments, grouping_method=None):
        with self._ap_checked_after():
            return super()._create_records_from_attachments(attachments, grouping_method)

    def _extend_with_attachments(self, files_data, new=False):
        with self._ap_checked_after():
            return super()._extend_with_attachments(files_data, new)

    @api.model
    def _ap_check_changed(self):
        """Check the drafts that were marked, by company."""
        ids = list(self.env.cr.precommit.data.pop(KEY, ()))
        if HELD in self.env.cr.cache:
            self.env.cr.cache[HELD].update(ids)
            return
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT company_id, array_agg(id) FROM account_move
                    WHERE id = ANY(%s) AND state = 'draft'
                      AND move_type IN ('in_invoice', 'in_refund', 'in_receipt')
                    GROUP BY company_id""",
                ids,
            )
        )
        with LOOKING.open():
            for company_id, move_ids in rows:
                self.browse(move_ids)._ap_check_drafts(company_id)

    def _ap_check_drafts(self, company_id):
        """What cannot be checked now is told by the nightly check; saving goes on."""
        engine = self.env["ap.control"]
        try:
            with self.env.cr.savepoint(flush=False):
                self._ap_read_documents()
                known = engine.search([("code", "in", (*CONTROLS, *engine._document_controls()))])
                engine.check(company_id, known.mapped("code"), "account.move", self.ids)
                self.env.flush_all()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:
            self.env.invalidate_all(flush=False)
            _logger.exception("Draft bills %s could not be checked", self.ids)


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.move_id._ap_mark_changed()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if WATCHED_OF_LINES & vals.keys():
            self.move_id._ap_mark_changed()
        return result

    def unlink(self):
        self.move_id._ap_mark_changed()
        return super().unlink()


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        files = super().create(vals_list)
        bills = [file.res_id for file in files if file.res_model == "account.move"]
        self.env["account.move"].browse(filter(None, bills))._ap_mark_changed()
        return files
