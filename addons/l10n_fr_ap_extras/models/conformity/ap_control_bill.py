# SPDX-License-Identifier: AGPL-3.0-or-later
"""Controls on supplier bills: mentions, VAT, days, payment terms, numbers."""

from collections import Counter
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.ap_base.models.finding_value import FindingValue, day, term

from ...rules import dates, mentions, terms, vat
from ...rules.remarks import BLOCKING, INFO, WARNING
from .bill_facts import read_bills

TYPES = ("in_invoice", "in_refund")
COUNTED = (mentions.PRESENT, mentions.MISSING, mentions.UNVERIFIABLE)
HAS_EINVOICE = SQL(
    """EXISTS (SELECT FROM ap_bill_document document
                WHERE document.move_id = move.id AND document.data IS NOT NULL)"""
)
HAS_WHOLE_EINVOICE = SQL(
    """EXISTS (SELECT FROM ap_bill_document document
                WHERE document.move_id = move.id AND document.coverage = 'full')"""
)
# A day that is wrong by one may be the time zone of the supplier.
NEAR_DAYS = 1
# Controls of this room that look at bills and credit notes (`TYPES`) only.
CONTROLS = (
    "bill_mention", "bill_mention_blocking", "bill_vat", "bill_vat_regime",
    "bill_tax_choice", "bill_dates", "bill_dates_blocking", "bill_terms",
    "bill_number_order", "bill_identifier", "bill_locked_period",
)  # fmt: skip


