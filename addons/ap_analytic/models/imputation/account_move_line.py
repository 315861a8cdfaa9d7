# SPDX-License-Identifier: AGPL-3.0-or-later
"""A posted line's imputation: not in a locked period, and never without a trace."""

from odoo import models

from odoo.addons.ap_base.models.engine_pass import Pass

from ...rules import analytic
from .res_company import FOLLOWS_ENTRY

# Open while rules are applied again, as if nobody had imputed the lines.
ANEW = Pass("l10n_fr_ap_extras.imputed_anew")


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def write(self, vals):
        if "analytic_distribution" not in vals or self._ap_follows_entry():
            return super().write(vals)
        changed = self._ap_imputed_otherwise(vals["analytic_distribution"])
        for company, lines in changed.grouped("company_id").items():
            company._ap_check_analytic_lock(lines.mapped("date"))
        posted = changed.filtered(lambda line: line.parent_state == "posted")
        before = {line.id: line.analytic_distribution for line in posted}
        result = super().write(vals)
        self.env["ap.imputation.change"]._keep(
            [
                (line, before[line.id], line.analytic_distribution)
                for line in posted
                if before[line.id] != line.analytic_distribution
            ]
        )
        return result

    def _ap_follows_entry(self) -> bool:
        return self.env.context.get("ap_analytic_follows") is FOLLOWS_ENTRY

    def _ap_imputed_otherwise(self, distribution):
        """Lines of entries that are or were posted, which it would change."""
        kept = self.filtered(
            lambda line: line.parent_state == "posted" or line.move_id.posted_before
        )
        if distribution and "__update__" in distribution:
            return kept
        wanted = analytic.read(distribution)
        return kept.filtered(
            lambda line: analytic.read(line.analytic_distribution) != wanted
        )

    def _inverse_analytic_distribution(self):
        own = self.with_context(ap_analytic_follows=FOLLOWS_ENTRY)
        return super(AccountMoveLine, own)._inverse_analytic_distribution()

    def _create_analytic_lines(self):
        own = self.with_context(ap_analytic_follows=FOLLOWS_ENTRY)
        return super(AccountMoveLine, own)._create_analytic_lines()

    def _ap_given_distribution(self):
        """Nothing, where rules are applied again as if nobody had imputed the line."""
        if ANEW.is_open:
            return {}
        return super()._ap_given_distribution()
