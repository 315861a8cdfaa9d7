# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sections of the closing file: lists with explanations, changes, ages, axes."""

from decimal import Decimal

from odoo import models
from odoo.tools import groupby

from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_base.documents.document import (
    AMOUNT,
    Column,
    Paragraph,
    Section,
    Table,
)

PRINTED = 250  # lines of a list on paper, the weightiest; the workbook has all
REASONS = 3  # lines named in the reason of a group's change
BUCKETS = ("amount_30", "amount_60", "amount_90", "amount_older")


class ApClosing(models.Model):
    _inherit = "ap.closing"

    def _file_lines(self, *domain):
        """Lines of the month, by source of entries and supplier."""
        return self.env["ap.closing.line"].search(
            [("run_id", "in", self.run_ids.ids), ("state", "!=", "cancelled"), *domain],
            order="run_id, partner_id, id",
        )

    def _file_accruals(self) -> Section:
        names = [
            "kind", "partner_id", "label", "account_id", "amount", "amount_tax", "explanation",
        ]  # fmt: skip
        kinds = self.env["ap.closing.kind"]._brought_in()
        lines = self._file_lines(("kind", "in", kinds), ("amount", "!=", 0))
        return self._file_list(self.env._("Accruals"), lines, names)

    def _file_deferrals(self) -> Section:
        names = [
            "kind", "partner_id", "label", "account_id", "period_start", "period_end",
            "amount", "explanation",
        ]  # fmt: skip
        kinds = self.env["ap.closing.kind"]._put_aside()
        lines = self._file_lines(("kind", "in", kinds), ("amount", "!=", 0))
        return self._file_list(self.env._("Deferrals"), lines, names)

    def _file_list(self, title, lines, names, weight="amount", in_pdf=True) -> Section:
        if not lines:
            return Section(title, (Paragraph(self.env._("None."), "note"),), in_pdf=in_pdf)
        if "amount_tax" in names and not any(lines.mapped("amount_tax")):
            names = [name for name in names if name != "amount_tax"]
        table = lines._report_table(names, print_limit=PRINTED, weight=weight)
        return Section(title, (table,), in_pdf=in_pdf)

    def _file_decisions(self) -> Section:
        """Amounts that a person decided, beside the computed ones."""
        names = [
            "partner_id", "label", "amount_computed", "amount", "override_reason",
            "override_user_id",
        ]  # fmt: skip
        lines = self._file_lines(("is_overridden", "=", True))
        return self._file_list(self.env._("Decided by persons"), lines, names)

    def _file_not_posted(self) -> Section:
        """Proposals below the threshold or not wanted: for the workbook only."""
        names = ["kind", "partner_id", "label", "amount_computed", "excluded_code", "explanation"]
        lines = self._file_lines(
            ("excluded_code", "!=", False), ("is_overridden", "=", False)
        )
        return self._file_list(
            self.env._("Not posted"), lines, names, weight="amount_computed", in_pdf=False
        )

    # -- changes ----------------------------------------------------------------------

    def _file_flux(self):
        return self.env["ap.closing.flux"].search(
            [("run_id", "in", self.run_ids.ids)], order="run_id, partner_id, account_id, id"
        )

    def _file_changes(self) -> Section:
        """Per kind, supplier and account; reasons for what reaches the threshold."""
        labels = self.env["ap.closing.kind"]._labels()
        groups = groupby(
            self._file_flux(), lambda row: (row.kind, row.partner_id, row.account_id)
        )
        rows = []
        for (kind, partner, account), found in groups:
            group = self.env["ap.closing.flux"].union(*found)
            sums = group._movements()
            rows.append(
                (
                    labels.get(kind, kind), partner.display_name or "", account.code or "",
                    *sums, group._reasons(sums),
                )
            )  # fmt: skip
        columns = (
            Column(self.env._("Kind")),
            Column(self.env._("Supplier")),
            Column(self.env._("Account")),
            Column(self.env._("Previous month"), AMOUNT),
            Column(self.env._("New"), AMOUNT, hides_zero=True),
            Column(self.env._("Settled"), AMOUNT, hides_zero=True),
            Column(self.env._("Changed"), AMOUNT, hides_zero=True),
            Column(self.env._("This month"), AMOUNT),
            Column(self.env._("Explanation")),
        )
        table = Table(columns, rows, print_limit=PRINTED, weight=7)
        return Section(
            self.env._("Changes since the previous month"),
            (self._file_threshold(), table),
            sheet=self.env._("Changes"),
        )

    def _file_threshold(self) -> Paragraph:
        company, language = self.company_id, self.env["ap.document"]._language()
        return Paragraph(
            self.env._(
                "Changes are explained from %(amount)s and %(percent)s %% on; every line is "
                "in the workbook.",
                amount=language.number(to_decimal(company.ap_flux_amount), 2),
                percent=language.number(to_decimal(company.ap_flux_percent), 0),
            ),
            "note",
        )

    def _file_change_lines(self) -> Section:
        names = [
            "kind", "partner_id", "account_id", "label", "previous_amount", "new_amount",
            "gone_amount", "adjusted_amount", "amount", "explanation",
        ]  # fmt: skip
        return self._file_list(
            self.env._("Changes, lines"), self._file_flux(), names, in_pdf=False
        )

    # -- ages and axes -------------------------------------------------------------------

    def _file_ages(self) -> Section:
        title = self.env._("Bills not received by age")
        mine = [("run_id", "in", self.run_ids.ids)]
        ages = self.env["ap.closing.age"]
        sums = ages._read_group(mine, ["partner_id"], [f"{name}:sum" for name in BUCKETS])
        if not sums:
            return Section(title, (Paragraph(self.env._("None."), "note"),))
        rows = []
        for partner, *parts in sums:
            exact = [to_decimal(round(part, 2)) for part in parts]
            rows.append((partner.display_name or "", *exact, sum(exact)))
        rows.sort(key=lambda row: -row[-1])
        columns = (
            Column(self.env._("Supplier")),
            Column(self.env._("0–30 days"), AMOUNT, total=True, hides_zero=True),
            Column(self.env._("31–60 days"), AMOUNT, total=True, hides_zero=True),
            Column(self.env._("61–90 days"), AMOUNT, total=True, hides_zero=True),
            Column(self.env._("Over 90 days"), AMOUNT, total=True, hides_zero=True),
            Column(self.env._("Total"), AMOUNT, total=True),
        )
        blocks = [Table(columns, rows, print_limit=PRINTED, weight=5)]
        old = ages.search([*mine, ("bucket", "=", "older")], order="age_days DESC, id")
        if old:
            names = [
                "partner_id", "label", "date_source", "age_days", "amount", "review_code",
                "explanation",
            ]  # fmt: skip
            blocks.append(
                old._report_table(
                    names, title=self.env._("Over 90 days: is a bill still to be expected?"),
                    print_limit=PRINTED, weight="amount",
                )
            )  # fmt: skip
        return Section(title, tuple(blocks), sheet=self.env._("Age"))

    def _file_axes(self) -> list[Section]:
        """One table per analytic axis; each holds the whole month."""
        groups = self.env["ap.closing.axis"]._read_group(
            [("run_id", "in", self.run_ids.ids)],
            ["plan_id", "analytic_account_id"],
            ["cost_effect:sum"],
        )
        columns = (
            Column(self.env._("Analytic account")),
            Column(self.env._("Effect on cost"), AMOUNT, total=True),
        )
        nobody = self.env._("Not allocated")
        tables = []
        for plan, rows in groupby(groups, lambda row: row[0]):
            cells = [
                (account.display_name or nobody, to_decimal(round(amount, 2)))
                for _plan, account, amount in rows
            ]
            tables.append(Table(columns, cells, title=plan.display_name))
        return [Section(self.env._("Analytic axes"), tuple(tables))] if tables else []


class ApClosingFlux(models.Model):
    _inherit = "ap.closing.flux"

    def _movements(self) -> tuple[Decimal, ...]:
        """Previous, new, settled, changed and this month's amount of these rows."""
        names = ("previous_amount", "new_amount", "gone_amount", "adjusted_amount", "amount")
        return tuple(
            sum((to_decimal(row[name]) for row in self), Decimal(0)) for name in names
        )

    def _reasons(self, sums) -> str:
        """The weightiest reasons of the group, where its change reaches the threshold."""
        if not self._is_marked(sums[0], sums[4]):
            return ""
        moved = self.filtered("change").sorted(lambda row: -abs(row.change))
        texts = [f"{row.label} – {row.explanation}" for row in moved[:REASONS]]
        rest = moved[REASONS:]
        if rest:
            total = sum((to_decimal(row.change) for row in rest), Decimal(0))
            shown = self.env["ap.document"]._language().number(total, 2)
            texts.append(
                self.env._("Others (%(count)s): %(total)s", count=len(rest), total=shown)
            )
        return "\n".join(texts)
