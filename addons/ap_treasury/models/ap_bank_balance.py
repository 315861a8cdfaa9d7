# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models

from odoo.addons.ap_base.arithmetic.money import to_decimal

from ..rules.chain import Span


class ApBankBalance(models.Model):
    """The balances that a bank printed on a statement, as they were; in the currency of
    the journal. Statements without movements are here as well."""

    _name = "ap.bank.balance"
    _inherit = ["ap.guarded"]
    _description = "Balance printed by the bank"
    _order = "journal_id, date DESC, id DESC"
    _rec_name = "number"
    _check_company_auto = True

    journal_id = fields.Many2one(
        "account.journal", required=True, index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one("res.currency", required=True)
    number = fields.Char(string="Statement")
    date_start = fields.Date(string="From", required=True)
    date = fields.Date(string="To", required=True, index=True)
    opening = fields.Monetary(string="Before", aggregator=False)
    has_opening = fields.Boolean(help="Not printed by each format.")
    closing = fields.Monetary(string="After", aggregator=False)
    import_id = fields.Many2one("ap.import", index=True, ondelete="restrict")

    _once = models.UniqueIndex("(journal_id, date_start, date, closing, number)")

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | self._ap_all_fields_but(frozenset())

    @api.model
    def _ap_engine_refusal(self, names):
        return self.env._("Printed balances come from statement files only.")

    @api.model
    def _spans(self, journal) -> list[Span]:
        """What is stored of the chain of an account: printed balances, and the statements
        of Odoo that were entered by hand."""
        digits = (journal.currency_id or journal.company_id.currency_id).decimal_places
        self.env.flush_all()
        self.env.cr.execute(
            """SELECT date_start, date, round(opening::numeric, %(digits)s),
                      round(closing::numeric, %(digits)s)
                 FROM ap_bank_balance
                WHERE journal_id = %(journal)s AND has_opening
            UNION ALL
               SELECT min(move.date), max(move.date),
                      round(st.balance_start::numeric, %(digits)s),
                      round(st.balance_end_real::numeric, %(digits)s)
                 FROM account_bank_statement AS st
                 JOIN account_bank_statement_line AS line ON line.statement_id = st.id
                 JOIN account_move AS move ON move.id = line.move_id
                WHERE st.journal_id = %(journal)s AND move.state = 'posted'
             GROUP BY st.id
               HAVING bool_and(line.ap_import_id IS NULL)""",
            {"journal": journal.id, "digits": digits},
        )
        return [
            Span(start, end, to_decimal(opening), to_decimal(closing))
            for start, end, opening, closing in self.env.cr.fetchall()
        ]
