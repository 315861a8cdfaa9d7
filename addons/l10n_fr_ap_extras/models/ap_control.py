# SPDX-License-Identifier: AGPL-3.0-or-later
"""French controls: bills and e-invoices, taxes of drafts, numbers and terms of suppliers."""

from collections import Counter
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.ap_base.models.control_reads import TableSource, chosen, reads
from odoo.addons.ap_base.models.engine_pass import kept_readings
from odoo.addons.ap_base.models.finding_value import FindingValue, day, link, term

from ..rules import dates, mentions, terms, vat
from ..rules import supplier as supplier_rules
from ..rules.remarks import BLOCKING, INFO, WARNING
from .conformity.bill_facts import read_bills
from .conformity.seller_numbers import remark_on_seller
from .french_einvoice.vat_moments import MOMENTS, right_tax, wrong_moments
from .helpers.company_suppliers import read_suppliers

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
# Bills of suppliers since a day, by the numbers that they bear.
_NUMBERED = """
SELECT move.id, move.commercial_partner_id, COALESCE(move.ref, ''), move.invoice_date
  FROM account_move move
  JOIN res_partner partner ON partner.id = move.commercial_partner_id
 WHERE move.company_id = %s AND move.move_type = 'in_invoice'
   AND move.state IN ('draft', 'posted') AND move.invoice_date >= %s %s
 ORDER BY move.id
"""
# A day that is wrong by one may be the time zone of the supplier.
NEAR_DAYS = 1
# Controls of this room that look at bills and credit notes (`TYPES`) only.
CONTROLS = (
    "bill_mention", "bill_mention_blocking", "bill_vat", "bill_vat_regime",
    "bill_tax_choice", "bill_dates", "bill_dates_blocking", "bill_terms",
    "bill_number_order", "bill_identifier", "bill_locked_period",
)  # fmt: skip
# What the facts of a bill are made of, and the law that judges them.
FACTS = ("bill", "lines", "partner", "taxes", "document", "law")
LAW = (
    "ap_legal_reference", "ap_legal_text", "ap_legal_value", "ap_bill_mention",
    "ap_bill_mention_part",
)  # fmt: skip
REASONS_OF_MOMENT = frozenset({"on_payment", "on_delivery", "on_debits"})
RULES_SHOWN = 8
NUMBERS = ("siret", "vat", "rcs")


