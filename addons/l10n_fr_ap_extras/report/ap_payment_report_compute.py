# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ledger read in sets, the rules applied, the lines written by COPY."""

from datetime import date

from odoo import models
from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.allocation import allocate
from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_base.models.bulk import copy_rows

from ..rules import late, terms

# Payable items of bills that were open at the end or were settled in the period.
ITEMS = """
SELECT line.id, move.id AS move_id, move.commercial_partner_id AS partner_id,
       COALESCE(NULLIF(move.ref, ''), move.name) AS reference, move.invoice_date,
       COALESCE(line.date_maturity, move.invoice_date_due, move.date) AS due,
       -line.balance AS amount,
       %(disputed)s AS disputed
  FROM account_move_line line
  JOIN account_move move ON move.id = line.move_id
  JOIN account_account account ON account.id = line.account_id
 WHERE line.company_id = ANY(%(companies)s) AND line.parent_state = 'posted'
   AND move.move_type IN ('in_invoice', 'in_receipt') AND line.balance < 0
   AND account.account_type = 'liability_payable' AND line.date <= %(end)s
   AND (line.amount_residual <> 0 OR EXISTS (
        SELECT 1 FROM account_partial_reconcile part
         WHERE part.credit_move_id = line.id AND part.max_date >= %(start)s))
 ORDER BY line.id
"""
# Money, or something else: a credit note, a difference of exchange.
SETTLEMENTS = """
SELECT part.credit_move_id, part.max_date,
       other_move.move_type = 'entry'
       AND other_move.journal_id IS DISTINCT FROM company.currency_exchange_journal_id,
       SUM(part.amount)
  FROM account_partial_reconcile part
  JOIN account_move_line other ON other.id = part.debit_move_id
  JOIN account_move other_move ON other_move.id = other.move_id
  JOIN res_company company ON company.id = part.company_id
 WHERE part.credit_move_id = ANY(%s)
 GROUP BY 1, 2, 3
"""
PURCHASES = """
SELECT COALESCE(-SUM(amount_total_signed), 0)
  FROM account_move
 WHERE company_id = ANY(%(companies)s) AND state = 'posted'
   AND move_type IN ('in_invoice', 'in_refund', 'in_receipt')
   AND date BETWEEN %(start)s AND %(end)s
"""
# What was paid in the year on bills and got back on credit notes, by day of the money.
PAID = """
SELECT move.id, partner.id, partner.ap_das2,
       COALESCE(NULLIF(move.ref, ''), move.name), money.date,
       SUM(CASE WHEN part.credit_move_id = line.id THEN part.amount ELSE -part.amount END)
  FROM account_move_line line
  JOIN account_move move ON move.id = line.move_id
  JOIN account_account account ON account.id = line.account_id
  JOIN account_partial_reconcile part
       ON part.credit_move_id = line.id OR part.debit_move_id = line.id
  JOIN account_move_line money
       ON money.id = CASE WHEN part.credit_move_id = line.id
                          THEN part.debit_move_id ELSE part.credit_move_id END
  JOIN account_move money_move ON money_move.id = money.move_id
  JOIN res_company company ON company.id = line.company_id
  JOIN res_partner partner ON partner.id = move.commercial_partner_id
 WHERE line.company_id = ANY(%(companies)s) AND line.parent_state = 'posted'
   AND move.move_type IN ('in_invoice', 'in_receipt', 'in_refund')
   AND account.account_type = 'liability_payable'
   AND money_move.move_type = 'entry'
   AND money_move.journal_id IS DISTINCT FROM company.currency_exchange_journal_id
   AND money.date BETWEEN %(start)s AND %(end)s
   AND COALESCE(partner.ap_das2, 'account') <> 'never'
 GROUP BY 1, 2, 3, 4, 5
 ORDER BY 1, 5
"""
# The natures of these bills, with VAT; NULL for accounts that hold no fees.
NATURES = """
SELECT line.move_id, fee.nature, ABS(SUM(line.price_total))
  FROM account_move_line line
  JOIN account_account account ON account.id = line.account_id
  JOIN res_company company ON company.id = line.company_id
  LEFT JOIN LATERAL (
       SELECT one.nature FROM ap_fee_account one
        WHERE one.active
          AND starts_with(
              account.code_store->>split_part(company.parent_path, '/', 1),
              one.code_prefix)
          AND (one.country_id IS NULL
               OR one.country_id = company.account_fiscal_country_id)
        ORDER BY length(one.code_prefix) DESC, one.id LIMIT 1) fee ON TRUE
 WHERE line.move_id = ANY(%s) AND line.display_type = 'product'
 GROUP BY 1, 2
 ORDER BY 1, 2
"""
ITEM_COLUMNS = (
    "report_id", "company_id", "move_id", "partner_id", "reference", "invoice_date",
    "due_date", "amount", "unpaid", "unpaid_days", "unpaid_band_id", "paid", "paid_on",
    "paid_days", "paid_band_id", "interest", "indemnity", "penalty", "is_complete",
    "is_disputed",
)  # fmt: skip
FEE_COLUMNS = (
    "report_id", "company_id", "year", "partner_id", "nature", "move_id", "reference",
    "paid_on", "amount", "total", "threshold", "to_declare",
)  # fmt: skip


