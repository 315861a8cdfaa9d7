# SPDX-License-Identifier: AGPL-3.0-or-later
"""The year of the suppliers: late payments (D441-6), penalties, fees to declare."""

from datetime import date

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from odoo.addons.ap_base.arithmetic.allocation import allocate
from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_base.models import arguments
from odoo.addons.ap_base.models.bulk import copy_rows

from ..rules import late, terms
from .payment_report_document import PAID, UNPAID, LateRow, PaymentReportDocument
from .payment_report_sql import (
    FEE_COLUMNS,
    FEES_PAID,
    ITEM_COLUMNS,
    ITEMS,
    NATURES,
    PURCHASES,
    SETTLEMENTS,
)


class ApPaymentReport(models.Model):
    """One company and one period; its lines are written by `_fill`, in sets."""

    _name = "ap.payment.report"
    _description = "Payments to suppliers in a year"
    _inherit = ["ap.guarded"]
    _order = "date_to DESC, company_id"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(
        string="First day", required=True, default=lambda self: self._default_days()[0]
    )
    date_to = fields.Date(
        string="Closing date", required=True, default=lambda self: self._default_days()[1]
    )
    as_of = fields.Date(
        string="State of",
        readonly=True,
        copy=False,
        help="The day on which bills were unpaid: the closing date, or the day of the "
        "computation while the period is not over.",
    )
    computed_on = fields.Datetime(readonly=True, copy=False)
    computed_uid = fields.Many2one("res.users", string="Computed by", readonly=True, copy=False)
    purchases = fields.Monetary(
        string="Purchases incl. VAT",
        readonly=True,
        help="Bills less credit notes of the period: what percentages are of.",
    )
    item_ids = fields.One2many("ap.payment.item", "report_id", string="Bills")
    fee_ids = fields.One2many("ap.fee.line", "report_id", string="Fees")
    interest = fields.Monetary(string="Late penalties", compute="_compute_sums")
    indemnity = fields.Monetary(string="Recovery indemnities", compute="_compute_sums")
    late_count = fields.Integer(string="Bills paid late or overdue", compute="_compute_sums")
    fee_count = fields.Integer(string="Beneficiaries to declare", compute="_compute_sums")
    table_html = fields.Html(string="Table", compute="_compute_table_html", sanitize=False)
    _once = models.UniqueIndex(
        "(company_id, date_from, date_to)", "There is a report of that period already."
    )
    _dates_in_order = models.Constraint(
        "CHECK(date_from <= date_to)", "The period must end after it starts."
    )

    @api.model
    def _default_days(self):
        """The last fiscal year that is over."""
        today = fields.Date.context_today(self)
        company = self.env.company
        current = company.compute_fiscalyear_dates(today)
        last = fields.Date.subtract(current["date_from"], days=1)
        before = company.compute_fiscalyear_dates(last)
        return before["date_from"], before["date_to"]

    @api.depends("date_from", "date_to", "company_id")
    def _compute_name(self):
        for report in self:
            report.name = self.env._(
                "%(company)s, %(start)s to %(end)s",
                company=report.company_id.name,
                start=report._shown_day(report.date_from),
                end=report._shown_day(report.date_to),
            )

    @api.depends("item_ids", "fee_ids")
    def _compute_sums(self):
        late = self.env["ap.payment.item"]._read_group(
            [("report_id", "in", self.ids), ("penalty", ">", 0)],
            ["report_id"],
            ["interest:sum", "indemnity:sum", "move_id:count_distinct"],
        )
        sums = {report: rest for report, *rest in late}
        fees = self.env["ap.fee.line"]._read_group(
            [("report_id", "in", self.ids), ("to_declare", "=", True)],
            ["report_id"],
            ["partner_id:count_distinct"],
        )
        counts = dict(fees)
        for report in self:
            interest, indemnity, count = sums.get(report, (0, 0, 0))
            report.interest, report.indemnity = interest, indemnity
            report.late_count = count
            report.fee_count = counts.get(report, 0)

    @api.model
    def compute(self, company_id, date_from, date_to):
        """Compute the report of a company and a period, or compute it again.

        A period that is not over is computed as of today; one that has not begun is
        refused. Gives `report_id`, `as_of`, `purchases`, `interest`, `indemnity`, and `late`: rows of the
        two tables of D441-6 (table, band, number, amount, percent).
        """
        self._refuse_outsiders()
        values = {
            "company_id": arguments.company(self.env, company_id).id,
            "date_from": arguments.day(self.env, date_from),
            "date_to": arguments.day(self.env, date_to),
        }
        domain = [(name, "=", value) for name, value in values.items()]
        report = self.search(domain) or self.create(values)
        report.action_compute()
        return {
            "report_id": report.id,
            "as_of": fields.Date.to_string(report.as_of),
            "purchases": report.purchases,
            "interest": report.interest,
            "indemnity": report.indemnity,
            "late": [row._asdict() for row in report._table_rows()],
        }

    def action_compute(self):
        """Read the ledger again and write the lines."""
        self._refuse_outsiders()
        self.check_access("write")
        for report in self:
            report._fill()
        self.sudo().write(
            {"computed_on": fields.Datetime.now(), "computed_uid": self.env.uid}
        )
        return True

    def _refuse_not_begun(self):
        if self.date_from > self.company_id._company_today():
            raise UserError(
                self.env._(
                    "The period from %(start)s to %(end)s has not begun: there is nothing "
                    "to report yet.",
                    start=self._shown_day(self.date_from),
                    end=self._shown_day(self.date_to),
                )
            )

    def _entity(self):
        """The company with its branches: the law asks the legal entity. Refused when
        one of them is not the user's, since its bills would be missing."""
        family = self.company_id.sudo().search([("id", "child_of", self.company_id.id)])
        missing = family - self.env.user.company_ids
        if missing and not self.env.su:
            raise UserError(
                self.env._(
                    "The report of %(company)s would lack the bills of its branches: "
                    "%(branches)s. Ask for access to them.",
                    company=self.company_id.display_name,
                    branches=", ".join(missing.mapped("name")),
                )
            )
        return family

    def _is_running(self) -> bool:
        """Whether it was computed before its period was over."""
        return bool(self.as_of) and self.as_of < self.date_to

    @api.model
    def _ap_engine_fields(self):
        """Figures are read from the ledger, and so is when and by whom."""
        own = self._ap_all_fields_but({"company_id", "date_from", "date_to"})
        return super()._ap_engine_fields() | own

    def write(self, vals):
        if {"company_id", "date_from", "date_to"} & vals.keys() and not self.env.su:
            computed = self.filtered("computed_on")
            if computed:
                raise AccessError(computed._ap_engine_refusal(set()))
        return super().write(vals)

    @api.model
    def _ap_engine_refusal(self, names):
        return self.env._(
            "The figures of this report are read from the ledger, for one company and one "
            "period: compute it again, or make a report of another period."
        )

    def _refuse_outsiders(self):
        if not self.env.user.has_group("ap_base.group_apprentice"):
            raise AccessError(
                self.env._("Computing this report takes the role Apprentice or above.")
            )

    def _open(self, action, domain, **context):
        self.ensure_one()
        found = self.env["ir.actions.act_window"]._for_xml_id(f"l10n_fr_ap_extras.{action}")
        found["domain"] = [("report_id", "=", self.id), *domain]
        found["context"] = context
        found.pop("path", None)
        return found

    def action_open_unpaid(self):
        """Bills unpaid at the closing date, by band."""
        return self._open(
            "ap_payment_item_action", [("unpaid", ">", 0)], group_by=["unpaid_band_id"]
        )

    def action_open_paid(self):
        """Bills paid in the period, by band."""
        return self._open(
            "ap_payment_item_action", [("paid", "!=", 0)], group_by=["paid_band_id"]
        )

    def action_open_late(self):
        """Bills for which suppliers could claim something."""
        return self._open(
            "ap_payment_item_action", [("penalty", ">", 0)], group_by=["partner_id"]
        )

    def action_open_fees(self):
        """The fees that the report counts."""
        return self._open(
            "ap_fee_line_action", [], search_default_declare=1, group_by=["partner_id", "nature"]
        )

    # The year of the suppliers: computed from the posted ledger --------------------

    def _fill(self):
        """Write the lines anew, from the posted ledger."""
        self.ensure_one()
        self.check_access("read")
        self._refuse_not_begun()
        self.sudo().as_of = min(self.date_to, self.company_id._company_today())
        self.env.flush_all()
        cr = self.env.cr
        for table in ("ap_payment_item", "ap_fee_line"):
            cr.execute(
                SQL("DELETE FROM %s WHERE report_id = %s", SQL.identifier(table), self.id)
            )
        cr.execute(SQL(PURCHASES, **self._bounds()))
        [(purchases,)] = cr.fetchall()
        copy_rows(cr, "ap_payment_item", ITEM_COLUMNS, self._item_rows())
        copy_rows(cr, "ap_fee_line", FEE_COLUMNS, self._fee_rows())
        self.env["ap.payment.item"].invalidate_model()
        self.env["ap.fee.line"].invalidate_model()
        self.invalidate_recordset()
        self.sudo().purchases = purchases

    def _disputed_sql(self) -> SQL:
        """Whether the bill `move` is disputed; heirs add what else says so."""
        return SQL("move.payment_state = 'blocked'")

    def _bounds(self) -> dict:
        """The legal entity and the days; a period that is not over ends today."""
        return {
            "companies": self._entity().ids,
            "start": self.date_from,
            "end": self.as_of,
        }

    def _item_rows(self):
        """One row per instalment that was open or paid."""
        law = self.env["res.partner"]._ap_law()
        bands = self.env["ap.late.band"]._bounds()
        cr = self.env.cr
        cr.execute(SQL(ITEMS, disputed=self._disputed_sql(), **self._bounds()))
        items = cr.dictfetchall()
        cr.execute(SQL(SETTLEMENTS, [item["id"] for item in items]))
        settled = {}
        for item_id, day, paid, amount in cr.fetchall():
            one = late.Settlement(day, to_decimal(amount), paid)
            settled.setdefault(item_id, []).append(one)
        for item in items:
            parts = tuple(settled.get(item["id"], ()))
            item["amount"] = to_decimal(item["amount"])
            instalment = late.Instalment(item["due"], item["amount"], parts)
            found = late.year_of(law, instalment, self.date_from, self.as_of)
            if found:
                yield self._item_row(item, found, bands)

    def _item_row(self, item, found, bands):
        unpaid_band = found.unpaid and late.band_of(bands, found.unpaid_days)
        paid_band = found.paid_on and late.band_of(bands, found.paid_days)
        return (
            self.id, self.company_id.id, item["move_id"], item["partner_id"],
            item["reference"], item["invoice_date"], item["due"], item["amount"],
            found.unpaid, max(found.unpaid_days, 0) if found.unpaid else 0,
            unpaid_band or None, found.paid, found.paid_on, max(found.paid_days, 0),
            paid_band or None, found.interest, found.indemnity,
            found.interest + found.indemnity, _flag(found.complete),
            _flag(item["disputed"]),
        )  # fmt: skip

    # -- fees (DAS2) -------------------------------------------------------------------
    def _fee_rows(self):
        """One row per bill, nature and day of payment in the calendar year."""
        year = self.date_to.year
        bounds = {
            "companies": self._entity().ids,
            "start": date(year, 1, 1),
            "end": date(year, 12, 31),
        }
        self.env.cr.execute(SQL(FEES_PAID, **bounds))
        payments = self.env.cr.fetchall()
        parts = list(self._fee_parts(payments))
        law = self.env["res.partner"]._ap_law()
        totals = terms.fees_to_declare(
            law,
            [terms.FeePayment(str(row[1]), row[3], row[4], row[5]) for row in parts],
        )
        by_partner = {int(total.beneficiary): total for total in totals}
        for move_id, partner_id, reference, day, amount, nature in parts:
            total = by_partner[partner_id]
            yield (
                self.id, self.company_id.id, str(year), partner_id, nature, move_id,
                reference, day, amount, total.amount, total.threshold,
                _flag(total.to_declare),
            )  # fmt: skip

    def _fee_parts(self, payments):
        """(bill, beneficiary, reference, day, amount, nature) of what is a fee."""
        self.env.cr.execute(SQL(NATURES, list({row[0] for row in payments})))
        weights = {}
        for move_id, nature, weight in self.env.cr.fetchall():
            weights.setdefault(move_id, []).append((nature, to_decimal(weight or 0)))
        for move_id, partner_id, choice, reference, day, amount in payments:
            shares = [(n, w) for n, w in weights.get(move_id, ()) if w]
            if not shares:
                continue
            amounts = allocate(to_decimal(amount), [weight for _nature, weight in shares])
            for (nature, _weight), part in zip(shares, amounts, strict=True):
                if nature or choice == "always":
                    yield move_id, partner_id, reference, day, part, nature or "other"

    # The tables of D441-6 ----------------------------------------------------------

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

    def _excluded(self) -> tuple[int, float]:
        """Disputed bills that the tables leave out: number and amount unpaid."""
        items = self.env["ap.payment.item"]
        [(number, amount)] = items._read_group(
            [("report_id", "=", self.id), ("is_disputed", "=", True)],
            [],
            ["move_id:count_distinct", "unpaid:sum"],
        )
        return number, amount

    @api.depends_context("lang")
    @api.depends("item_ids", "purchases", "computed_on")
    def _compute_table_html(self):
        for report in self:
            report.table_html = report._tables().table_html() if report.computed_on else False

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

    def _tables(self) -> PaymentReportDocument:
        return PaymentReportDocument(self)

    def _document(self):
        return self._tables().document()


def _flag(value) -> str:
    """A boolean as COPY wants it: false is no value there."""
    return "t" if value else "f"
