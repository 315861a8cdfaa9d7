# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same bill captured twice, as French platforms see it: added to the control of all
countries, so that one cause is told once."""

from dataclasses import replace

from odoo import models
from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_base.models.finding_value import FindingValue, day, link, money

from ...rules import duplicates

# The bills that may meet those asked for: same supplier, same SIREN, same file.
CANDIDATES = """
SELECT move.id, move.name, move.ref, move.state,
       COALESCE(move.invoice_date, move.date) AS day, move.amount_total::text AS total,
       move.currency_id, currency.name AS currency,
       move.commercial_partner_id AS partner_id, partner.ap_siren AS siren,
       partner.name AS partner, move.move_type = 'in_refund' AS is_credit,
       document.checksum
  FROM account_move move
  JOIN res_partner partner ON partner.id = move.commercial_partner_id
  JOIN res_currency currency ON currency.id = move.currency_id
  LEFT JOIN ap_bill_document document ON document.move_id = move.id
 WHERE move.company_id = %(company)s
   AND move.move_type IN ('in_invoice', 'in_receipt', 'in_refund')
   AND move.state IN ('draft', 'posted')
   AND COALESCE(move.payment_state, '') <> 'reversed'
   AND COALESCE(move.invoice_date, move.date) IS NOT NULL
   %(chosen)s
 ORDER BY move.id
"""
CHOSEN = """
AND (move.commercial_partner_id IN (
        SELECT other.id FROM res_partner other
         WHERE other.id IN (SELECT commercial_partner_id FROM account_move
                             WHERE id = ANY(%(ids)s))
            OR other.ap_siren IN (SELECT one.ap_siren FROM account_move asked
                  JOIN res_partner one ON one.id = asked.commercial_partner_id
                 WHERE asked.id = ANY(%(ids)s) AND one.ap_siren IS NOT NULL))
     OR document.checksum IN (SELECT checksum FROM ap_bill_document
                               WHERE move_id = ANY(%(ids)s) AND checksum IS NOT NULL))
"""
# What the bills bill of order lines that several of them bill, in the unit of the order.
ORDER_LINES = """
WITH billed AS (
    SELECT line.move_id, line.purchase_line_id AS order_line,
           SUM(line.quantity * COALESCE(unit.factor / NULLIF(own.factor, 0), 1)) AS quantity,
           COUNT(*) OVER (PARTITION BY line.purchase_line_id) AS bills
      FROM account_move_line line
      JOIN purchase_order_line ordered ON ordered.id = line.purchase_line_id
      LEFT JOIN uom_uom unit ON unit.id = line.product_uom_id
      LEFT JOIN uom_uom own ON own.id = ordered.product_uom_id
     WHERE line.move_id = ANY(%(ids)s) AND line.display_type = 'product'
     GROUP BY line.move_id, line.purchase_line_id
)
SELECT billed.move_id, billed.order_line, round(billed.quantity, 6)::text AS quantity,
       ordered.product_qty::text AS ordered
  FROM billed
  JOIN purchase_order_line ordered ON ordered.id = billed.order_line
 WHERE billed.bills > 1
 ORDER BY billed.order_line, billed.move_id
"""


class ApControl(models.Model):
    _inherit = "ap.control"

    def _find_duplicate_bill(self, company, records, date):
        """Also suppliers of one SIREN, near days, numbers that look alike, one file, one
        order line; each with its score and reasons."""
        found = super()._find_duplicate_bill(company, records, date)
        if company.account_fiscal_country_id.code != "FR":
            return found
        told = {value.res_id for value in found}
        rows = self._duplicate_rows(company, records)
        wanted = rows.keys() if records is None else set(records.ids)
        weights = duplicates.Weights(
            near_days=self.parameter("near_days", 7),
            least=to_decimal(self.parameter("least_score", 0.6)),
        )
        lines, scores = self._billed_order_lines(list(rows)), {}
        bills = [_bill(row, lines.get(row["id"], ())) for row in rows.values()]
        for pair in duplicates.find(bills, weights):
            kept, again = _which_to_stop(rows[pair.first], rows[pair.second])
            scores.setdefault(again["id"], _score(pair))
            if again["id"] in wanted and again["id"] not in told:
                told.add(again["id"])
                found.append(self._duplicate_pair_finding(kept, again, pair))
        return [
            replace(value, evidence={**value.evidence, **scores.get(value.res_id, {})})
            for value in found
        ]

    def _billed_order_lines(self, ids) -> dict:
        """{bill: what it bills of order lines}, where orders are kept."""
        if "purchase_line_id" not in self.env["account.move.line"]._fields:
            return {}
        found = {}
        for row in self.env.execute_query_dict(SQL(ORDER_LINES, ids=ids)):
            quantity, ordered = to_decimal(row["quantity"]), to_decimal(row["ordered"])
            billed = duplicates.Billed(row["order_line"], quantity, ordered)
            found.setdefault(row["move_id"], []).append(billed)
        return found

    def _evidence_labels(self):
        return {
            **super()._evidence_labels(),
            "score": self.env._("Score of the duplicate"),
            "score_number": self.env._("for the number"),
            "score_file": self.env._("for the file"),
            "score_amount": self.env._("for amount and day"),
            "score_order_line": self.env._("for the order line billed twice"),
        }

    def _duplicate_rows(self, company, records) -> dict:
        self.env.flush_all()
        chosen = SQL() if records is None else SQL(CHOSEN, ids=list(records.ids))
        query = SQL(CANDIDATES, company=company.id, chosen=chosen)
        return {row["id"]: row for row in self.env.execute_query_dict(query)}

    def _duplicate_pair_finding(self, kept, again, pair):
        """Named by the strongest reason."""
        code = max(pair.reasons, key=lambda reason: reason[1])[0]
        other = _name(kept)
        return FindingValue(
            res_model="account.move",
            res_id=again["id"],
            message_code=f"french_{code}",
            values={
                "reference": again["ref"] or "",
                "other": other,
                "partner": kept["partner"] or "",
                "amount": money(again["total"], again["currency_id"]),
            },
            amount=again["total"],
            currency_id=again["currency_id"],
            partner_id=again["partner_id"],
            evidence={
                "other_document": link("account.move", kept["id"], other),
                "reference": kept["ref"] or "",
                "date": day(kept["day"]),
                "amount": money(kept["total"], kept["currency_id"]),
            },
        )


def _score(pair) -> dict:
    """The score of a pair and what each reason adds to it, as evidence."""
    reasons = {f"score_{code}": _percent(weight) for code, weight in pair.reasons}
    return {"score": _percent(pair.score), **reasons}


def _percent(share) -> str:
    return f"{share:.0%}"


def _bill(row, order_lines) -> duplicates.Bill:
    return duplicates.Bill(
        id=row["id"],
        supplier=row["partner_id"],
        number=row["ref"] or "",
        day=row["day"],
        total=to_decimal(row["total"]),
        currency=row["currency"],
        siren=row["siren"] or "",
        type="credit" if row["is_credit"] else "380",
        file_hash=row["checksum"] or "",
        order_lines=tuple(order_lines),
    )


def _which_to_stop(one, other):
    """(kept, stopped): posted before draft, earlier before later capture."""
    return sorted((one, other), key=lambda row: (row["state"] == "draft", row["id"]))


def _name(row) -> str:
    shown = row["name"] if row["name"] not in (None, "/") else None
    return shown or row["ref"] or f"#{row['id']}"
