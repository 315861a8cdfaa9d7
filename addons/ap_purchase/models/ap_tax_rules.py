# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Iterable
from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.accrual import TaxRule

KINDS = ("percent", "division", "fixed")

# Each tax asked for with the taxes it is made of, and their shares.
LEAVES = """
WITH RECURSIVE leaf AS (
    SELECT t.id AS root, t.id FROM account_tax t WHERE t.id = ANY(%s)
    UNION
    SELECT leaf.root, rel.child_tax
      FROM leaf
      JOIN account_tax_filiation_rel rel ON rel.parent_tax = leaf.id
), share AS (
    SELECT r.tax_id,
           SUM(r.factor_percent) FILTER (
               WHERE r.account_id IS NOT NULL) / 100 AS deductible,
           SUM(r.factor_percent) FILTER (
               WHERE r.account_id IS NULL) / 100 AS kept,
           BOOL_OR(r.factor_percent < 0) AS reverse_charge
      FROM account_tax_repartition_line r
      JOIN (SELECT DISTINCT id FROM leaf) one ON one.id = r.tax_id
     WHERE r.document_type = 'invoice' AND r.repartition_type = 'tax'
     GROUP BY r.tax_id
)
SELECT leaf.root, t.amount_type, t.amount::text,
       COALESCE(t.price_include_override, c.account_price_include)
           = 'tax_included' AND NOT COALESCE(reverse_charge, FALSE),
       COALESCE(deductible, 0)::text,
       COALESCE(kept, 0)::text
  FROM leaf
  JOIN account_tax t ON t.id = leaf.id
  JOIN res_company c ON c.id = t.company_id
  LEFT JOIN share ON share.tax_id = t.id
 WHERE t.amount_type = ANY(%s)
 ORDER BY leaf.root, t.sequence, t.id
"""


class ApTaxRules(models.AbstractModel):
    """Taxes as bills and orders name them, for comparing them; their amounts come from
    `ap_base.models.line_taxes`."""

    _name = "ap.tax.rules"
    _description = "Taxes as accrual rules"

    def _tax_rules(
        self, tax_tuples: Iterable[tuple[int, ...]]
    ) -> dict[tuple[int, ...], tuple[TaxRule, ...]]:
        """Return the rules of each distinct tuple of tax ids, by one query.

        The share that is deductible is the sum of the invoice repartition lines that
        have an account; what has none stays in the cost. Reverse charge nets to
        nothing. Groups are flattened. A tax without an own price setting follows its
        company. Taxes computed by code cannot be foreseen and are left out.
        """
        distinct = set(tax_tuples)
        by_tax: dict[int, list[TaxRule]] = {}
        for root, *values in self._read_tax_rules({i for ids in distinct for i in ids}):
            kind, amount, included, deductible, kept = values
            rule = TaxRule(
                kind, Decimal(amount), included, Decimal(deductible), Decimal(kept)
            )
            by_tax.setdefault(root, []).append(rule)
        return {
            ids: tuple(rule for i in ids for rule in by_tax.get(i, ()))
            for ids in distinct
        }

    def _read_tax_rules(self, tax_ids: set[int]) -> list[tuple]:
        """Read (asked tax, kind, amount, included, deductible, kept) of the leaves."""
        if not tax_ids:
            return []
        for model in ("account.tax", "account.tax.repartition.line", "res.company"):
            self.env[model].flush_model()
        return self.env.execute_query(
            SQL(
                LEAVES,
                list(tax_ids),
                list(KINDS),
            )
        )
