# SPDX-License-Identifier: AGPL-3.0-or-later
"""One key figure as a statement of its documents."""

from dataclasses import dataclass

from odoo.tools import SQL

from odoo.addons.ap_supplier.models.supplier_accounts import OWED, accounts_of


@dataclass(frozen=True)
class Figure:
    """`query`: SELECT res_id, partner_id (or NULL), numerator, denominator of the company
    %(company)s from %(first)s to %(last)s, both included; %(owed)s: the accounts on which
    bills and payments of suppliers stand. `model`: of the documents."""

    code: str
    model: str
    query: str

    def rows(self, company, first, last) -> SQL:
        """Each document that counts: the ledger and the records as they stand."""
        owed = [one.id for one in accounts_of(company, last, OWED)]
        return SQL(self.query, company=company.id, first=first, last=last, owed=owed)
