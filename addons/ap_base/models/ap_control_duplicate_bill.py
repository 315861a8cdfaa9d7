# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same bill captured twice."""

from odoo import models
from odoo.tools import SQL

from .finding_value import FindingValue, day, link, money

# The first of each group is the one to keep: posted before draft, earlier before later.
_QUERY = """
WITH candidate AS (
    SELECT move.id, move.name, move.ref, move.state, move.invoice_date,
           move.amount_total, move.currency_id,
           move.commercial_partner_id AS partner_id,
           move.move_type = 'in_refund' AS is_refund,
           NULLIF(regexp_replace(
               regexp_replace(lower(move.ref),
                   '(^|[^0-9])0+(?=[0-9])', '\\1', 'g'),
               '[[:space:][:punct:]\u00a0\u202f]', '', 'g'), '') AS bare
      FROM account_move move
     WHERE move.company_id = %(company)s
       AND move.move_type IN ('in_invoice', 'in_receipt', 'in_refund')
       AND move.state IN ('draft', 'posted')
       AND COALESCE(move.payment_state, '') <> 'reversed'
       AND move.commercial_partner_id IS NOT NULL
       %(suppliers)s
), bill AS (
    SELECT candidate.*,
           CASE WHEN bare IS NOT NULL THEN first_value(id) OVER (
               PARTITION BY partner_id, is_refund, bare
               ORDER BY state = 'draft', id) END AS ref_first,
           CASE WHEN invoice_date IS NOT NULL AND amount_total <> 0
               THEN first_value(id) OVER (
               PARTITION BY partner_id, is_refund, currency_id,
                            amount_total, invoice_date
               ORDER BY state = 'draft', id) END AS total_first
      FROM candidate
)
SELECT bill.id, bill.ref, bill.invoice_date, bill.amount_total,
       bill.currency_id, bill.partner_id, other.id AS other_id,
       other.name AS other_name, other.ref AS other_ref,
       other.invoice_date AS other_date, other.amount_total AS other_total,
       other.currency_id AS other_currency_id,
       other.id = bill.ref_first AS same_ref
  FROM bill
  JOIN candidate other ON other.id = CASE
       WHEN bill.ref_first <> bill.id THEN bill.ref_first
       WHEN %(same_total)s THEN bill.total_first END
 WHERE TRUE %(chosen)s
 ORDER BY bill.id
"""


class ApControl(models.Model):
    _inherit = "ap.control"

    def _find_duplicate_bill(self, company, records, date):
        """Bills and credit notes of one supplier with the same reference, or with the
        same total on the same day.

        References are compared without case, spaces, punctuation and leading zeros, in
        all years. The finding is on the bill to stop: the one not yet posted, else the
        later one; the evidence names the other. Bills that were fully reversed may be
        captured again.
        """
        self.env.cr.execute(self._duplicate_bill_query(company, records))
        return [self._duplicate_bill_finding(row) for row in self.env.cr.dictfetchall()]

    def _duplicate_bill_query(self, company, records):
        suppliers, chosen = SQL(), SQL()
        if records is not None:
            ids = list(records.ids)
            suppliers = SQL(
                "AND move.commercial_partner_id IN (SELECT commercial_partner_id"
                " FROM account_move WHERE id = ANY(%s))",
                ids,
            )
            chosen = SQL("AND bill.id = ANY(%s)", ids)
        same_total = (
            SQL("bill.total_first <> bill.id")
            if self.parameter("same_total_and_date", True)
            else SQL("FALSE")
        )
        return SQL(
            _QUERY,
            company=company.id,
            suppliers=suppliers,
            chosen=chosen,
            same_total=same_total,
        )

    def _duplicate_bill_finding(self, row):
        shown = row["other_name"] if row["other_name"] not in (None, "/") else None
        name = shown or row["other_ref"] or f"#{row['other_id']}"
        other_total = money(row["other_total"], row["other_currency_id"])
        return FindingValue(
            res_model="account.move",
            res_id=row["id"],
            message_code="reference" if row["same_ref"] else "total",
            values={
                "reference": row["ref"] or "",
                "other": name,
                "date": day(row["invoice_date"]),
                "amount": money(row["amount_total"], row["currency_id"]),
            },
            amount=row["amount_total"],
            currency_id=row["currency_id"],
            partner_id=row["partner_id"],
            evidence={
                "other_document": link("account.move", row["other_id"], name),
                "reference": row["other_ref"] or "",
                "date": day(row["other_date"]),
                "amount": other_total,
            },
        )
