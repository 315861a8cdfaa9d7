# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models
from odoo.exceptions import AccessError

from odoo.addons.ap_treasury.models import match_run

from . import screen


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    def _retrieve_partner(self):
        """The module looks for the first contact whose name or account number is a part of
        the label, and writes it on the line: the matching would take it for a fact."""

    def _auto_reconcile(self):
        """Lines that come in are booked by our matching only."""

    def _do_auto_reconcile(self, reconcile_if_possible=True):
        """What the screen opens with: our proposal; without one, a model of the module.
        Nothing is booked."""
        others = self.browse()
        matches = self._ap_matches()
        for line in self.filtered(lambda one: not one.is_reconciled):
            shown = screen.proposed(line, matches.get(line.id))
            if shown:
                line.reconcile_data_info = shown
            else:
                others |= line
        return super(AccountBankStatementLine, others)._do_auto_reconcile(False)

    def _do_auto_reconcile_invoices(self):
        """Bills are found by our matching only."""
        return self, self.browse()

    def reconcile_bank_line(self):
        """As it was proposed, by our matching; changed by hand, or by who has no role of
        ours, as the module books it."""
        self.ensure_one()
        match = self._ap_matches().get(self.id)
        if self._ap_is_ours() and screen.is_as_proposed(self, match):
            match.accept()
            self.write({"reconcile_data": False, "reconcile_mode": "edit"})
            return None
        result = super().reconcile_bank_line()
        match_run.run(self.company_id, {self.id})
        return result

    def unreconcile_bank_line(self):
        """Take back what our matching booked, part by part, or what the module did."""
        self.ensure_one()
        domain = [("statement_line_id", "=", self.id), ("part_ids", "!=", False)]
        booked = self._ap_is_ours() and self.env["ap.bank.match"].search(domain)
        if not booked:
            return super().unreconcile_bank_line()
        booked.undo()
        self.reconcile_data = False
        return None

    def _ap_matches(self) -> dict:
        """Our rows of the queue that propose something, by the id of their bank line."""
        matches = self.env["ap.bank.match"].sudo().search(
            [("statement_line_id", "in", self.ids), ("state", "in", ("automatic", "suggested"))]
        )  # fmt: skip
        return {
            match.statement_line_id.id: match.with_env(self.env) for match in matches
        }

    def _ap_is_ours(self) -> bool:
        """Whether the user is an accountant of the desk; who has no role of ours does
        what the module lets him do. Raises AccessError for an apprentice."""
        user = self.env.user
        if user.has_group("ap_base.group_accountant"):
            return True
        if user.has_group("ap_base.group_apprentice"):
            raise AccessError(
                self.env._(
                    "An apprentice prepares, an accountant matches bank lines. Choose the "
                    "proposal in “Bank lines to match”; an accountant accepts it there."
                )
            )
        return False
