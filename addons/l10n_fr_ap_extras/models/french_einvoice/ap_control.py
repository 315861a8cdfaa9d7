# SPDX-License-Identifier: AGPL-3.0-or-later
"""Controls on e-invoices that are of France: its rules (BR-FR), and when VAT falls due."""

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.ap_base.models.finding_value import term

RULES_SHOWN = 8
MOMENTS = {"services": "on_payment", "goods": "on_invoice"}
SCOPES = {"services": "service", "goods": "consu"}
_WRONG_MOMENT = """
SELECT document.move_id AS id, move.commercial_partner_id AS partner_id,
       sum(line.price_subtotal) AS amount, move.currency_id, document.nature,
       array_agg(DISTINCT tax.id) AS tax_ids, array_agg(line.id ORDER BY line.id) AS lines
  FROM ap_bill_document document
  JOIN account_move move ON move.id = document.move_id
  JOIN res_partner partner ON partner.id = move.commercial_partner_id
  JOIN account_move_line line
    ON line.move_id = move.id AND line.display_type = 'product'
  JOIN account_move_line_account_tax_rel rel ON rel.account_move_line_id = line.id
  JOIN account_tax tax ON tax.id = rel.account_tax_id
 WHERE move.state IN ('draft', 'posted')
   AND tax.amount > 0
   AND (document.nature = 'services' AND tax.tax_scope = 'consu'
        AND tax.tax_exigibility = 'on_invoice'
        AND NOT COALESCE(document.vat_on_debits, FALSE)
        AND NOT COALESCE(partner.ap_vat_on_debits, FALSE)
        OR document.nature = 'goods' AND tax.tax_exigibility = 'on_payment')
   AND NOT EXISTS (SELECT 1 FROM account_tax_repartition_line part
                    WHERE part.tax_id = tax.id AND part.factor_percent < 0)
   %(chosen)s
 GROUP BY document.move_id, move.commercial_partner_id, move.currency_id, document.nature
"""


class ApControl(models.Model):
    _inherit = "ap.control"

    @api.model
    def _document_controls(self):
        """Those of e-invoices, with those of France."""
        return [*super()._document_controls(), "einvoice_rules", "einvoice_vat_moment"]

    def _own_number(self, company):
        """The SIREN of the company, however its card states it; "" where it is not known."""
        return company.partner_id.ap_siren or ""

    def _register_sql(self):
        """The SIREN of the supplier of the bill."""
        return SQL("partner.ap_siren")

    def _find_einvoice_rules(self, company, records, date):
        """French rules of e-invoices that the e-invoice of a French supplier breaks."""
        rows = self._document_rows(
            company,
            records,
            SQL("document.remarks, document.number"),
            SQL(
                """jsonb_array_length(document.remarks) > 0
                   AND document.issue_date >= %s
                   AND (document.seller_siren <> ''
                        OR starts_with(document.seller_vat, 'FR'))""",
                self.parameter("issued_from", "2026-09-01"),
            ),
        )
        sentences = self.env["ap.einvoice.rule"]._by_code()
        return [self._rules_finding(row, sentences) for row in rows]

    def _rules_finding(self, row, sentences):
        stated = {}
        for rule, field, value in row["remarks"]:
            stated.setdefault(rule, []).append(f"{field} {value}".strip())
        shown = list(stated)[:RULES_SHOWN]
        more = ", …" if len(stated) > RULES_SHOWN else ""
        evidence = {}
        for rule, terms in stated.items():
            sentence = sentences.get(rule)
            words = [term(sentence, "name")] if sentence else []
            evidence[rule] = [*words, "; ".join(dict.fromkeys(terms))]
        values = {"count": len(stated), "rules": ", ".join(shown) + more}
        return self._bill_finding(row, "", values, evidence=evidence)

    def _find_einvoice_vat_moment(self, company, records, date):
        """Lines with the VAT of goods for services, or the other way round: the VAT falls
        due at another moment."""
        rows = self._wrong_moments(records, company)
        taxes = self.env["account.tax"].browse(
            {i for row in rows for i in row["tax_ids"]}
        )
        right = {
            (tax.id, nature): self._right_tax(tax, nature)
            for tax in taxes
            for nature in MOMENTS
        }
        return [self._moment_finding(row, right) for row in rows]

    def _wrong_moments(self, records=None, company=None):
        """Rows of bills whose lines bear a tax of the wrong moment."""
        chosen = SQL()
        if records is not None:
            chosen = SQL("AND move.id = ANY(%s)", list(records.ids))
        if company:
            chosen = SQL("%s AND move.company_id = %s", chosen, company.id)
        for model in ("ap.bill.document", "account.move.line", "account.tax"):
            self.env[model].flush_model()
        self.env["res.partner"].flush_model()
        return self.env.execute_query_dict(SQL(_WRONG_MOMENT, chosen=chosen))

    def _moment_finding(self, row, right):
        taxes = self.env["account.tax"].browse(row["tax_ids"])
        proposed = [right[tax.id, row["nature"]] for tax in taxes]
        values = {
            "got": [term(tax, "name") for tax in taxes],
            "expected": [term(tax, "name") for tax in proposed if tax] or "—",
        }
        return self._bill_finding(row, row["nature"], values)

    def _right_tax(self, tax, nature):
        """The tax of that rate for goods or for services, none if there is none."""
        candidates = self.env["account.tax"].search(
            [
                *self.env["account.tax"]._check_company_domain(tax.company_id),
                ("type_tax_use", "=", "purchase"),
                ("amount_type", "=", "percent"),
                ("amount", "=", tax.amount),
                ("tax_scope", "=", SCOPES[nature]),
                ("tax_exigibility", "=", MOMENTS[nature]),
                ("tax_group_id", "=", tax.tax_group_id.id),
            ]
        )
        same = candidates.filtered(
            lambda other: other.price_include == tax.price_include
            and not other.has_negative_factor
        )
        return same[:1]
