# SPDX-License-Identifier: AGPL-3.0-or-later
"""Many companies' months by one call; one company's failure leaves the others done."""

import logging

from odoo import api, models
from odoo.exceptions import UserError

from ..closing_cron import AT_ONCE

_logger = logging.getLogger(__name__)


class ApClosing(models.Model):
    _inherit = "ap.closing"

    @api.model
    def close_months(self, company_ids, date_end, kinds=None, post=False):
        """`close_month` for several companies, one after the other.

        Returns one entry per company, in the order asked for: what `close_month` gives
        with `company_id` and `company`, or these two and `error`, a sentence. Each
        company has its own savepoint. Asking again is safe. `company_ids` empty: all of
        yours that have a chart of accounts.
        """
        self._check_role("ap_base.group_accountant" if post else "ap_base.group_apprentice")
        day, kinds = self._month_end(date_end), self._checked_kinds(kinds)
        return [
            self._close_one_of_many(company_id, day, kinds, post)
            for company_id in self._checked_companies(company_ids)
        ]

    def _checked_companies(self, company_ids) -> list[int]:
        """The companies asked for, each once."""
        if not company_ids:
            own = self.env.user.company_ids.filtered("chart_template")
            return own.sorted("sequence").ids
        good = isinstance(company_ids, list | tuple) and all(
            type(one) is int for one in company_ids
        )
        if not good:
            raise UserError(
                self.env._("Name the companies by a list of their ids, as [1, 2, 3].")
            )
        return list(dict.fromkeys(company_ids))

    def _close_one_of_many(self, company_id, day, kinds, post) -> dict:
        company = self.env["res.company"].sudo().browse(company_id).exists()
        mine = company in self.env.user.company_ids
        said = {"company_id": company_id, "company": company.name if mine else ""}
        try:
            with self.env.cr.savepoint():
                return {**said, **self.close_month(company_id, day, kinds, post)}
        except UserError as error:
            return {**said, "error": str(error)}
        except Exception as error:
            if isinstance(error, AT_ONCE):
                raise  # another person works on it: Odoo sends the call again
            _logger.exception("Month %s of company %s not closed", day, company_id)
            return {
                **said,
                "error": self.env._(
                    "This company could not be closed by a fault of the program; the "
                    "log of the server says which."
                ),
            }
