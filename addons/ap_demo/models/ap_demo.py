# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta

from odoo import models

from odoo.addons.ap_base.arithmetic.calendar import month_start

from ..making import account_of_month, group
from ..making.company import make_company, make_users
from ..making.year import fill


class ApDemo(models.AbstractModel):
    """Makes "Reboot Market SAS", the same whatever the day: three months of purchases, of
    which the first two are closed. Its methods are private: no client reaches them."""

    _name = "ap.demo"
    _description = "Demo company"

    def _last_month_end(self, today):
        """The last day of the last full month before `today`."""
        return month_start(today) - timedelta(days=1)

    def _build(self, last):
        """Make the company whose month to close ends on `last`; return the company."""
        company = make_company(self.env)
        scene = self.with_company(company).with_context(
            allowed_company_ids=company.ids, tracking_disable=True, lang="fr_FR"
        )
        make_users(scene.env, company)
        fill(scene.env, company, last)
        self.env.flush_all()
        return company

    def _build_group(self, last):
        """Add the sister companies, with their months; return them."""
        sisters = group.make_sisters(self.env, last)
        self.env.flush_all()
        return sisters

    def _account_of(self, closing) -> str:
        """The account of a closed month, as text for a terminal, in the user's language."""
        return account_of_month.account_of(self.env, closing)

    def _nothing_changed(self, closing) -> str:
        """What is printed when a month was closed before."""
        return account_of_month.nothing_changed(self.env, closing)
