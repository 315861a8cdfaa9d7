# SPDX-License-Identifier: AGPL-3.0-or-later
"""Controls on the files of a bill: what they are, for whom, and what the books say beside."""

from dataclasses import replace
from datetime import date as Date
from datetime import timedelta
from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.ap_base.models.control_reads import chosen, reads
from odoo.addons.ap_base.models.control_together import once
from odoo.addons.ap_base.models.engine_pass import kept_readings
from odoo.addons.ap_base.models.finding_value import (
    FindingValue,
    day,
    link,
    money,
    term,
)

from ..rules.einvoice_compare import BillFigures, differences
from ..rules.einvoice_means import collected
from ..rules.einvoice_numbers import ZERO
from . import bill_sources
from .settled_sql import SETTLED

CONTROLS = (
    "bill_file_problem", "einvoice_difference", "einvoice_amount", "einvoice_means",
    "einvoice_arithmetic", "einvoice_favour", "einvoice_field", "einvoice_buyer",
    "supplier_made_by_import", "bill_account_unknown",
)  # fmt: skip
# A tax that is added and taken off again (reverse charge) charges nothing: rate 0.
_BY_RATE = """
WITH rate AS (
    SELECT tax.id, CASE WHEN EXISTS (
               SELECT 1 FROM account_tax_repartition_line part
                WHERE part.tax_id = tax.id AND part.factor_percent < 0
                  AND part.repartition_type = 'tax')
               THEN 0 ELSE tax.amount END AS amount
      FROM account_tax tax
     WHERE tax.company_id = ANY(%(companies)s) AND tax.amount_type = 'percent'
), base AS (
    SELECT line.id, line.move_id, line.price_subtotal AS amount,
           COALESCE((SELECT sum(rate.amount) FROM account_move_line_account_tax_rel rel
                       JOIN rate ON rate.id = rel.account_tax_id
                      WHERE rel.account_move_line_id = line.id), 0) AS rate
      FROM account_move_line line
     WHERE line.move_id = ANY(%(moves)s) AND line.display_type = 'product'
), told AS (
    SELECT move_id, rate, amount AS base, 0 AS vat FROM base
    UNION ALL
    SELECT line.move_id, rate.amount, 0,
           CASE WHEN move.move_type = 'in_refund'
                THEN -line.amount_currency ELSE line.amount_currency END
      FROM account_move_line line
      JOIN account_move move ON move.id = line.move_id
      JOIN rate ON rate.id = line.tax_line_id
     WHERE line.move_id = ANY(%(moves)s) AND line.display_type = 'tax'
)
SELECT move_id, rate, sum(base), sum(vat) FROM told GROUP BY move_id, rate
"""

# What the controls of what the files say read; whom a bill is for, they compare with the
# company, whose change lets all bills be looked at.
WRITTEN = ("bill", "document")
# What the controls that compare both read.
BOOKED = ("bill", "lines", "partner", "taxes", "document", "settled")


