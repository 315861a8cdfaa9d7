# SPDX-License-Identifier: AGPL-3.0-or-later
"""Controls on what the files of a bill are, and for whom."""

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.ap_base.models.finding_value import FindingValue, link

CONTROLS = (
    "bill_file_problem", "einvoice_difference", "einvoice_amount", "einvoice_means",
    "einvoice_arithmetic", "einvoice_favour", "einvoice_field", "einvoice_buyer",
    "supplier_made_by_import", "bill_account_unknown",
)  # fmt: skip


class ApControl(models.Model):
    _inherit = "ap.control"

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
        chosen = SQL()
        if records is not None:
            chosen = SQL("AND move.id = ANY(%s)", list(records.ids))
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
                      AND %(where)s %(chosen)s
                    ORDER BY move.id""",
                columns=columns,
                joins=joins or SQL(),
                company=company.id,
                where=where,
                chosen=chosen,
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
        told, known = row["accounts"].split(), set(row["known"])
        unknown = [account for account in told if account not in known]
        if len(unknown) == len(told):
            yield self._bill_finding(
                row,
                "unknown",
                {"accounts": ", ".join(unknown)},
                evidence={"expected": told, "got": sorted(known)},
            )
        elif row["own"] not in told:
            values = {"accounts": ", ".join(told), "own": row["own"] or "—"}
            yield self._bill_finding(row, "other", values)