class ApPaymentReport(models.Model):
    _inherit = "ap.payment.report"

    def _fill(self):
        """Write the lines anew, from the posted ledger."""
        self.ensure_one()
        self.check_access("read")
        self._refuse_not_begun()
        self.sudo().as_of = min(self.date_to, self.company_id._company_today())
        self.env.flush_all()
        cr = self.env.cr
        for table in ("ap_payment_item", "ap_fee_line"):
            cr.execute(
                SQL("DELETE FROM %s WHERE report_id = %s", SQL.identifier(table), self.id)
            )
        cr.execute(SQL(PURCHASES, **self._bounds()))
        [(purchases,)] = cr.fetchall()
        copy_rows(cr, "ap_payment_item", ITEM_COLUMNS, self._item_rows())
        copy_rows(cr, "ap_fee_line", FEE_COLUMNS, self._fee_rows())
        self.env["ap.payment.item"].invalidate_model()
        self.env["ap.fee.line"].invalidate_model()
        self.invalidate_recordset()
        self.sudo().purchases = purchases

    def _disputed_sql(self) -> SQL:
        """Whether the bill `move` is disputed; heirs add what else says so."""
        return SQL("move.payment_state = 'blocked'")

    def _bounds(self) -> dict:
        """The legal entity and the days; a period that is not over ends today."""
        return {
            "companies": self._entity().ids,
            "start": self.date_from,
            "end": self.as_of,
        }

    def _item_rows(self):
        """One row per instalment that was open or paid."""
        law = self.env["res.partner"]._ap_law()
        bands = self.env["ap.late.band"]._bounds()
        cr = self.env.cr
        cr.execute(SQL(ITEMS, disputed=self._disputed_sql(), **self._bounds()))
        items = cr.dictfetchall()
        cr.execute(SQL(SETTLEMENTS, [item["id"] for item in items]))
        settled = {}
        for item_id, day, paid, amount in cr.fetchall():
            one = late.Settlement(day, to_decimal(amount), paid)
            settled.setdefault(item_id, []).append(one)
        for item in items:
            parts = tuple(settled.get(item["id"], ()))
            item["amount"] = to_decimal(item["amount"])
            instalment = late.Instalment(item["due"], item["amount"], parts)
            found = late.year_of(law, instalment, self.date_from, self.as_of)
            if found:
                yield self._item_row(item, found, bands)

    def _item_row(self, item, found, bands):
        unpaid_band = found.unpaid and late.band_of(bands, found.unpaid_days)
        paid_band = found.paid_on and late.band_of(bands, found.paid_days)
        return (
            self.id, self.company_id.id, item["move_id"], item["partner_id"],
            item["reference"], item["invoice_date"], item["due"], item["amount"],
            found.unpaid, max(found.unpaid_days, 0) if found.unpaid else 0,
            unpaid_band or None, found.paid, found.paid_on, max(found.paid_days, 0),
            paid_band or None, found.interest, found.indemnity,
            found.interest + found.indemnity, _flag(found.complete),
            _flag(item["disputed"]),
        )  # fmt: skip

    # -- fees (DAS2) -------------------------------------------------------------------

    def _fee_rows(self):
        """One row per bill, nature and day of payment in the calendar year."""
        year = self.date_to.year
        bounds = {
            "companies": self._entity().ids,
            "start": date(year, 1, 1),
            "end": date(year, 12, 31),
        }
        self.env.cr.execute(SQL(PAID, **bounds))
        payments = self.env.cr.fetchall()
        parts = list(self._fee_parts(payments))
        law = self.env["res.partner"]._ap_law()
        totals = terms.fees_to_declare(
            law,
            [terms.FeePayment(str(row[1]), row[3], row[4], row[5]) for row in parts],
        )
        by_partner = {int(total.beneficiary): total for total in totals}
        for move_id, partner_id, reference, day, amount, nature in parts:
            total = by_partner[partner_id]
            yield (
                self.id, self.company_id.id, str(year), partner_id, nature, move_id,
                reference, day, amount, total.amount, total.threshold,
                _flag(total.to_declare),
            )  # fmt: skip

    def _fee_parts(self, payments):
        """(bill, beneficiary, reference, day, amount, nature) of what is a fee."""
        self.env.cr.execute(SQL(NATURES, list({row[0] for row in payments})))
        weights = {}
        for move_id, nature, weight in self.env.cr.fetchall():
            weights.setdefault(move_id, []).append((nature, to_decimal(weight or 0)))
        for move_id, partner_id, choice, reference, day, amount in payments:
            shares = [(n, w) for n, w in weights.get(move_id, ()) if w]
            if not shares:
                continue
            amounts = allocate(to_decimal(amount), [weight for _nature, weight in shares])
            for (nature, _weight), part in zip(shares, amounts, strict=True):
                if nature or choice == "always":
                    yield move_id, partner_id, reference, day, part, nature or "other"


def _flag(value) -> str:
    """A boolean as COPY wants it: false is no value there."""
    return "t" if value else "f"
