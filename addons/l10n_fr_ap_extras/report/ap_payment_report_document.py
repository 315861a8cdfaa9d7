# SPDX-License-Identifier: AGPL-3.0-or-later
"""The two tables of D441-6 on the screen, as PDF and as workbook."""

from typing import NamedTuple

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date, formatLang

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


class ApPaymentReport(models.Model):
    _inherit = "ap.payment.report"

    def _shown_day(self, day) -> str:
        return format_date(self.env, day)

    def _table_rows(self, disputed=False) -> list[LateRow]:
        """Number, amount and percentage of each band, of both tables."""
        self.ensure_one()
        rows = []
        # pylint: disable=no-search-all
        # the bands of a table
        bands = self.env["ap.late.band"].search(Domain.TRUE)
        for table, field, band_field in (
            (UNPAID, "unpaid", "unpaid_band_id"),
            (PAID, "paid", "paid_band_id"),
        ):
            groups = self.env["ap.payment.item"]._read_group(
                [("report_id", "=", self.id), ("is_disputed", "=", disputed)],
                [band_field],
                ["move_id:count_distinct", f"{field}:sum"],
            )
            found = {band: (number, amount) for band, number, amount in groups}
            for band in bands:
                number, amount = found.get(band, (0, 0.0))
                rows.append(
                    LateRow(table, band.name, band.day_from > 0, number, amount,
                            self._percent(amount))
                )  # fmt: skip
        return rows

    def _percent(self, amount) -> float:
        return round(100 * amount / self.purchases, 2) if self.purchases else 0.0

    def _late_total(self, rows) -> LateRow:
        """One day or more: what the law calls the total."""
        late = [row for row in rows if row.late]
        amount = self.currency_id.round(sum(row.amount for row in late))
        number = sum(row.number for row in late)
        name = self.env._("Total (1 day and more)")
        return LateRow(rows[0].table, name, True, number, amount, self._percent(amount))

    def _titles(self) -> dict:
        return {
            UNPAID: self.env._(
                "I. Bills received, unpaid at the closing date and past their due date"
            ),
            PAID: self.env._(
                "II. Bills received that were paid late during the period"
            ),
        }

    def _excluded(self) -> tuple[int, float]:
        """Disputed bills that the tables leave out: number and amount unpaid."""
        items = self.env["ap.payment.item"]
        [(number, amount)] = items._read_group(
            [("report_id", "=", self.id), ("is_disputed", "=", True)],
            [],
            ["move_id:count_distinct", "unpaid:sum"],
        )
        return number, amount

    def _notes(self) -> list[str]:
        number, amount = self._excluded()
        unknown = self.env["ap.payment.item"].search_count(
            [("report_id", "=", self.id), ("is_complete", "=", False)]
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
            *([self._running_note()] if self._is_running() else []),
            *(gaps if unknown else []),
            self.env._(
                "Amounts with VAT. Percentages are of the purchases of the period with "
                "VAT: %(purchases)s.",
                purchases=self._money(self.purchases),
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
            day=self._shown_day(self.as_of),
            end=self._shown_day(self.date_to),
        )

    def _money(self, amount) -> str:
        return formatLang(self.env, amount, currency_obj=self.currency_id)

    @api.depends_context("lang")
    @api.depends("item_ids", "purchases", "computed_on")
    def _compute_table_html(self):
        for report in self:
            report.table_html = report._table_html() if report.computed_on else False

    def _table_html(self) -> Markup:
        rows = self._table_rows()
        titles = self._titles()
        blocks = []
        for table in (UNPAID, PAID):
            mine = [row for row in rows if row.table == table]
            blocks.append(
                self._one_table(titles[table], [*mine, self._late_total(mine)])
            )
        notes = Markup().join(
            Markup("<p class='text-muted mb-1'>%s</p>") % note for note in self._notes()
        )
        state = Markup()
        if self._is_running():
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

    # -- to take away ----------------------------------------------------------------

    def action_xlsx(self):
        """The tables and their bills as a workbook."""
        return self._take_away("xlsx")

    def action_pdf(self):
        """The tables as PDF."""
        return self._take_away("pdf")

    def _take_away(self, file_format):
        self.ensure_one()
        documents = self.env["ap.document"]
        content = documents._write(self._document(), file_format)
        name = f"D441-6 {self.date_to.isoformat()}.{file_format}"
        return documents._offer(content, name)

    def _document(self) -> Document:
        rows, titles = self._table_rows(), self._titles()
        blocks = [self._document_table(titles[t], [r for r in rows if r.table == t])
                  for t in (UNPAID, PAID)]  # fmt: skip
        notes = [Paragraph(note, "note") for note in self._notes()]
        items = self.item_ids.filtered(lambda item: item.unpaid or item.paid)
        detail = items._report_table(title=self.env._("Bills"))
        return Document(
            title=self.env._("Payment terms of suppliers (C. com. D441-6)"),
            company=self.company_id.name,
            date=fields.Date.context_today(self),
            subtitle=self._subtitle(),
            language=self.env["ap.document"]._language(),
            sections=(
                Section(self.env._("Table"), (*blocks, *notes)),
                Section(self.env._("Bills"), (detail,), in_pdf=False),
            ),
        )

    def _subtitle(self) -> str:
        if not self._is_running():
            return self.name
        return self.env._(
            "%(period)s (state of %(day)s)", period=self.name, day=self._shown_day(self.as_of)
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
            for row in (*rows, self._late_total(rows))
        ]
        return Table(columns, cells, title=title)