class ApControl(models.Model):
    _inherit = "ap.control"

    # -- which bills -----------------------------------------------------------------

    @api.model
    def _sources(self):
        return super()._sources() | {"law": TableSource(LAW)}

    @api.model
    def _methods_of_bills(self):
        return super()._methods_of_bills() | {f"_find_{code}" for code in CONTROLS}

    def _bills_to_check(self, company, records, date, more=None):
        """The facts of the bills asked for; of all, drafts, those of the last days and
        those whose finding is still open."""
        usual = self._usual_bills(date) if records is None else SQL("TRUE")
        asked = SQL(
            "move.move_type IN %s AND move.state IN ('draft', 'posted') AND %s AND %s AND %s",
            TYPES,
            chosen("move.id", records),
            usual,
            more or SQL("TRUE"),
        )
        return read_bills(self.env, company, asked)

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

    @reads(*FACTS)
    def _find_bill_mention(self, company, records, date):
        """Mentions that the bill lacks, as far as that can be known: one finding each."""
        bills = self._bills_to_check(company, records, date)
        return self._mention_findings(bills, WARNING, company)

    @reads(*FACTS)
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
        terms = {part.code: term(names[part.code], "name") for part in asked}
        found, counts, kept = [], {}, kept_readings("french_mentions")
        for bill in bills:
            known = kept.get(bill.id, (None, None, None, None))
            if known[:3] != (bill, law, asked):
                known = kept[bill.id] = (bill, law, asked, _judged(law, asked, bill))
            counts[bill.id], missing = known[3]
            found += [
                self._finding_of_bill(
                    bill,
                    source,
                    {"part": terms[code]},
                    key=code,
                    reference=law.cite(references[code], bill.day),
                )
                for code, source, grade in missing
                if grade == severity
            ]
        if company:
            self.env["ap.bill.conformity"]._remember(company, counts)
        return found

    # -- VAT -------------------------------------------------------------------------

    @reads(*FACTS)
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

    @reads(*FACTS)
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

    @reads(*FACTS, "day")
    def _find_bill_dates(self, company, records, date):
        """Days that cannot be right, VAT that comes too late, no number."""
        return self._date_findings(company, records, date, (WARNING, INFO))

    @reads(*FACTS, "day")
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

    @reads(*FACTS)
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
        # Declares nothing: each bill is told by the others of its supplier within some days.
        law = self.env["ap.legal.reference"]._ap_law()
        suppliers = SQL()
        if records is not None:
            suppliers = SQL(
                "AND move.commercial_partner_id IN (SELECT commercial_partner_id"
                " FROM account_move WHERE id = ANY(%s))",
                list(records.ids),
            )
        since = date - timedelta(days=self.parameter("days", 92))
        self.env["account.move"].flush_model()
        rows = self.env.execute_query(SQL(_NUMBERED, company.id, since, suppliers))
        numbered = [dates.Numbered(*row[:4]) for row in rows]
        stated = dates.out_of_order(law, numbered)
        wanted = set(stated) if records is None else set(stated) & set(records.ids)
        asked = SQL("move.id = ANY(%s)", sorted(wanted))
        return [
            self._remark_findings(bill, [stated[bill.id]], INFO)[0]
            for bill in (read_bills(self.env, company, asked) if wanted else ())
        ]

    # -- numbers of the seller, taxes and periods of drafts ------------------------------

    @reads(*FACTS)
    def _find_bill_identifier(self, company, records, date):
        """Numbers of the seller on the bill that are wrong, or another company's."""
        law, found = self.env["ap.legal.reference"]._ap_law(), []
        for bill in self._bills_to_check(company, records, date):
            if not bill.french:
                continue
            remark = remark_on_seller(bill)
            if remark:
                code, values = remark
                cited = law.cite("invoice.seller_vat", bill.day)
                found.append(self._finding_of_bill(bill, code, values, reference=cited))
        return found

    def _find_bill_tax_choice(self, company, records, date):
        """Draft bills whose taxes contradict the supplier, the product or the account."""
        # Declares nothing: of drafts only, by products, clues, union, choices of taxes.
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
            if not (stated and one.choice.reason in REASONS_OF_MOMENT):
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

    @reads("bill", "law")
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
        self.env["account.move"].flush_model()
        rows = self.env.execute_query_dict(
            SQL(
                """SELECT id, date, amount_total, currency_id, commercial_partner_id
                     FROM account_move
                    WHERE company_id = %s AND state = 'draft' AND move_type IN %s
                      AND date <= %s AND %s ORDER BY id""",
                company.id,
                TYPES,
                locked,
                chosen("id", records),
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

    # -- e-invoices: the French rules, the moment of VAT ---------------------------------

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

    @reads("bill", "document", "rules")
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
        for rule, written in stated.items():
            sentence = sentences.get(rule)
            words = [term(sentence, "name")] if sentence else []
            evidence[rule] = [*words, "; ".join(dict.fromkeys(written))]
        values = {"count": len(stated), "rules": ", ".join(shown) + more}
        return self._bill_finding(row, "", values, evidence=evidence)

    @reads("bill", "lines", "partner", "taxes", "document")
    def _find_einvoice_vat_moment(self, company, records, date):
        """Lines with the VAT of goods for services, or the other way round: the VAT falls
        due at another moment."""
        rows = wrong_moments(self.env, records, company)
        taxes = self.env["account.tax"].browse(
            {i for row in rows for i in row["tax_ids"]}
        )
        right = {
            (tax.id, nature): right_tax(tax, nature)
            for tax in taxes
            for nature in MOMENTS
        }
        return [self._moment_finding(row, right) for row in rows]

    def _moment_finding(self, row, right):
        taxes = self.env["account.tax"].browse(row["tax_ids"])
        proposed = [right[tax.id, row["nature"]] for tax in taxes]
        values = {
            "got": [term(tax, "name") for tax in taxes],
            "expected": [term(tax, "name") for tax in proposed if tax] or "—",
        }
        return self._bill_finding(row, row["nature"], values)

    # -- the cards of suppliers ----------------------------------------------------------

    def _find_supplier_number(self, company, records, date):
        """SIRET, VAT number or RCS that cannot be right."""
        return [
            self._supplier_finding(partner, check, f"{check.subject}_{check.code}")
            for partner in read_suppliers(self.env, company, records)
            for check in supplier_rules.check_numbers(partner._ap_supplier())
            if check.subject in NUMBERS and check.status == supplier_rules.WRONG
        ]

    def _find_supplier_agreement(self, company, records, date):
        """Numbers that are right each, and name different companies."""
        return [
            self._supplier_finding(partner, check, check.code)
            for partner in read_suppliers(self.env, company, records)
            for check in supplier_rules.check_numbers(partner._ap_supplier())
            if check.subject == "agreement" and check.status == supplier_rules.WRONG
        ]

    def _find_supplier_missing(self, company, records, date):
        """French suppliers without SIRET or VAT number, as far as they need one."""
        return [
            self._supplier_finding(partner, check, check.subject)
            for partner in read_suppliers(self.env, company, records)
            for check in supplier_rules.check_numbers(partner._ap_supplier())
            if check.subject in ("siret", "vat") and check.code in ("empty", "usual")
        ]

    def _find_supplier_duplicate(self, company, records, date):
        """Suppliers of one SIREN: the finding is on each but the oldest."""
        suppliers = read_suppliers(self.env, company).filtered("ap_siren")
        found = []
        for siren, group in suppliers.grouped("ap_siren").items():
            first, *others = group.sorted("id")
            found += [
                FindingValue(
                    "res.partner",
                    other.id,
                    values={"siren": siren, "other": first.name or ""},
                    partner_id=other.id,
                    evidence={
                        "other_document": link(
                            "res.partner", first.id, first.name or ""
                        )
                    },
                )
                for other in others
                if records is None or other in records
            ]
        return found

    def _find_supplier_terms(self, company, records, date):
        """Payment terms that lead beyond the legal cap."""
        suppliers = read_suppliers(self.env, company, records)
        checks = suppliers._ap_term_checks()
        return [
            self._supplier_finding(partner, checks[partner], "too_late")
            for partner in suppliers
            if checks[partner].status == supplier_rules.WRONG
        ]

    def _find_supplier_bank(self, company, records, date):
        """Account numbers of suppliers whose keys are wrong."""
        domain = [
            ("partner_id.commercial_partner_id", "in", read_suppliers(self.env, company).ids)
        ]
        if records is not None:
            domain.append(("id", "in", records.ids))
        banks = self.env["res.partner.bank"].search_fetch(
            domain, ["acc_number", "partner_id"]
        )
        found = []
        for bank in banks:
            check = supplier_rules.check_bank(bank.acc_number)
            if check.status == supplier_rules.WRONG:
                found.append(
                    FindingValue(
                        "res.partner.bank",
                        bank.id,
                        message_code=check.code,
                        values=dict(check.values),
                        partner_id=bank.partner_id.commercial_partner_id.id,
                    )
                )
        return found

    def _supplier_finding(self, partner, check, message_code) -> FindingValue:
        values = {
            name: day(value) if hasattr(value, "isoformat") else value
            for name, value in check.values
        }
        return FindingValue(
            "res.partner",
            partner.id,
            key=check.subject if check.subject in NUMBERS else message_code,
            message_code=message_code,
            values=values,
            partner_id=partner.id,
        )


def _judged(law, asked, bill):
    """How many mentions there are by `COUNTED`, and what is missing: (part, where it was
    looked for, severity)."""
    results = mentions.check(law, asked, bill.mention_bill())
    stated = Counter(result.status for result in results)
    missing = [
        (result.code, result.source, result.severity)
        for mention in results
        for result in mention.parts
        if result.status == mentions.MISSING
    ]
    return tuple(stated[status] for status in COUNTED), missing


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
