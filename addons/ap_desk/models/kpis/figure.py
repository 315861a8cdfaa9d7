# SPDX-License-Identifier: AGPL-3.0-or-later
"""One key figure as a statement of its documents."""

from dataclasses import dataclass

from odoo.tools import SQL


@dataclass(frozen=True)
class Figure:
    """`query`: SELECT res_id, partner_id (or NULL), numerator, denominator of the company
    %(company)s from %(first)s to %(last)s, both included; `model`: of the documents."""

    code: str
    model: str
    query: str

    def rows(self, company, first, last) -> SQL:
        """Each document that counts: the ledger and the records as they stand."""
        return SQL(self.query, company=company.id, first=first, last=last)
