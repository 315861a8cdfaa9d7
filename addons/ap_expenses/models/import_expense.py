# SPDX-License-Identifier: AGPL-3.0-or-later
"""Transactions of expense tools from files: taken once, followed when they change."""

import json
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from functools import cached_property

from odoo.addons.ap_base.models.import_target import ImportTarget
from odoo.addons.ap_base.models.import_value import ImportField
from odoo.addons.ap_base.readers import header_key

from ..formats import profiles
from . import (
    booking,
    expense_store,
    expense_values,
    fault_words,
    import_fields,
    receipt_files,
)

# What tools call kinds, statuses, payers and receipts, in English and French.
WORDS = {
    "type": profiles.FRENCH.types,
    "bookkeeping_status": profiles.FRENCH.statuses,
    "payment_method": profiles.FRENCH.payments,
    "receipt": profiles.FRENCH.receipts,
}


class ExpenseTarget(ImportTarget):
    code, model = "expense", "ap.expense"
    group = "ap_base.group_apprentice"  # nothing is posted by it
    row_by_row = True

    @property
    def label(self):
        return self.env._("Expenses")

    @cached_property
    def fields(self):
        named = import_fields.named(self.env)
        return {
            name: ImportField(
                named[name], kind, size=import_fields.LONG if name == "ap_raw" else 2000
            )
            for name, kind in import_fields.KINDS.items()
        }

    @property
    def mappable(self):
        return tuple(expense_values.KINDS)

    @property
    def other_headers(self):
        found = defaultdict(list)
        for profile in profiles.ALL:
            for name, headers in profile.columns.items():
                found[name] += headers
        return found

    @property
    def examples(self):
        return (
            {
                "external_id": "P-1001", "expense_date": date(2026, 10, 5),
                "settlement_date": date(2026, 10, 7), "employee_id": "E17",
                "merchant": "Hotel Central", "category": "Hotel",
                "gross_base": Decimal("132.00"), "vat_amount": Decimal("12.00"),
                "payment_method": "card",
            },
        )  # fmt: skip

    @cached_property
    def tool(self):
        """The tool that was chosen, else the only one of the profile, else of the company."""
        tools = self.env["ap.expense.tool"]
        if not self.file:
            return tools
        if self.file.ap_expense_tool_id:
            return self.file.ap_expense_tool_id
        own = [("company_id", "=", self.company.id)]
        profile = self.file.profile_id._origin
        of_profile = profile and tools.search([*own, ("profile_id", "=", profile.id)])
        found = of_profile if len(of_profile) == 1 else tools.search(own)
        return found if len(found) == 1 else tools

    # -- checking ---------------------------------------------------------------------

    def validate(self, rows):
        tool = self.tool
        for row in rows:
            self._of_reader(row)
            if row.errors:
                continue
            if not tool:
                row.reject("", "", self._no_tool())
                continue
            self._check_choices(row)
        for row in self._numbered([row for row in rows if not row.errors]):
            values = row.values
            row.document = f"{tool.id}|{values['external_id']}"
            row.key = f"{row.document}|{values.get('line_id') or ''}"

    def _of_reader(self, row):
        """What our readers hand over beside the transaction."""
        values = row.values
        raw, number, fault = (values.pop(name, None) for name in import_fields.OF_READERS)
        if number:
            row.number = number
        if raw:
            row.raw = json.loads(raw)
        if fault:
            code, column, value, words = json.loads(fault)
            row.reject(column, value, fault_words.of_row(self.env, row, code, column, value, words))

    def _no_tool(self):
        return self.env._(
            "%(company)s has no expense tool for this file, or several: create one under "
            "Expenses ▸ Expense tools, or choose it above.",
            company=self.company.display_name,
        )

    def _check_choices(self, row):
        """Words of the file as our codes; those that are no kind, status or payer."""
        for name, (_default, known) in expense_values.CHOICES.items():
            given = row.values.get(name)
            if given and given not in known:
                given = row.values[name] = WORDS[name].get(header_key(given), given)
            if given and given not in known:
                message = self.env._(
                    "Row %(row)s, %(column)s: “%(value)s” is none of %(known)s. Correct the "
                    "file, or leave it empty.",
                    row=row.number, column=self.fields[name].label, value=given,
                    known=", ".join(known),
                )  # fmt: skip
                row.reject(self.fields[name].label, given, message)

    def _numbered(self, rows):
        """Rows without a number get one from what they say, and from how often it is said
        in the file."""
        for row in rows:
            if not row.values.get("external_id"):
                made = expense_values.fingerprint_of(row.values, self.tool.code)
                self._seen[made] += 1
                row.values["external_id"] = f"{made}-{self._seen[made]}"
        return rows

    @cached_property
    def _seen(self) -> Counter:
        """How often each purchase without a number has come in the file."""
        return Counter()

    def review(self, rows):
        """A transaction that the tool has already is the same, whichever profile brought
        it; the same purchase under a new number is not taken twice."""
        self._tell_unplaced(rows)
        fresh = [row for row in rows if row.state == "new"]
        if not fresh or not self.tool:
            return
        known = self._known({row.values["external_id"] for row in fresh})
        for row in fresh:
            found = known.get((row.values["external_id"], row.values.get("line_id") or ""))
            if found:
                row.res_id = found.id
                row.previous_values = expense_values.of_transaction(
                    expense_values.transaction(found)
                )
                same = _alike(row.values, row.previous_values, self.tool)
                row.state = "same" if same else "changed"
        self._review_alike([row for row in fresh if row.state == "new"], rows)

    def _tell_unplaced(self, rows):
        """Receipts of the archive that belong to no row are told before they are left out."""
        found = self.file and receipt_files.archive_of(self.file)
        names = receipt_files.without_row(found, rows) if found else []
        if self.file:
            self.file.sudo().ap_expense_unplaced = (
                receipt_files.told(self.env, names) if names else False
            )

    def _known(self, numbers) -> dict:
        found = self.env["ap.expense"].sudo().search(
            [
                ("tool_id", "=", self.tool.id),
                ("external_id", "in", list(numbers)),
                ("is_current", "=", True),
            ]
        )
        return {(one.external_id, one.line_id or ""): one for one in found}

    def _review_alike(self, fresh, rows):
        """Purchases that are there under numbers that this file does not have."""
        answer = self.file.ap_expense_alike
        if answer == "other" or not fresh:
            return
        code = self.tool.code
        prints = defaultdict(list)
        for row in fresh:
            prints[expense_values.fingerprint_of(row.values, code)].append(row)
        here = {row.values.get("external_id") for row in rows}
        twins = self.env["ap.expense"].sudo().search(
            [
                ("tool_id", "=", self.tool.id),
                ("is_current", "=", True),
                ("fingerprint", "in", list(prints)),
            ],
            order="id",
        ).filtered(lambda one: one.external_id not in here)
        for made, its in twins.grouped("fingerprint").items():
            for row, twin in zip(prints[made], its, strict=False):
                if answer == "same":
                    row.state, row.res_id = "same", twin.id
                else:
                    self._reject_twin(row, twin)

    def _reject_twin(self, row, twin):
        message = self.env._(
            "Row %(row)s: the same purchase is there as %(known)s. Say above whether it is "
            "the same under a new number, or another one.",
            row=row.number,
            known=twin.display_name,
        )
        row.reject(self.fields["external_id"].label, row.values["external_id"], message)

    # -- writing ----------------------------------------------------------------------

    def apply(self, rows):
        if not self.tool:
            return
        booking.lock(self.tool)
        expense_store.store(self.file, self.tool, rows)
        receipt_files.attach(self.file, rows)

    def undo(self, rows):
        booking.lock(self.tool)
        receipt_files.take_back(self.file)
        expense_store.take_back(self.file, self.tool, rows)


def _alike(values, before, tool) -> bool:
    """Whether two rows say the same of a transaction; the tool's own version apart."""
    said = [expense_values.columns(one, tool) for one in (values, before)]
    names = said[0].keys() - {"tool_revision", "occurred_at"}
    return all((said[0][name] or None) == (said[1][name] or None) for name in names)
