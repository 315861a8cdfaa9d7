# SPDX-License-Identifier: AGPL-3.0-or-later
"""From the contract to the books: the drawdown entry is shown, then posted."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models import bookings, entry_table, schedule_store

ENTRIES = [
    ("post", "Post the drawdown entry"),
    ("booked", "The drawdown is in the books already"),
    ("opening", "The loan is taken over with its balance"),
]


class ApLoanStart(models.TransientModel):
    _name = "ap.loan.start"
    _description = "Start a loan"

    loan_id = fields.Many2one("ap.loan", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="loan_id.company_id")
    currency_id = fields.Many2one(related="loan_id.currency_id")
    entry = fields.Selection(ENTRIES, required=True, default="post")
    journal_id = fields.Many2one(
        "account.journal",
        domain="[('type', 'in', ('bank', 'general')), ('company_id', 'parent_of', company_id)]",
        help="Empty: the closing journal.",
    )
    bank_account_id = fields.Many2one(
        "account.account",
        string="Money account",
        domain="[('company_ids', 'parent_of', company_id)]",
        help="512; where statements book the bank lines, the account of transfers.",
    )
    date_booked = fields.Date(
        string="Instalments booked up to",
        help="Its instalments up to that day are in the balance taken over.",
    )
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    @api.model
    def default_get(self, names):
        values = super().default_get(names)
        loan = self.env["ap.loan"].browse(values.get("loan_id"))
        if loan:
            journal = loan.journal_id or self._bank_journal(loan.company_id)
            values.setdefault("journal_id", journal.id)
            account = loan.bank_account_id or journal.default_account_id
            values.setdefault("bank_account_id", account.id)
        return values

    def _bank_journal(self, company):
        domain = [("company_id", "=", company.id), ("type", "=", "bank")]
        return self.env["account.journal"].search(domain, limit=1)

    @api.depends("loan_id", "entry", "journal_id", "bank_account_id")
    @api.depends_context("lang")
    def _compute_preview(self):
        for wizard in self:
            loan = wizard.loan_id
            if wizard.entry != "post" or not loan or not wizard.bank_account_id:
                wizard.preview = False
                continue
            shown = loan.new(origin=loan._origin or loan)
            shown.bank_account_id = wizard.bank_account_id
            wizard.preview = entry_table.html(loan, bookings.drawdown_items(shown))

    def action_start(self):
        """Post what was shown, and let the loan run; the loan's screen follows."""
        self.ensure_one()
        loan = self.loan_id
        loan._check_role()
        if loan.state != "draft":
            raise UserError(self.env._("%(loan)s is running already.", loan=loan.name))
        if not loan.schedule_id:
            loan.compute_schedule()
        loan.write(
            {"journal_id": self.journal_id.id, "bank_account_id": self.bank_account_id.id}
        )
        loan._begin()
        if self.entry == "post":
            bookings.book_drawdowns(loan)
        elif self.entry == "opening" and self.date_booked:
            schedule_store.take_over(loan, self.date_booked)
        return loan.get_formview_action()
