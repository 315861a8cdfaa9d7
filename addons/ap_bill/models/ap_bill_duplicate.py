# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one finder of bills captured twice: SQL fetches candidates, the pure rule decides.

The control `duplicate_bill` makes findings of what it gives, matching holds bills back
by it, and a closing may ask it which of two drafts is the cost.
"""

from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic import duplicates
from odoo.addons.ap_base.arithmetic.money import to_decimal

_CANDIDATES = """
SELECT move.id, move.name, move.ref, move.state, move.move_type = 'in_refund' AS is_credit,
       COALESCE(move.invoice_date, move.date, move.create_date::date) AS day,
       move.amount_total::text AS total, move.currency_id,
       move.commercial_partner_id AS partner_id, partner.name AS partner,
       %(seller)s AS seller, files.checksum
  FROM account_move move
  JOIN res_partner partner ON partner.id = move.commercial_partner_id
  LEFT JOIN (%(files)s) files ON files.move_id = move.id
 WHERE move.company_id = %(company)s
   AND move.move_type IN ('in_invoice', 'in_receipt', 'in_refund')
   AND move.state IN ('draft', 'posted')
   AND COALESCE(move.payment_state, '') <> 'reversed'
   AND %(chosen)s
 ORDER BY move.id
"""
# Two numbers that are one have the same figures but for zeros; what else makes a
# duplicate has the same total, file or order line.
_FIGURES = "regexp_replace(COALESCE(%s.ref, ''), '[^1-9]', '', 'g')"
_CHOSEN = (
    """
(move.id = ANY(%(ids)s)
 OR (%(seller)s, """
    + _FIGURES % "move"
    + """) IN (
    SELECT %(seller_asked)s, """
    + _FIGURES % "asked"
    + """
      FROM account_move asked
      JOIN res_partner asked_partner ON asked_partner.id = asked.commercial_partner_id
     WHERE asked.id = ANY(%(ids)s))
 OR (%(seller)s, move.currency_id, abs(move.amount_total)) IN (
    SELECT %(seller_asked)s, asked.currency_id, abs(asked.amount_total)
      FROM account_move asked
      JOIN res_partner asked_partner ON asked_partner.id = asked.commercial_partner_id
     WHERE asked.id = ANY(%(ids)s))
 OR files.checksum IN (SELECT mine.checksum FROM (%(files)s) mine
                        WHERE mine.move_id = ANY(%(ids)s)))
"""
)


class Repeat(NamedTuple):
    """A bill that is, or may be, another one again.

    ``again`` and ``kept``: rows of the candidates (id, name, ref, state, day, total,
    currency_id, partner_id, partner); ``pair``: kind, score and reasons.
    """

    again: dict
    kept: dict
    pair: duplicates.Pair


class ApBillDuplicate(models.AbstractModel):
    """Rooms that know more of a bill say so by overriding `_seller_sql`, `_files_sql`
    and `_billed_order_lines`."""

    _name = "ap.bill.duplicate"
    _description = "Finder of bills captured twice"

    @api.model
    def _find(self, company, ids=None) -> list[Repeat]:
        """Return the bills of the company that repeat another one, each once, the surest
        pair of each. With ``ids``, only those among them.

        Of two bills the one to stop is the one not posted, else the one captured later.
        Bills that were fully reversed may be captured again.
        """
        rows = self._candidates(company, ids)
        lines = self._billed_order_lines(list(rows))
        bills = [_bill(row, lines.get(row["id"], ())) for row in rows.values()]
        wanted = rows.keys() if ids is None else set(ids)
        found = {}
        for pair in duplicates.find(bills, self._weights()):
            kept, again = _which_to_stop(rows[pair.first], rows[pair.second])
            if again["id"] in wanted:
                found.setdefault(again["id"], Repeat(again, kept, pair))
        return list(found.values())

    @api.model
    def _same_bills(self, moves) -> dict[int, int]:
        """Return, for each of these bills that is another one again, that other one.

        Only pairs that are one bill: what may be two bills is left to a person.
        """
        return {
            one.again["id"]: one.kept["id"]
            for company, bills in moves.grouped("company_id").items()
            for one in self._find(company, bills.ids)
            if one.pair.same_bill
        }

    @api.model
    def _weights(self) -> duplicates.Weights:
        """Return what the company asks of a duplicate, by the parameters of the control."""
        control = self.env["ap.control"].sudo().with_context(active_test=False)
        parameter = control.search([("code", "=", "duplicate_bill")], limit=1).parameter
        return duplicates.Weights(
            near_days=parameter("near_days", 7),
            least=to_decimal(parameter("least_score", 0.6)),
        )

    def _candidates(self, company, ids) -> dict[int, dict]:
        self.env.flush_all()
        seller, files = self._seller_sql("partner"), self._files_sql()
        chosen = SQL("TRUE")
        if ids is not None:
            asked = self._seller_sql("asked_partner")
            places = {"seller": seller, "files": files, "seller_asked": asked}
            chosen = SQL(_CHOSEN, ids=list(ids), **places)
        query = SQL(
            _CANDIDATES, seller=seller, files=files, company=company.id, chosen=chosen
        )
        rows = self.env.execute_query_dict(query)
        return {row["id"]: row for row in rows if row["day"]}

    @api.model
    def _seller_sql(self, alias) -> SQL:
        """Return a text that cards of one seller share; ``alias`` is of res_partner."""
        return SQL("'partner:' || %s", SQL.identifier(alias, "id"))

    @api.model
    def _files_sql(self) -> SQL:
        """Return a query of what each bill was read from: move_id, checksum."""
        return SQL("SELECT NULL::integer AS move_id, NULL::varchar AS checksum")

    @api.model
    def _billed_order_lines(self, ids) -> dict[int, list[duplicates.Billed]]:
        """Return what bills bill of order lines that several of them bill."""
        return {}


def _bill(row, order_lines) -> duplicates.Bill:
    return duplicates.Bill(
        id=row["id"],
        supplier=row["seller"],
        number=row["ref"] or "",
        day=row["day"],
        total=to_decimal(row["total"] or 0),
        currency=row["currency_id"],
        type="credit" if row["is_credit"] else "380",
        file_hash=row["checksum"] or "",
        order_lines=tuple(order_lines),
    )


def _which_to_stop(one, other):
    """(kept, stopped): posted before draft, earlier before later capture."""
    return sorted((one, other), key=lambda row: (row["state"] == "draft", row["id"]))
