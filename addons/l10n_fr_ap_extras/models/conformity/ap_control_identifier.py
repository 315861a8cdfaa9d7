# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers on the bill against the supplier's card; taxes and periods of drafts."""

import re

from odoo import models
from odoo.tools import SQL

from odoo.addons.ap_base.models.finding_value import FindingValue, day

from ...rules import identifiers, mention_text
from .ap_control_bill import TYPES

FRENCH_VAT = re.compile(r"\bfr ?[0-9a-hj-np-z]{2} ?\d{3} ?\d{3} ?\d{3}\b")
MOMENTS = frozenset({"on_payment", "on_delivery", "on_debits"})


class ApControl(models.Model):
    _inherit = "ap.control"

    def _find_bill_identifier(self, company, records, date):
        """Numbers of the seller on the bill that are wrong, or another company's."""
        law, found = self.env["ap.legal.reference"]._ap_law(), []
        for bill in self._bills_to_check(company, records, date):
            if not bill.french:
                continue
            remark = _of_einvoice(bill) if bill.invoice else _of_text(bill)
            if remark:
                code, values = remark
                cited = law.cite("invoice.seller_vat", bill.day)
                found.append(self._finding_of_bill(bill, code, values, reference=cited))
        return found

    def _find_bill_tax_choice(self, company, records, date):
        """Draft bills whose taxes contradict the supplier, the product or the account."""
        if records is None:
            records = self.env["account.move"].search(
                [
                    ("company_id", "=", company.id),
                    ("state", "=", "draft"),
                    ("move_type", "in", TYPES),
                ]
            )
        documents = self.env["ap.bill.document"]._of(records)
        by_bill = {}
        for one in records.with_company(company)._ap_tax_proposals():
            move = one.line.move_id
            document = documents.get(move.id)
            stated = document is not None and document.invoice is not None
            # The e-invoice says itself whether it is for goods or for services.
            if not (stated and one.choice.reason in MOMENTS):
                by_bill.setdefault(move, []).append(one)
        return [self._tax_finding(move, ones) for move, ones in by_bill.items()]

    def _tax_finding(self, move, proposals):
        first = proposals[0]
        label = (first.line.name or first.line.account_id.code or "").split("\n")[0]
        return FindingValue(
            "account.move",
            move.id,
            message_code=first.choice.reason,
            values={
                "line": label,
                "count": len(proposals),
                "reference": first.choice.reference or "",
            },
            amount=move.amount_total,
            currency_id=move.currency_id.id,
            partner_id=move.commercial_partner_id.id,
            evidence={"legal_reference": first.choice.reference or ""},
        )

    def _find_bill_locked_period(self, company, records, date):
        """Drafts dated in a closed period: they are booked on the first open day."""
        locks = [
            company.fiscalyear_lock_date,
            company.purchase_lock_date,
            company.hard_lock_date,
        ]
        locked = max(filter(None, locks), default=None)
        if not locked:
            return []
        chosen = SQL()
        if records is not None:
            chosen = SQL("AND id = ANY(%s)", list(records.ids))
        self.env["account.move"].flush_model()
        rows = self.env.execute_query_dict(
            SQL(
                """SELECT id, date, amount_total, currency_id, commercial_partner_id
                     FROM account_move
                    WHERE company_id = %s AND state = 'draft' AND move_type IN %s
                      AND date <= %s %s ORDER BY id""",
                company.id,
                TYPES,
                locked,
                chosen,
            )
        )
        law = self.env["ap.legal.reference"]._ap_law()
        return [
            FindingValue(
                "account.move",
                row["id"],
                values={"date": day(row["date"]), "locked": day(locked)},
                amount=row["amount_total"],
                currency_id=row["currency_id"],
                partner_id=row["commercial_partner_id"],
                evidence={"legal_reference": law.cite("period.locked", row["date"])},
            )
            for row in rows
        ]


def _of_einvoice(bill):
    """Numbers of the seller that are wrong in themselves, or name two companies."""
    seller = bill.invoice.seller
    number = identifiers.vat(seller.vat, seller.country or "FR")
    if seller.vat and number.reason == "checksum":
        return "vat_wrong", {"number": seller.vat}
    if identifiers.siren(seller.legal_id).reason == "checksum":
        return "siren_wrong", {"number": seller.legal_id}
    if identifiers.agreement(siren=seller.legal_id, vat=seller.vat):
        return "two_companies", {"number": seller.vat, "other": seller.legal_id}
    return None


def _of_text(bill):
    """French VAT numbers in the text of the PDF, none of them the supplier's or ours."""
    siren, text = bill.seller.siren, bill.document.text
    if not siren or not mention_text.is_readable(text):
        return None
    plain = mention_text.plain_text(text)
    if siren in plain.squeezed:
        return None
    numbers = {identifiers.compact(found) for found in FRENCH_VAT.findall(plain.plain)}
    others = sorted(
        number
        for number in numbers
        if identifiers.vat(number).valid and number[4:] != bill.buyer.siren
    )
    if not others:
        return None
    return "another", {"number": others[0], "other": siren}