class ApControl(models.Model):
    _inherit = "ap.control"

    @api.model
    def _sources(self):
        return super()._sources() | bill_sources.SOURCES

    @api.model
    def _document_controls(self) -> list:
        """Codes of what is controlled when files arrive; heirs add theirs."""
        return list(CONTROLS)

    def _own_number(self, company) -> str:
        """The number of the company in its register, as e-invoices name a buyer; "" where it
        is not known. Heirs know that of their country."""
        return company.partner_id._ap_register_number()

    def _register_sql(self) -> SQL:
        """The number of the supplier `partner` in its register: of an establishment that of
        its company. Heirs know that of their country."""
        return SQL(
            """CASE WHEN partner.company_registry ~ '^[0-9]{14}$'
                    THEN left(partner.company_registry, 9)
                    ELSE upper(regexp_replace(partner.company_registry, '[^[:alnum:]]', '', 'g'))
               END"""
        )

    @api.model
    def _methods_of_bills(self):
        mine = {f"_find_{code}" for code in self._document_controls()}
        return super()._methods_of_bills() | mine

    @api.model
    def _check_documents(self, bills):
        """Run the controls of this room on some bills, as when their files arrive."""
        for company, moves in bills.grouped("company_id").items():
            self.sudo().check(
                company.id, self._document_controls(), res_model="account.move", res_ids=moves.ids
            )

    def _document_rows(self, company, records, columns, where, joins=None):
        """Rows of documents of bills that are not cancelled, with the bill's columns."""
        self.env["ap.bill.document"].flush_model()
        self.env["account.move"].flush_model()
        self.env["res.partner"].flush_model()
        return self.env.execute_query_dict(
            SQL(
                """SELECT move.id, move.commercial_partner_id AS partner_id,
                          move.amount_total AS amount, move.currency_id, %(columns)s
                     FROM ap_bill_document document
                     JOIN account_move move ON move.id = document.move_id
                     %(joins)s
                    WHERE move.company_id = %(company)s
                      AND move.state IN ('draft', 'posted')
                      AND move.move_type IN ('in_invoice', 'in_refund', 'in_receipt')
                      AND %(where)s AND %(chosen)s
                    ORDER BY move.id""",
                columns=columns,
                joins=joins or SQL(),
                company=company.id,
                where=where,
                chosen=chosen("move.id", records),
            )
        )

    def _bill_finding(self, row, message_code="", values=None, key="", **others):
        return FindingValue(
            res_model="account.move",
            res_id=row["id"],
            key=key,
            message_code=message_code,
            values=values or {},
            amount=row["amount"],
            currency_id=row["currency_id"],
            partner_id=row["partner_id"],
            **others,
        )

    @reads(*WRITTEN)
    def _find_bill_file_problem(self, company, records, date):
        """Files that cannot be read, or that nobody should open."""
        rows = self._document_rows(
            company,
            records,
            SQL("document.problem, document.problem_file AS file"),
            SQL("document.problem IS NOT NULL"),
        )
        return [
            self._bill_finding(row, row["problem"], {"file": row["file"] or ""})
            for row in rows
        ]

    @reads(*WRITTEN)
    def _find_einvoice_buyer(self, company, records, date):
        """E-invoices that name another company as the buyer."""
        own = self._own_number(company)
        vat = (company.partner_id.vat or "").replace(" ", "").upper()
        rows = self._document_rows(
            company,
            records,
            SQL("document.number, document.buyer_siren, document.buyer_vat"),
            SQL(
                """(%(own)s <> '' AND document.buyer_siren <> ''
                    AND document.buyer_siren <> %(own)s
                    OR %(vat)s <> '' AND document.buyer_siren = ''
                    AND document.buyer_vat <> '' AND document.buyer_vat <> %(vat)s)""",
                own=own,
                vat=vat,
            ),
        )
        return [
            self._bill_finding(
                row,
                values={
                    "got": row["buyer_siren"] or row["buyer_vat"],
                    "expected": own or vat,
                },
            )
            for row in rows
        ]

    @reads(*WRITTEN, "partner")
    def _find_supplier_made_by_import(self, company, records, date):
        """Bills of suppliers whose card an import made and nobody has checked."""
        rows = self._document_rows(
            company,
            records,
            SQL("partner.name"),
            SQL("partner.ap_made_by_import"),
            SQL("JOIN res_partner partner ON partner.id = move.commercial_partner_id"),
        )
        return [
            self._bill_finding(
                row,
                values={"partner": row["name"]},
                evidence={
                    "partner": link("res.partner", row["partner_id"], row["name"])
                },
            )
            for row in rows
        ]

    @reads(*WRITTEN, "banks")
    def _find_bill_account_unknown(self, company, records, date):
        """E-invoices that ask to be paid to accounts the supplier's card does not hold,
        or to others than the bill: until the bill is paid."""
        rows = self._document_rows(
            company,
            records,
            SQL(
                """document.accounts, bank.sanitized_acc_number AS own,
                   ARRAY(SELECT sanitized_acc_number FROM res_partner_bank known
                          WHERE known.active AND known.partner_id IN
                                (move.partner_id, move.commercial_partner_id)
                            AND (known.company_id IS NULL
                                 OR known.company_id = move.company_id)) AS known"""
            ),
            SQL(
                """document.accounts <> '' AND move.payment_state NOT IN
                   ('paid', 'in_payment', 'reversed') AND move.move_type <> 'in_refund'"""
            ),
            SQL("LEFT JOIN res_partner_bank bank ON bank.id = move.partner_bank_id"),
        )
        return [found for row in rows for found in self._account_findings(row)]

    def _account_findings(self, row):
        stated, known = row["accounts"].split(), set(row["known"])
        unknown = [account for account in stated if account not in known]
        if len(unknown) == len(stated):
            yield self._bill_finding(
                row,
                "unknown",
                {"accounts": ", ".join(unknown)},
                evidence={"expected": stated, "got": sorted(known)},
            )
        elif row["own"] not in stated:
            values = {"accounts": ", ".join(stated), "own": row["own"] or "—"}
            yield self._bill_finding(row, "other", values)

    # Which bills controls look at, when nobody names some --------------------------

    def _usual_bills(self, date) -> SQL:
        return SQL(
            """(move.state = 'draft' OR move.date >= %(since)s OR EXISTS (
                SELECT FROM ap_finding finding
                 WHERE finding.control_id = %(control)s
                   AND finding.res_model = 'account.move'
                   AND finding.res_id = move.id AND finding.state <> 'resolved'))""",
            since=date - timedelta(days=self.parameter("days", 92)),
            control=self.id,
        )

    def _usual_scope(self, company, date):
        if self.res_model != "account.move":
            return super()._usual_scope(company, date)
        query = SQL(
            "SELECT id FROM account_move move WHERE company_id = %s AND %s ORDER BY id",
            company.id,
            self._usual_bills(date),
        )
        rows = self.env.execute_query(query)
        return self.env["account.move"].browse([row[0] for row in rows])

    # Controls on the e-invoice itself: fields that cannot be read, sums that do not add up, ---

    @reads(*BOOKED, "terms")
    def _find_einvoice_amount(self, company, records, date):
        """Bills whose amount to pay, direction or receiver is not the e-invoice's, or is
        not stated by it: the payment waits for a person."""
        return [
            *self._difference_findings(company, records, of_payment=True),
            *self._problem_findings(company, records, of_amount=True),
        ]

    @reads(*WRITTEN)
    def _find_einvoice_means(self, company, records, date):
        """Bills that their supplier collects: debited, paid by card, presented, set off."""
        rows = self._document_rows(
            company,
            records,
            SQL("document.data -> 'means' AS means"),
            SQL(
                """jsonb_typeof(document.data -> 'means') = 'array'
                   AND move.move_type <> 'in_refund'
                   AND move.payment_state NOT IN ('paid', 'in_payment', 'reversed')"""
            ),
        )
        found = [(row, *collected(row["means"])) for row in rows]
        return [
            self._bill_finding(row, kind, {"code": code}) for row, kind, code in found if kind
        ]

    @reads(*WRITTEN, "terms")
    def _find_einvoice_field(self, company, records, date):
        """Other fields of e-invoices that cannot be read: they are empty in the draft."""
        return self._problem_findings(company, records, of_amount=False)

    def _rows_with(self, company, records, column):
        """Rows of documents with an entry in that column of lists."""
        return once(
            column,
            lambda: self._document_rows(
                company,
                records,
                SQL("document.%s", SQL.identifier(column)),
                SQL("jsonb_array_length(document.%s) > 0", SQL.identifier(column)),
            ),
            company.id,
            str(chosen("move.id", records).params),
        )

    def _problem_findings(self, company, records, of_amount):
        rows = self._rows_with(company, records, "problems")
        terms = {}
        if rows:
            found = self.env["ap.einvoice.term"].sudo().search_fetch([], ["code"])
            terms = {record.code: record for record in found}
        return [
            self._problem_finding(row, terms, *problem[:4])
            for row in rows
            for problem in row["problems"]
            if problem[4] is of_amount
        ]

    def _problem_finding(self, row, terms, code, name, line, value):
        label = terms.get(name)
        values = {
            "field": term(label, "name") if label else name,
            "term": f"{name}, {line}" if line else name,
            "value": value,
        }
        return self._bill_finding(row, f"unread_{code}", values, f"{code} {name} {line}")

    @reads(*WRITTEN)
    def _find_einvoice_arithmetic(self, company, records, date):
        """E-invoices whose lines, sums or VAT do not add up, in any currency."""
        return self._mismatch_findings(company, records, favour=False)

    @reads(*WRITTEN)
    def _find_einvoice_favour(self, company, records, date):
        """E-invoices that ask for less than their quantities, prices and rates make."""
        return self._mismatch_findings(company, records, favour=True)

    def _mismatch_findings(self, company, records, favour):
        rows = self._rows_with(company, records, "mismatches")
        return [
            self._mismatch_finding(row, *mismatch[:4])
            for row in rows
            for mismatch in row["mismatches"]
            if mismatch[4] is favour
        ]

    def _mismatch_finding(self, row, code, expected, written, where):
        values = {
            "expected": money(Decimal(expected), row["currency_id"]),
            "written": money(Decimal(written), row["currency_id"]),
            "where": where,
        }
        return self._bill_finding(row, code, values, f"{code} {where}")

    # Controls on what the bill in the books says against its e-invoice -------------

    @reads(*BOOKED)
    def _find_einvoice_difference(self, company, records, date):
        """Bills that say something else than their e-invoice, value by value; what changes
        the amount to pay is found by `_find_einvoice_amount`."""
        return self._difference_findings(company, records, of_payment=False)

    def _difference_findings(self, company, records, of_payment):
        asked = str(chosen("move.id", records).params)
        stated = once(
            "einvoice_differences", lambda: self._differences(company, records), company.id, asked
        )
        return [
            self._difference_finding(row, found)
            for row, found in stated
            if found.of_payment is of_payment
        ]

    def _differences(self, company, records) -> list:
        """What bills and their e-invoices say differently: pairs (row, difference)."""
        rows = self._difference_rows(company, records)
        ids = [row["id"] for row in rows]
        rates, nets = self._booked_rates(company, ids), self._booked_nets(ids)
        terms, settled = self._booked_terms(ids), self._booked_settled(ids)
        kept, stated = kept_readings("einvoice_differences"), []
        for row in rows:
            one = row["id"]
            facts = (
                row, rates.get(one, {}), nets.get(one), settled.get(one, ZERO),
                terms.get(one, ()),
            )  # fmt: skip
            if kept.get(one, (None,))[0] != facts:
                kept[one] = (facts, _compared(*facts))
            stated += [(row, found) for found in kept[one][1]]
        return stated

    def _difference_rows(self, company, records):
        """Bills with an e-invoice: its figures and theirs."""
        return self._document_rows(
            company,
            records,
            SQL(
                """document.number, document.is_credit, document.issue_date,
                   document.due_date, document.currency_code, document.seller_name,
                   document.seller_siren, document.seller_vat, document.amount_untaxed,
                   document.amount_tax, document.amount_total, document.amount_rounding,
                   document.total_known, document.rates, document.nets,
                   document.amount_prepaid, document.amount_due, document.due_known,
                   document.days, document.instalments, document.vat_currency_code,
                   document.vat_accounts,
                   move.ref, move.move_type, move.invoice_date, move.invoice_date_due,
                   move.amount_untaxed AS untaxed,
                   move.amount_tax AS vat, move.amount_total AS total,
                   abs(move.amount_tax_signed) AS vat_company,
                   own.id AS company_currency_id, own.name AS company_currency,
                   currency.name AS currency, partner.name AS partner,
                   %(register)s AS register, partner.vat AS partner_vat""",
                register=self._register_sql(),
            ),
            SQL("document.data IS NOT NULL"),
            SQL(
                """LEFT JOIN res_partner partner
                     ON partner.id = move.commercial_partner_id
                   JOIN res_currency currency ON currency.id = move.currency_id
                   JOIN res_company owner ON owner.id = move.company_id
                   JOIN res_currency own ON own.id = owner.currency_id"""
            ),
        )

    def _booked_terms(self, ids) -> dict:
        """{bill: [(day, amount)]} of what is to be paid, in the currency of the bill."""
        query = SQL(
            """SELECT move_id, date_maturity, abs(sum(amount_currency))
                 FROM account_move_line
                WHERE move_id = ANY(%s) AND display_type = 'payment_term'
                GROUP BY move_id, date_maturity ORDER BY move_id, date_maturity""",
            ids,
        )
        found = {}
        for move_id, when, amount in self.env.execute_query(query):
            found.setdefault(move_id, []).append((when, _decimal(amount)))
        return found

    def _booked_settled(self, ids) -> dict:
        """{bill: amount} that was paid before its date, or set off against it."""
        self.env["account.partial.reconcile"].flush_model()
        rows = self.env.execute_query(SQL(SETTLED, ids=ids))
        return {move_id: _decimal(amount) for move_id, amount in rows}

    def _booked_rates(self, company, ids) -> dict:
        """{bill: {rate: (base, VAT)}} of the bills' lines."""
        self.env["account.move.line"].flush_model()
        self.env["account.tax"].flush_model()
        companies = (company | company.parent_ids).ids
        query = SQL(_BY_RATE, companies=companies, moves=ids)
        found = {}
        for move_id, rate, base, vat in self.env.execute_query(query):
            exact = Decimal(str(rate)).normalize()
            found.setdefault(move_id, {})[exact] = _decimal(base), _decimal(vat)
        return found

    def _booked_nets(self, ids) -> dict:
        query = SQL(
            "SELECT move_id, array_agg(price_subtotal) FROM account_move_line"
            " WHERE move_id = ANY(%s) AND display_type = 'product' GROUP BY move_id",
            ids,
        )
        return dict(self.env.execute_query(query))

    def _difference_finding(self, row, found):
        shown = [self._shown_value(row, found, v) for v in (found.expected, found.got)]
        values = {"expected": shown[0], "got": shown[1]}
        code, key = found.code, found.code
        if code == "type":
            code = "credit" if found.expected else "debit"
        if code == "prepaid":
            values["prepaid"] = money(row["amount_prepaid"], row["currency_id"])
        if found.rate is not None:
            values["rate"] = f"{found.rate:f}"
            key = f"{code} {found.rate:f}"
        return self._bill_finding({**row, "amount": row["total"]}, code, values, key)

    def _shown_value(self, row, found, value):
        if found.code in ("issue", "due"):
            return day(value)
        currency = row["currency_id"]
        if found.code == "vat_accounts":
            currency = row["company_currency_id"]
        if isinstance(value, Decimal):
            return money(value, currency)
        if isinstance(value, list):
            return [shown for one in value for shown in _parts(one, currency)] or "—"
        return str(value or "—")


