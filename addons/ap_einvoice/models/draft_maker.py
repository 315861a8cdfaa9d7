# SPDX-License-Identifier: AGPL-3.0-or-later
"""The draft of a bill, made from what the desk read in its e-invoice."""

from decimal import Decimal

from markupsafe import Markup

from odoo import Command
from odoo.tools import formatLang, html_escape
from odoo.tools.misc import format_date

from ..rules import einvoice_draft
from ..rules.einvoice_numbers import day, number
from ..rules.einvoice_reader import files_inside
from ..rules.einvoice_shape import Precision
from ..rules.einvoice_summary import due_day
from .draft_lines import DraftLines
from .draft_tax import DraftTaxes, manual_amounts
from .reading_words import reading_sentences
from .supplier_finder import SupplierFinder, known_account

MOST_RATE = Decimal("1.25")  # between the VAT in accounts and that of the day's rate
NOTES = 20


class DraftMaker:
    """Fills one bill from one e-invoice. What cannot be read stays empty, and is reported."""

    def __init__(self, bill, invoice):
        """`bill`: a draft of a purchase journal without lines; `invoice`: EInvoice."""
        self._bill, self._env, self._invoice = bill, bill.env, invoice
        self._currency = self._find_currency()
        self._draft = einvoice_draft.draft(invoice, self._precision())
        self._remarks = reading_sentences(self._env, invoice, self._currency)

    def make(self, tree=None, source=None):
        """Fill the bill, keep the documents inside the e-invoice (`tree`), and say in the
        chatter what was done and what was left out; `source`: the file it came as."""
        self._set_type()
        with self._bill._get_edi_creation() as bill:
            bill.partner_id = self._supplier()
            bill.write(self._head_values())
            bill.write({"invoice_line_ids": list(self._line_commands(bill))})
            account = known_account(bill, self._invoice.accounts)
            if account:
                bill.partner_bank_id = account
        self._set_instalments()
        files = self._keep_files(tree)
        self._notify(files | source if source else files)

    # -- head ------------------------------------------------------------------------

    def _find_currency(self):
        """The currency of the e-invoice; empty if it is not known here."""
        currencies = self._env["res.currency"].with_context(active_test=False)
        return currencies.search([("name", "=", self._invoice.currency or "-")], limit=1)

    def _precision(self) -> Precision:
        precision = self._env["decimal.precision"]
        return Precision(
            precision.precision_get("Product Price"),
            precision.precision_get("Product Unit"),
            Decimal(str(self._currency.rounding or 0.01)),
        )

    def _set_type(self):
        """A credit note and a bill are two types; a receipt that somebody chose stays."""
        wanted = "in_refund" if self._draft.credit else "in_invoice"
        kept = wanted == "in_invoice" and self._bill.move_type == "in_receipt"
        if self._bill.move_type != wanted and not kept:
            self._bill.move_type = wanted

    def _supplier(self):
        finder = SupplierFinder(self._bill.company_id, self._env)
        found = finder.find(self._invoice.seller)
        if not found:
            found = finder.make(self._invoice.seller)
            words = self._invoice.seller.name or "—"
            self._remarks.insert(
                0,
                self._env._(
                    "The supplier %(name)s was not known by its numbers: a card was made, "
                    "to be checked.", name=words,
                ) if found else self._env._(
                    "The supplier %(name)s is not known, and the e-invoice gives neither a "
                    "number nor a country to make a card with: choose it.", name=words,
                ),
            )  # fmt: skip
        return found.with_env(self._env)

    def _head_values(self) -> dict:
        invoice = self._invoice
        orders = [invoice.order, *(line.order for line in invoice.lines)]
        values = {
            "ref": invoice.number or False,
            "invoice_date": day(invoice.issue) or False,
            "delivery_date": day(invoice.supply) or False,
            "invoice_origin": ", ".join(dict.fromkeys(filter(None, orders))) or False,
            "payment_reference": invoice.payment_reference or False,
            "narration": self._narration(),
        }
        if self._currency:
            values["currency_id"] = self._currency.id
        due = due_day(invoice, self._draft)
        if due:  # the days of the e-invoice hold, not the terms of the card
            values |= {"invoice_payment_term_id": False, "invoice_date_due": due}
        return values

    def _narration(self) -> str:
        texts = [text for _code, text in self._invoice.notes] + [self._invoice.terms]
        stated = dict.fromkeys(filter(None, texts))
        return "".join(f"<p>{html_escape(text)}</p>" for text in list(stated)[:NOTES])

    # -- lines -----------------------------------------------------------------------

    def _line_commands(self, bill):
        """Commands that create the lines; none in a currency that is not known."""
        if not self._currency:
            return
        taxes, lines = DraftTaxes(bill, self._draft), DraftLines(bill, self._draft)
        rows = [(line, taxes.of_line(line, self._invoice)) for line in self._draft.lines]
        kept = manual_amounts(bill, rows, self._draft, self._vat_of_accounts(bill))
        for place, (line, tax) in enumerate(rows):
            values = lines.values(line, tax, place)
            if place in kept:
                kept[place]["price_unit"] = values["price_unit"]
                values["extra_tax_data"] = kept[place]
            yield Command.create(values)
        self._notify_taxes(rows)

    def _vat_of_accounts(self, bill):
        """The VAT in the company's currency that the e-invoice writes (BT-111): it is the
        one that is deducted. None where it is not written, or is out of all proportion to
        the rate of the day, or no rate is known: a difference is found then."""
        written = number(self._invoice.vat_in_accounts)
        company, when = bill.company_id.currency_id, day(self._invoice.issue)
        if None in (written, when) or self._invoice.vat_currency != company.name:
            return None
        if not self._has_rate(bill.company_id, when):
            return None
        tax = float(self._draft.tax or 0)
        expected = self._currency._convert(tax, company, bill.company_id, when)
        computed, written = Decimal(str(abs(expected))), abs(written)
        low, high = sorted((computed, written))
        return written if low and high <= low * MOST_RATE else None

    def _has_rate(self, company, when):
        """Whether a rate of the currency is known on that day."""
        rates = self._env["res.currency.rate"].sudo()
        known = [
            ("currency_id", "=", self._currency.id), ("name", "<=", when),
            ("company_id", "in", (False, company.root_id.id)),
        ]  # fmt: skip
        return bool(rates.search_count(known, limit=1))

    def _notify_taxes(self, rows):
        """Rates for which the company has no tax: the VAT is not in the draft."""
        missing = {line.rate for line, tax in rows if line.rate and not tax}
        for rate in sorted(missing):
            self._remarks.append(
                self._env._(
                    "No purchase tax of %(rate)s %% is known here: its VAT is not in the "
                    "draft. Create the tax, or enter the VAT as a cost.",
                    rate=f"{rate.normalize():f}",
                )
            )
        if any(line.rate is None for line, _tax in rows):
            self._remarks.append(
                self._env._("The e-invoice writes no rate of VAT on its lines: choose the tax.")
            )

    # -- days to pay by ----------------------------------------------------------------

    def _set_instalments(self):
        stated = [(one.isoformat(), str(amount)) for one, amount in self._draft.instalments]
        if not stated:
            return
        self._bill.sudo().ap_instalments = stated
        shown = [
            self._env._(
                "%(amount)s on %(day)s",
                amount=formatLang(self._env, float(amount), currency_obj=self._currency),
                day=format_date(self._env, one),
            )
            for one, amount in self._draft.instalments
        ]
        self._remarks.append(
            self._env._("To be paid in instalments: %(parts)s.", parts=", ".join(shown))
        )

    # -- what else -----------------------------------------------------------------------

    def _keep_files(self, tree):
        """The documents that the e-invoice carries, as files of the bill."""
        found = files_inside(tree) if tree is not None else []
        files = self._env["ir.attachment"].create(
            [
                {
                    "name": name, "raw": content, "mimetype": kind,
                    "res_model": self._bill._name, "res_id": self._bill.id,
                }
                for name, kind, content in found
            ]
        )  # fmt: skip
        main = self._bill.message_main_attachment_id
        pdf = files.filtered(lambda file: file.mimetype == "application/pdf")[:1]
        if pdf and (not main or (main.name or "").lower().endswith(".xml")):
            self._bill._message_set_main_attachment_id(pdf, force=True, filter_xml=False)
        return files

    def _notify(self, files):
        """What was made, from what, and what to look at."""
        empty = {
            "amounts": self._env._("Its lines were not taken: an amount cannot be read."),
            "summary": self._env._("It has totals only: enter its lines."),
        }.get(self._draft.empty)
        if not self._currency:
            empty = self._env._("Its lines were not taken: its currency is not known.")
        remarks = [*filter(None, [empty]), *self._remarks]
        head = self._env._(
            "Draft made from the e-invoice %(number)s (%(syntax)s).",
            number=self._invoice.number or "—",
            syntax=self._invoice.syntax,
        )
        items = Markup().join(Markup("<li>%s</li>") % one for one in remarks)
        body = Markup("<p>%s</p>") % head
        if items:
            body += Markup("<ul>%s</ul>") % items
        self._bill.message_post(body=body, attachment_ids=files.ids)
