# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills captured twice, and money that left although a payment is on hold."""

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic import duplicates
from odoo.addons.ap_base.models.finding_value import FindingValue, day, link, money

# What settles a bill that is on hold: money, or any entry that is neither its credit note
# nor an exchange difference. One that passes through another account pays as well.
_SETTLED = """
SELECT bill.id, bill.partner_id, bill.currency_id,
       other.id AS other_id, other.name AS other_name,
       BOOL_OR(%(money)s) AS is_money,
       SUM(partial.credit_amount_currency) AS amount
  FROM account_partial_reconcile partial
  JOIN account_move_line credit ON credit.id = partial.credit_move_id
  JOIN account_move_line debit ON debit.id = partial.debit_move_id
  JOIN account_move bill ON bill.id = credit.move_id
  JOIN account_move other ON other.id = debit.move_id
  JOIN account_journal journal ON journal.id = other.journal_id
 WHERE bill.company_id = %(company)s
   AND bill.id IN (%(held)s)
   AND bill.move_type IN ('in_invoice', 'in_receipt')
   AND other.move_type = 'entry'
   AND other.reversed_entry_id IS DISTINCT FROM bill.id
   AND NOT EXISTS (SELECT 1 FROM account_partial_reconcile difference
                    WHERE difference.exchange_move_id = other.id)
   AND %(chosen)s
 GROUP BY bill.id, other.id
 ORDER BY bill.id, other.id
"""
# What a supplier got on account while bills of his are on hold.
_ON_ACCOUNT = """
SELECT other.id, partner.id AS partner_id, MIN(company.currency_id) AS currency_id,
       SUM(item.amount_residual) AS amount, held.bills
  FROM account_move_line item
  JOIN account_move other ON other.id = item.move_id
  JOIN account_journal journal ON journal.id = other.journal_id
  JOIN account_account account ON account.id = item.account_id
  JOIN res_company company ON company.id = other.company_id
  JOIN res_partner payee ON payee.id = item.partner_id
  JOIN res_partner partner ON partner.id = payee.commercial_partner_id
  JOIN (SELECT bill.commercial_partner_id AS partner_id,
               array_agg(bill.name ORDER BY bill.id) AS bills
          FROM account_move bill
         WHERE bill.company_id = %(company)s AND bill.state = 'posted'
           AND bill.move_type IN ('in_invoice', 'in_receipt')
           AND bill.amount_residual <> 0
           AND bill.id IN (%(held)s)
         GROUP BY bill.commercial_partner_id) held ON held.partner_id = partner.id
 WHERE other.company_id = %(company)s
   AND other.state = 'posted' AND other.move_type = 'entry'
   AND account.account_type = 'liability_payable'
   AND item.reconciled IS NOT TRUE AND item.amount_residual > 0
   AND %(money)s
   AND %(chosen)s
 GROUP BY other.id, partner.id, held.bills
 ORDER BY other.id, partner.id
"""
# A payment, a bank line, an entry of a bank journal, or any with a bank account in it.
_MONEY = """(
    other.origin_payment_id IS NOT NULL OR other.statement_line_id IS NOT NULL
    OR journal.type IN ('bank', 'cash', 'credit')
    OR EXISTS (SELECT 1 FROM account_move_line paid
                 JOIN account_account bank ON bank.id = paid.account_id
                WHERE paid.move_id = other.id
                  AND bank.account_type IN ('asset_cash', 'liability_credit_card')))"""
NAMED = 5


