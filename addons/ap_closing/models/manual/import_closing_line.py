# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accruals from a file: one line a row, in the month of its date."""

from datetime import date
from decimal import Decimal
from functools import cached_property

from odoo.exceptions import UserError
from odoo.tools import groupby

from odoo.addons.ap_base.arithmetic.calendar import month_end
from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_base.models.import_target import ImportTarget
from odoo.addons.ap_base.models.import_value import ImportField

from ..closing_period import refuse_not_begun
from . import typed_lines


class ClosingLineTarget(ImportTarget):
    code, model = "closing_line", "ap.closing.line"
    group = "ap_base.group_apprentice"  # to be reviewed before posting

    @property
    def label(self):
        return self.env._("Accruals of a closing")

    @cached_property
    def fields(self):
        account = {"type": "record", "model": "account.account", "lookup": "code"}
        return {
            "date": ImportField(
                self.env._("Month"),
                "month",
                required=True,
                help=self.env._("Any day of the month to close."),
            ),
            "label": ImportField(self.env._("Label"), required=True),
            "account": ImportField(
                self.env._("Expense account"), required=True, **account
            ),
            "counterpart": ImportField(
                self.env._("Counterpart account"),
                help=self.env._("Empty: the company's account of other accruals."),
                **account,
            ),
            "amount": ImportField(self.env._("Amount"), "decimal", required=True),
            "vat": ImportField(self.env._("VAT"), "decimal"),
            "partner": ImportField(
                self.env._("Partner"), "record", model="res.partner", lookup="ref"
            ),
            "analytic": ImportField(
                self.env._("Analytic account"),
                "record",
                model="account.analytic.account",
                lookup="code",
            ),
            "reference": ImportField(self.env._("Reference"), size=250),
            "note": ImportField(self.env._("Note")),
        }

    @property
    def examples(self):
        return (
            {
                "date": date(2026, 10, 31),
                "label": self.env._("Audit fees of the year, October's share"),
                "account": "622600",
                "amount": Decimal("1234.56"),
                "reference": "HON-2026-10",
            },
        )

    def validate(self, rows):
        """Amounts that can be posted; a reference names a row for ever in its month."""
        step = to_decimal(self.company.currency_id.rounding)
        default = self.company.ap_accrued_other_account_id
        for row in rows:
            if row.values.get("date"):
                row.values["date"] = month_end(row.values["date"])
                self._check_begun(row)
                if row.values.get("reference"):
                    row.key = f"{row.values['date']:%Y-%m}|{row.values['reference']}"
            for name, label in (
                ("amount", self.env._("Amount")),
                ("vat", self.env._("VAT")),
            ):
                self._check_typed_amount(row, name, label, step)
            if not row.values.get("counterpart") and not default and not row.errors:
                message = self.env._(
                    "Row %(row)s: give a counterpart account, or choose the company's "
                    "account of other accruals in the settings.",
                    row=row.number,
                )
                row.reject(self.env._("Counterpart account"), "", message)

    def _check_begun(self, row):
        try:
            refuse_not_begun(self.env, self.company, row.values["date"])
        except UserError as error:
            message = self.env._("Row %(row)s: %(why)s", row=row.number, why=error)
            row.reject(self.env._("Month"), row.values["date"], message)

    def _check_typed_amount(self, row, name, label, step):
        value = row.values.get(name)
        if name == "amount" and value == 0:
            message = self.env._(
                "Row %(row)s: an accrual needs an amount other than zero.", row=row.number
            )
            row.reject(label, value, message)
        elif value and value % step:
            message = self.env._(
                "Row %(row)s: %(amount)s has more digits than %(currency)s allows. Round it.",
                row=row.number,
                amount=value,
                currency=self.company.currency_id.name,
            )
            row.reject(label, value, message)

    def review(self, rows):
        """What would change a month whose other accruals are posted is refused."""
        moved = [row for row in rows if row.state in ("new", "changed", "gone")]
        days = {
            row.values["date"] for row in moved if row.values.get("date")
        } | {row.previous_values["date"] for row in moved if row.previous_values}
        runs = self.env["ap.closing.run"].search(
            [
                ("company_id", "=", self.company.id),
                ("kind", "=", "manual"),
                ("state", "=", "posted"),
                ("date_end", "in", list(days)),
            ]
        )
        posted = set(runs.mapped("date_end"))
        for row in moved:
            day = row.values["date"]
            if day not in posted:
                day = (row.previous_values or {}).get("date")
            if day in posted:
                message = self.env._(
                    "Row %(row)s: the other accruals of %(month)s are posted. Cancel that "
                    "run, or use a later month.",
                    row=row.number,
                    month=f"{day:%m/%Y}",
                )
                row.reject(self.env._("Month"), day, message)

    def apply(self, rows):
        self._take_back_lines(row for row in rows if row.state in ("gone", "changed"))
        self._type_lines([row for row in rows if row.state in ("new", "changed")])

    def undo(self, rows):
        self.give_back(rows, self._take_back_lines, self._type_lines)

    def _take_back_lines(self, rows):
        """Remove what the rows brought; after a cancelled posting, what came back."""
        keys = [f"import:{self.file.profile_id.id}:{row.key}" for row in rows if row.res_id]
        self.env["ap.closing.line"].search(
            [
                ("company_id", "=", self.company.id),
                ("kind", "=", "manual"),
                ("source_key", "in", keys),
                ("state", "!=", "cancelled"),
            ]
        )._take_back()

    def _type_lines(self, rows):
        """One addition per month; the closings are opened where need be."""
        closings = self.env["ap.closing"].with_company(self.company)
        for day, members in groupby(rows, key=lambda row: row.values["date"]):
            [run] = closings._locked(self.company, day)._runs(["manual"])
            lines = typed_lines.add(run, [self._typed_values(row) for row in members])
            for row, line in zip(members, lines, strict=True):
                row.res_id = line.id

    def _typed_values(self, row) -> dict:
        values = row.values
        counterpart = values.get("counterpart")
        analytic = values.get("analytic")
        return {
            "source_key": f"import:{self.file.profile_id.id}:{row.key}",
            "label": values["label"],
            "account_id": values["account"],
            "counterpart_account_id": counterpart
            or self.company.ap_accrued_other_account_id.id,
            "amount_computed": float(values["amount"]),
            "tax_computed": float(values.get("vat") or 0),
            "partner_id": values.get("partner") or False,
            "analytic_distribution": {str(analytic): 100.0} if analytic else False,
            "note": values.get("note")
            or self.env._("File %(file)s, row %(row)s", file=self.file.filename, row=row.number),
        }
