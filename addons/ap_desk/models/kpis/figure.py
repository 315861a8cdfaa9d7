# SPDX-License-Identifier: AGPL-3.0-or-later
"""One key figure as a statement of its documents."""

from dataclasses import dataclass, field

from odoo.tools import SQL

from odoo.addons.ap_supplier.models.supplier_accounts import OWED, accounts_of

# What findings can be broken down by: the control, who is in charge, days since first seen.
OF_FINDINGS = {
    "cause": "own.control_id",
    "owner": "own.user_id",
    "age": """CASE WHEN %(last)s::date - own.first_seen::date <= 7 THEN 7
                   WHEN %(last)s::date - own.first_seen::date <= 30 THEN 30
                   WHEN %(last)s::date - own.first_seen::date <= 90 THEN 90 END""",
}


@dataclass(frozen=True)
class Figure:
    """`query`: SELECT res_id, partner_id (or NULL), numerator, denominator of the company
    %(company)s from %(first)s to %(last)s, both included; %(owed)s: the accounts on which
    bills and payments of suppliers stand; %(country)s: whose law applies. `model`: of the documents. `by`: what the
    figure can be broken down by, each an expression over the document's own table;
    `grouped`: how the list of documents is grouped."""

    code: str
    model: str
    query: str
    by: dict[str, str] = field(default_factory=dict)
    grouped: tuple[str, ...] = ()

    def rows(self, company, first, last) -> SQL:
        """Each document that counts: the ledger and the records as they stand."""
        return SQL(
            self.query, company=company.id, first=first, last=last,
            owed=self._owed(company, last), country=company.account_fiscal_country_id.id or None,
        )  # fmt: skip

    def _owed(self, company, last) -> list[int]:
        """The accounts that the query asks for; none where it does not."""
        if "%(owed)s" not in self.query:
            return []
        return [one.id for one in accounts_of(company, last, OWED)]

    def across(self, companies, first, last) -> SQL:
        """Company, numerator, denominator and documents of each of these companies, by one
        statement: the rows of each, rounded by supplier as its own figure is."""
        asked = SQL(", ").join(
            SQL("(%s::int, %s::int[], %s::int)", company.id, self._owed(company, last),
                company.account_fiscal_country_id.id or None)
            for company in companies
        )  # fmt: skip
        rows = SQL(
            self.query, first=first, last=last, company=SQL("asked.id"),
            owed=SQL("asked.owed"), country=SQL("asked.country"),
        )  # fmt: skip
        return SQL(
            "SELECT id, SUM(numerator)::text, SUM(denominator)::text, SUM(documents)::int"
            "  FROM (SELECT asked.id, ROUND(SUM(document.numerator), 10) AS numerator,"
            " ROUND(SUM(document.denominator), 10) AS denominator, COUNT(*) AS documents"
            "  FROM (VALUES %s) AS asked(id, owed, country)"
            " CROSS JOIN LATERAL (%s) document"
            " GROUP BY asked.id, document.partner_id) supplier GROUP BY id",
            asked, rows,
        )  # fmt: skip

    def parts(self, company, first, last, by, table) -> SQL:
        """Key, numerator, denominator and documents of each part of a breakdown."""
        key = "document.partner_id" if by == "supplier" else self.by[by]
        return SQL(
            "SELECT %s AS key, ROUND(SUM(document.numerator), 10)::text,"
            " ROUND(SUM(document.denominator), 10)::text, COUNT(*)"
            "  FROM (%s) document LEFT JOIN %s own ON own.id = document.res_id"
            " GROUP BY 1 ORDER BY COUNT(*) DESC, 1",
            SQL(key, first=first, last=last), self.rows(company, first, last),
            SQL.identifier(table),
        )  # fmt: skip
