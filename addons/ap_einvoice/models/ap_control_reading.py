# SPDX-License-Identifier: AGPL-3.0-or-later
"""Controls on the e-invoice itself: fields that cannot be read, sums that do not add up,
and what keeps a bill from being paid as it is booked."""

from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from odoo.addons.ap_base.models.finding_value import money, term

from ..rules.einvoice_means import collected


class ApControl(models.Model):
    _inherit = "ap.control"

    def _find_einvoice_amount(self, company, records, date):
        """Bills whose amount to pay, direction or receiver is not the e-invoice's, or is
        not told by it: the payment waits for a person."""
        return [
            *self._difference_findings(company, records, of_payment=True),
            *self._problem_findings(company, records, of_amount=True),
        ]

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

    def _find_einvoice_field(self, company, records, date):
        """Other fields of e-invoices that cannot be read: they are empty in the draft."""
        return self._problem_findings(company, records, of_amount=False)

    def _problem_findings(self, company, records, of_amount):
        rows = self._document_rows(
            company,
            records,
            SQL("document.problems"),
            SQL("jsonb_array_length(document.problems) > 0"),
        )
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

    def _find_einvoice_arithmetic(self, company, records, date):
        """E-invoices whose lines, sums or VAT do not add up, in any currency."""
        return self._mismatch_findings(company, records, favour=False)

    def _find_einvoice_favour(self, company, records, date):
        """E-invoices that ask for less than their quantities, prices and rates make."""
        return self._mismatch_findings(company, records, favour=True)

    def _mismatch_findings(self, company, records, favour):
        rows = self._document_rows(
            company,
            records,
            SQL("document.mismatches"),
            SQL("jsonb_array_length(document.mismatches) > 0"),
        )
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
