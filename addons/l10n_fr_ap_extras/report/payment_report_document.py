# SPDX-License-Identifier: AGPL-3.0-or-later
"""The two tables of D441-6 on the screen, as PDF and as workbook."""

from typing import NamedTuple

from markupsafe import Markup

from odoo import fields
from odoo.tools import formatLang

from odoo.addons.ap_base.documents.document import (
    AMOUNT,
    INTEGER,
    PERCENT,
    Column,
    Document,
    Paragraph,
    Section,
    Table,
)

UNPAID, PAID = "unpaid", "paid"


class LateRow(NamedTuple):
    """A cell group of the tables: `band` is its name; late: one day or more."""

    table: str
    band: str
    late: bool
    number: int
    amount: float
    percent: float


class PaymentReportDocument:
    """A report in the language of who reads it."""

    def __init__(self, report):
        self.report, self.env = report, report.env

    def _titles(self) -> dict:
        return {
            UNPAID: self.env._(
                "I. Bills received, unpaid at the closing date and past their due date"
            ),
            PAID: self.env._(
                "II. Bills received that were paid late during the period"
            ),
        }

    def _notes(self) -> list[str]:
        number, amount = self.report._excluded()
        unknown = self.env["ap.payment.item"].search_count(
            [("report_id", "=", self.report.id), ("is_complete", "=", False)]
        )
        gaps = [
            self.env._(
                "The late rate of some days is not known for %(number)s bills: their "
                "penalties are too low. Add it under Law and VAT ▸ Legal thresholds and "
                "rates.",
                number=unknown,
            )
        ]
        return [
            *([self._running_note()] if self.report._is_running() else []),
            *(gaps if unknown else []),
            self.env._(
                "Amounts with VAT. Percentages are of the purchases of the period with "
                "VAT: %(purchases)s.",
                purchases=self._money(self.report.purchases),
            ),
            self.env._(
                "Left out because disputed or blocked: %(number)s bills, %(amount)s.",
                number=number,
                amount=self._money(amount),
            ),
            self.env._(
                "Reference: due dates of the bills (contractual terms); legal terms where "
                "there is none. Days are counted from the due date to the payment, or to "
                "the closing date."
            ),
        ]

    def _running_note(self) -> str:
        return self.env._(
            "The period is not over: bills, payments and days late are those of "
            "%(day)s. Compute it again after %(end)s.",
            day=self.report._shown_day(self.report.as_of),
            end=self.report._shown_day(self.report.date_to),
        )

    def table_html(self) -> Markup:
        rows = self.report._table_rows()
        titles = self._titles()
        blocks = []
        for table in (UNPAID, PAID):
            mine = [row for row in rows if row.table == table]
            blocks.append(
                self._one_table(titles[table], [*mine, self.report._late_total(mine)])
            )
        notes = Markup().join(
            Markup("<p class='text-muted mb-1'>%s</p>") % note for note in self._notes()
        )
        state = Markup()
        if self.report._is_running():
            state = Markup(
                "<div class='alert alert-warning' role='status'>%s</div>"
            ) % self._running_note()
        return state + Markup().join(blocks) + notes

    def _one_table(self, title, rows) -> Markup:
        lines = (
            (self.env._("Number of bills"), [str(row.number) for row in rows]),
            (self.env._("Amount incl. VAT"), [self._money(row.amount) for row in rows]),
            (self.env._("% of the purchases"),
             [formatLang(self.env, row.percent, digits=2) + " %" for row in rows]),
        )  # fmt: skip
        head = Markup().join(
            Markup("<th class='text-end'>%s</th>") % row.band for row in rows
        )
        body = Markup().join(
            Markup("<tr><th class='fw-normal'>%s</th>%s</tr>")
            % (
                name,
                Markup().join(
                    Markup("<td class='text-end'>%s</td>") % c for c in cells
                ),
            )
            for name, cells in lines
        )
        return Markup(
            "<h4 class='mt-3'>%s</h4><table class='table table-sm'>"
            "<thead><tr><th></th>%s</tr></thead><tbody>%s</tbody></table>"
        ) % (title, head, body)

    def document(self) -> Document:
        rows, titles = self.report._table_rows(), self._titles()
        blocks = [self._document_table(titles[t], [r for r in rows if r.table == t])
                  for t in (UNPAID, PAID)]  # fmt: skip
        notes = [Paragraph(note, "note") for note in self._notes()]
        items = self.report.item_ids.filtered(lambda item: item.unpaid or item.paid)
        detail = items._report_table(title=self.env._("Bills"))
        return Document(
            title=self.env._("Payment terms of suppliers (C. com. D441-6)"),
            company=self.report.company_id.name,
            date=fields.Date.context_today(self.report),
            subtitle=self._subtitle(),
            language=self.env["ap.document"]._language(),
            sections=(
                Section(self.env._("Table"), (*blocks, *notes)),
                Section(self.env._("Bills"), (detail,), in_pdf=False),
            ),
        )

    def _subtitle(self) -> str:
        if not self.report._is_running():
            return self.report.name
        return self.env._(
            "%(period)s (state of %(day)s)", period=self.report.name, day=self.report._shown_day(self.report.as_of)
        )

    def _document_table(self, title, rows) -> Table:
        columns = (
            Column(self.env._("Days late")),
            Column(self.env._("Number of bills"), INTEGER),
            Column(self.env._("Amount incl. VAT"), AMOUNT),
            Column(self.env._("% of the purchases"), PERCENT),
        )
        cells = [
            (row.band, row.number, row.amount, row.percent)
            for row in (*rows, self.report._late_total(rows))
        ]
        return Table(columns, cells, title=title)

    def _money(self, amount) -> str:
        return formatLang(self.env, amount, currency_obj=self.report.currency_id)