class ApControl(models.Model):
    _inherit = "ap.control"

    # -- which bills -----------------------------------------------------------------

    @api.model
    def _methods_of_bills(self):
        return super()._methods_of_bills() | {f"_find_{code}" for code in CONTROLS}

    def _bills_to_check(self, company, records, date, more=None):
        """The facts of the bills asked for; of all, drafts, those of the last days and
        those whose finding is still open."""
        chosen = self._usual_bills(date)
        if records is not None:
            chosen = SQL("move.id = ANY(%s)", list(records.ids))
        chosen = SQL(
            "move.move_type IN %s AND move.state IN ('draft', 'posted') AND %s %s",
            TYPES,
            chosen,
            SQL("AND %s", more) if more else SQL(),
        )
        return read_bills(self.env, company, chosen)

    def _finding_of_bill(self, bill, code, values=None, key="", reference=""):
        evidence = {"legal_reference": reference} if reference else {}
        return FindingValue(
            res_model="account.move",
            res_id=bill.id,
            key=key or code,
            message_code=code,
            values={**(values or {}), "reference": reference},
            amount=bill.total,
            currency_id=bill.currency_id,
            partner_id=bill.partner_id,
            evidence=evidence,
        )

    def _remark_findings(self, bill, remarks, severity):
        """Findings of remarks of a severity; their values become plain texts."""
        return [
            self._finding_of_bill(
                bill,
                remark.code,
                {name: _plain(value) for name, value in remark.values},
                key=f"{remark.code}:{dict(remark.values).get('rate', '')}".rstrip(":"),
                reference=remark.reference,
            )
            for remark in remarks
            if remark.severity == severity
        ]

    def _evidence_labels(self):
        return {**super()._evidence_labels(), "legal_reference": self.env._("Article")}

    # -- mentions --------------------------------------------------------------------

    def _find_bill_mention(self, company, records, date):
        """Mentions that the bill lacks, as far as that can be known: one finding each."""
        bills = self._bills_to_check(company, records, date)
        return self._mention_findings(bills, WARNING, company)

    def _find_bill_mention_blocking(self, company, records, date):
        """Mentions that a whole e-invoice lacks and without which it is not valid."""
        bills = self._bills_to_check(company, records, date, HAS_WHOLE_EINVOICE)
        return self._mention_findings(bills, BLOCKING)

    def _mention_findings(self, bills, severity, company=None):
        """Findings of a severity; `company`: keep also how many mentions there are."""
        law = self.env["ap.legal.reference"]._ap_law()
        asked = self.env["ap.bill.mention"]._ap_parts()
        references = {part.code: part.reference for part in asked}
        names = self.env["ap.bill.mention.part"]._ap_by_code()
        found, counts = [], {}
        for bill in bills:
            results = mentions.check(law, asked, bill.mention_bill())
            stated = Counter(result.status for result in results)
            counts[bill.id] = tuple(stated[status] for status in COUNTED)
            found += [
                self._finding_of_bill(
                    bill,
                    result.source,
                    {"part": term(names[result.code], "name")},
                    key=result.code,
                    reference=law.cite(references[result.code], bill.day),
                )
                for mention in results
                for result in mention.parts
                if result.status == mentions.MISSING and result.severity == severity
            ]
        if company:
            self.env["ap.bill.conformity"]._remember(company, counts)
        return found

    # -- VAT -------------------------------------------------------------------------

    def _find_bill_vat(self, company, records, date):
        """Rates that are none of the day, VAT typed otherwise than base × rate (an e-invoice
        has its own control of sums), VAT of a supplier whose card says that it charges none,
        no VAT and no word why; in any currency."""
        law = self.env["ap.legal.reference"]._ap_law()
        cents, found = self.parameter("cents", 2), []
        for bill in self._bills_to_check(company, records, date):
            if not bill.french:
                continue
            lines, charged = bill.vat_lines(), bill.charged()
            card = bill.regimes_of_card()
            remarks = vat.check_rates(law, lines, bill.day)
            if bill.invoice is None:
                room = bill.tolerance(cents)
                remarks += vat.check_amounts(law, lines, bill.day, room)
            if charged:
                remarks += vat.check_regime(law, card, charged, bill.day, False)
            if bill.lacks_reason():
                remarks += vat.check_regime(law, (), charged, bill.day)
            found += self._remark_findings(bill, remarks, WARNING)
        return found

    def _find_bill_vat_regime(self, company, records, date):
        """VAT on an e-invoice that itself names a regime which allows none."""
        law, found = self.env["ap.legal.reference"]._ap_law(), []
        for bill in self._bills_to_check(company, records, date, HAS_EINVOICE):
            if not bill.french:
                continue
            stated = bill.regimes_of_einvoice()
            lines = [line for line in bill.vat_lines() if line.vat]
            remarks = [
                *vat.check_regime(law, stated, bill.charged(), bill.day),
                *vat.check_rates(law, lines, bill.day),
            ]
            found += self._remark_findings(bill, remarks, BLOCKING)
        return found

    # -- days, terms, numbers --------------------------------------------------------

    def _find_bill_dates(self, company, records, date):
        """Days that cannot be right, VAT that comes too late, no number."""
        return self._date_findings(company, records, date, (WARNING, INFO))

    def _find_bill_dates_blocking(self, company, records, date):
        """Years that are typing errors."""
        return self._date_findings(company, records, date, (BLOCKING,))

    def _date_findings(self, company, records, date, severities):
        law, found = self.env["ap.legal.reference"]._ap_law(), []
        for bill in self._bills_to_check(company, records, date):
            if bill.issue is None:
                continue
            remarks = [
                *dates.check(law, bill.dates(), date),
                *dates.check_number(law, bill.number, bill.day, electronic=False),
            ]
            for remark in remarks:
                severity = _date_severity(remark, bill)
                if severity in severities:
                    found += self._remark_findings(bill, [remark], remark.severity)
        return found

    def _find_bill_terms(self, company, records, date):
        """Bills that fall due after the legal cap."""
        law, found = self.env["ap.legal.reference"]._ap_law(), []
        for bill in self._bills_to_check(company, records, date):
            if not bill.french or bill.is_credit or not (bill.issue and bill.due):
                continue
            check = terms.check_due_date(law, bill.due, bill.issue, bill.term_case)
            if check.status == terms.TOO_LATE:
                values = {
                    "due": day(bill.due), "latest": day(check.latest),
                    "days": check.excess_days,
                }  # fmt: skip
                found.append(
                    self._finding_of_bill(
                        bill, "too_late", values, reference=check.reference
                    )
                )
        return found

    def _find_bill_number_order(self, company, records, date):
        """Numbers of one supplier that go back while the days go on."""
        law = self.env["ap.legal.reference"]._ap_law()
        suppliers = SQL()
        if records is not None:
            suppliers = SQL(
                "AND move.commercial_partner_id IN (SELECT commercial_partner_id"
                " FROM account_move WHERE id = ANY(%s))",
                list(records.ids),
            )
        since = date - timedelta(days=self.parameter("days", 92))
        chosen = SQL(
            """move.move_type = 'in_invoice' AND move.state IN ('draft', 'posted')
               AND move.invoice_date >= %s %s""",
            since,
            suppliers,
        )
        bills = read_bills(self.env, company, chosen)
        stated = dates.out_of_order(
            law,
            [dates.Numbered(b.id, b.partner_id, b.number, b.issue) for b in bills],
        )
        wanted = set(stated) if records is None else set(stated) & set(records.ids)
        return [
            self._remark_findings(bill, [stated[bill.id]], INFO)[0]
            for bill in bills
            if bill.id in wanted
        ]


def _date_severity(remark, bill) -> str:
    """How grave it is for a buyer: a person decides, but for a year that cannot be. VAT
    of services falls due when they are paid, so that old VAT is not surely lost."""
    if remark.code == "future":
        return WARNING if dict(remark.values)["days"] > NEAR_DAYS else ""
    if remark.code in ("vat_lost", "vat_soon_lost"):
        return WARNING if bill.tax else ""
    return WARNING if remark.code == "no_number" else remark.severity


def _plain(value):
    """A value that JSON holds; days are shown in the reader's way."""
    if hasattr(value, "isoformat"):
        return day(value)
    return value if isinstance(value, int | str) else str(value)