class ApControl(models.Model):
    _inherit = "ap.control"


    @api.model
    def _methods_of_bills(self):
        return super()._methods_of_bills() | {"_find_duplicate_bill"}

    def _find_duplicate_bill(self, company, records, date):
        """Bills and credit notes captured twice, with a score and its reasons.

        The finding is on the bill to stop; the evidence names the other. Only what is
        one bill holds the payment. Parameters: ``near_days``, ``least_score``, and
        ``same_total_and_date`` to leave out what shares no more than these.
        """
        # Declares nothing: a bill may repeat any other, whichever of the two changed.
        ids = None if records is None else records.ids
        repeats = self.env["ap.bill.duplicate"]._find(company, ids)
        if not self.parameter("same_total_and_date", True):
            repeats = [one for one in repeats if one.pair.kind != duplicates.TOTAL]
        return [self._duplicate_finding(one) for one in repeats]

    def _duplicate_finding(self, repeat):
        again, kept, pair = repeat
        other = _name(kept)
        return FindingValue(
            res_model="account.move",
            res_id=again["id"],
            message_code=pair.kind,
            values={
                "reference": again["ref"] or "",
                "other": other,
                "partner": kept["partner"] or "",
                "date": day(again["day"]),
                "amount": money(again["total"], again["currency_id"]),
            },
            amount=again["total"],
            currency_id=again["currency_id"],
            partner_id=again["partner_id"],
            holds=pair.same_bill,
            evidence={
                "other_document": link("account.move", kept["id"], other),
                "reference": kept["ref"] or "",
                "date": day(kept["day"]),
                "amount": money(kept["total"], kept["currency_id"]),
                "score": _percent(pair.score),
                **{f"score_{code}": _percent(share) for code, share in pair.reasons},
            },
        )

    def _evidence_labels(self):
        return {
            **super()._evidence_labels(),
            "score": self.env._("Score of the duplicate"),
            "score_number": self.env._("for the number"),
            "score_file": self.env._("for the file"),
            "score_alike": self.env._("for amount, day and a number that looks alike"),
            "score_unnumbered": self.env._("for amount and day, a number missing"),
            "score_total": self.env._("for the amount on the same day"),
            "score_amount": self.env._("for amount and day"),
            "score_order_line": self.env._("for the order line billed twice"),
        }

    # Money that left although a payment is on hold: facts to explain, not to undo ---

    def _find_paid_on_hold(self, company, records, date):
        """Bills on hold that were settled all the same, and by what."""
        # Declares nothing: what holds a bill is what other controls found this night.
        rows = self._rows_of_held(_SETTLED, "bill.id", company, records)
        return [self._paid_on_hold_finding(row) for row in rows]

    def _find_paid_while_held(self, company, records, date):
        """Money on account to suppliers of whom bills are on hold."""
        rows = self._rows_of_held(_ON_ACCOUNT, "other.id", company, records)
        return [self._paid_while_held_finding(row) for row in rows]

    @api.model
    def _rows_of_held(self, query, column, company, records):
        held = self.env["account.move"]._ap_held_sql(transfers=False)
        self.env.flush_all()
        chosen = SQL("TRUE")
        if records is not None:
            chosen = SQL("%s = ANY(%s)", SQL(column), list(records.ids))
        return self.env.execute_query_dict(
            SQL(query, company=company.id, held=held, chosen=chosen, money=SQL(_MONEY))
        )

    def _paid_on_hold_finding(self, row):
        name = row["other_name"] or f"#{row['other_id']}"
        amount = money(row["amount"], row["currency_id"])
        return FindingValue(
            res_model="account.move",
            res_id=row["id"],
            key=str(row["other_id"]),
            message_code="" if row["is_money"] else "entry",
            values={"payment": name, "amount": amount},
            amount=row["amount"],
            currency_id=row["currency_id"],
            partner_id=row["partner_id"],
            evidence={
                "other_document": link("account.move", row["other_id"], name),
                "amount": amount,
            },
        )

    def _paid_while_held_finding(self, row):
        bills = row["bills"]
        named = ", ".join(bills[:NAMED]) + (" …" if len(bills) > NAMED else "")
        partner = self.env["res.partner"].browse(row["partner_id"])
        return FindingValue(
            res_model="account.move",
            res_id=row["id"],
            key=str(row["partner_id"]),
            values={
                "amount": money(row["amount"], row["currency_id"]),
                "partner": partner.display_name,
                "bills": named,
            },
            amount=row["amount"],
            currency_id=row["currency_id"],
            partner_id=row["partner_id"],
            evidence={"reference": named},
        )


def _percent(share) -> str:
    return f"{share:.0%}"


def _name(row) -> str:
    """Return how a bill is called: its own number first, as people know it."""
    shown = row["name"] if row["name"] not in (None, "/") else None
    return shown or row["ref"] or f"#{row['id']}"
