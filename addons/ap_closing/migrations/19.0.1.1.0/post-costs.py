# SPDX-License-Identifier: AGPL-3.0-or-later
"""Entries of deferrals remember which cost they were taken from."""


def migrate(cr, version):
    """Until now a deferral kept the account, the distribution and the supplier that it
    began with: its entries are of that cost."""
    cr.execute(
        """
        UPDATE ap_deferral_entry entry
           SET cost_account_id = deferral.account_id,
               cost_distribution = deferral.analytic_distribution,
               cost_partner_id = deferral.partner_id
          FROM ap_deferral deferral
         WHERE deferral.id = entry.deferral_id AND entry.cost_account_id IS NULL
        """
    )
