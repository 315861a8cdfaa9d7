# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models

from . import folder_watch, statement_words
from .bank_reader import BankFileError
from .import_bank_statement import BankStatementTarget


class ApImport(models.Model):
    _inherit = "ap.import"

    ap_bank_journal_id = fields.Many2one(
        "account.journal",
        string="Bank journal",
        check_company=True,
        domain="[('type', 'in', ('bank', 'cash', 'credit'))]",
        help="Only for files that do not name their account.",
    )
    ap_bank_accept_chain = fields.Boolean(
        string="Take the balances as they are",
        help="Imports statements although one before them is missing, or although they do "
        "not add up. What is missing stays visible in the bank reconciliation.",
    )
    ap_bank_alike = fields.Selection(
        [
            ("ask", "Stop and show them"),
            ("same", "They are the same movements"),
            ("other", "They are other movements"),
        ],
        string="Lines of the same day and amount",
        required=True,
        default="ask",
        help="With another label: two exports of one movement, or two movements.",
    )
    ap_bank_notes = fields.Text(string="To be seen", readonly=True, copy=False)

    @api.model
    def _ap_engine_fields(self):
        open_names = {"ap_bank_journal_id", "ap_bank_accept_chain", "ap_bank_alike"}
        return super()._ap_engine_fields() - open_names

    def write(self, vals):
        if {"ap_bank_journal_id", "ap_bank_accept_chain", "ap_bank_alike"} & set(vals):
            self._start_again()
        return super().write(vals)

    def _registered_targets(self):
        return [*super()._registered_targets(), BankStatementTarget]

    def _file_message(self, error):
        if isinstance(error, BankFileError):
            return statement_words.of_file(self.env, error.details)
        return super()._file_message(error)

    @api.model
    def _cron_read_folders(self):
        """Import the new files of the companies' folders of statements."""
        folder_watch.read_all(self.env)