def _stated(row) -> BillFigures:
    """What the e-invoice states."""
    rates = {
        Decimal(rate): (Decimal(b), Decimal(v)) for rate, b, v in row["rates"] or []
    }
    known, due_known, vat = row["total_known"], row["due_known"], row["vat_accounts"]
    return BillFigures(
        number=row["number"] or "",
        issue=row["issue_date"],
        due=row["due_date"],
        credit=bool(row["is_credit"]),
        currency=row["currency_code"] or "",
        siren=row["seller_siren"] or "",
        vat_number=row["seller_vat"] or "",
        seller=row["seller_name"] or "",
        untaxed=_decimal(row["amount_untaxed"]) if known else None,
        vat=_decimal(row["amount_tax"]) if known else None,
        total=_decimal(row["amount_total"]) if known else None,
        rounding=_decimal(row["amount_rounding"]),
        rates={rate.normalize(): sums for rate, sums in rates.items()} or None,
        nets=tuple(map(Decimal, row["nets"] or [])),
        prepaid=_decimal(row["amount_prepaid"]),
        amount_due=_decimal(row["amount_due"]) if due_known else None,
        days=tuple(map(Date.fromisoformat, row["days"] or [])),
        instalments=tuple(
            (Date.fromisoformat(one), Decimal(sum_)) for one, sum_ in row["instalments"] or []
        ),
        vat_currency=row["vat_currency_code"] or "",
        vat_accounts=Decimal(vat) if vat else None,
    )


def _compared(row, rates, nets, settled, terms) -> list:
    booked = replace(_booked(row, rates, nets), settled=settled, **_terms(terms))
    return list(differences(_stated(row), booked))


def _booked(row, rates, nets) -> BillFigures:
    """What the bill states."""
    return BillFigures(
        number=row["ref"] or "",
        issue=row["invoice_date"],
        due=row["invoice_date_due"],
        credit=row["move_type"] == "in_refund",
        currency=row["currency"],
        siren=row["register"] or "",
        vat_number=(row["partner_vat"] or "").replace(" ", "").upper(),
        seller=row["partner"] or "",
        untaxed=_decimal(row["untaxed"]),
        vat=_decimal(row["vat"]),
        total=_decimal(row["total"]),
        rates=rates,
        nets=tuple(map(_decimal, nets or [])),
        vat_currency=row["company_currency"],
        vat_accounts=_decimal(row["vat_company"]),
    )


def _terms(terms) -> dict:
    """Days to pay by, and amounts of each where there are several."""
    return {
        "days": tuple(when for when, _amount in terms if when),
        "instalments": tuple(terms) if len(terms) > 1 else (),
    }


def _parts(value, currency):
    """An amount, a day, or a day with its amount, as they are shown."""
    if isinstance(value, tuple):
        yield from (day(value[0]), money(value[1], currency))
    else:
        yield day(value) if isinstance(value, Date) else money(value, currency)


def _decimal(value) -> Decimal:
    return Decimal(str(value)) if value else ZERO
