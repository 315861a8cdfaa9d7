# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bank statements from files: CFONB 120, camt, OFX, MT940, and sheets by profile.

A line that is there already is the same line, whatever file brought it; two real twins
are two lines. Balances follow each other, or a person lets them pass.
"""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from functools import cached_property

from odoo.tools import format_date
from odoo.tools.misc import formatLang

from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_base.models.import_target import ImportTarget
from odoo.addons.ap_base.models.import_value import ImportField

from ..rules import import_groups, reading
from ..rules.errors import StatementError
from . import import_fields, statement_checks, statement_store, statement_words
from .statement_store import Group


class BankStatementTarget(ImportTarget):
    code, model = "bank_statement", "account.bank.statement.line"
    group = "ap_base.group_accountant"  # lines are posted as they come

    def __init__(self, file) -> None:
        super().__init__(file)
        self.known: dict[int, int] = {}  # row -> line that is there, 0: some line

    @property
    def label(self):
        return self.env._("Bank statement")

    @cached_property
    def fields(self):
        named = import_fields.named(self.env)
        return {
            name: ImportField(named.get(name, name), kind, size=import_fields.SIZE)
            for name, kind in import_fields.KINDS.items()
        }

    @property
    def examples(self):
        return (
            {
                "day": date(2026, 10, 31),
                "label": "PRLV SEPA OPERATEUR FA-2026-0117",
                "debit": Decimal("50.00"),
                "balance": Decimal("950.00"),
            },
        )

    # -- checking -----------------------------------------------------------------

    @property
    def mappable(self):
        return tuple(name for name in self.fields if name not in import_fields.OF_FILES)

    def validate(self, rows):
        if self._is_statement_file():
            for row in rows:
                row.raw = self._shown(row)
        else:
            for row in rows:
                for name in import_fields.OF_FILES:
                    row.values.pop(name, None)
        self._read_sheets(rows)
        by_journal = defaultdict(list)
        for group in self._groups(rows):
            journal = self._journal(group)
            if journal:
                by_journal[journal].append(Group(journal, group))
        notes = []
        for journal, groups in by_journal.items():
            notes += statement_checks.check(self, journal, groups)
        notes = "\n".join(dict.fromkeys(notes)) or False
        self.file.sudo().write({"ap_bank_notes": notes})

    def _shown(self, row) -> dict:
        """What the dry run shows: the line, not its statement again."""
        shown = {
            "date": lambda value: format_date(self.env, value),
            "decimal": lambda value: formatLang(self.env, float(value)),
        }
        return {
            import_fields.header(name): shown.get(import_fields.KINDS[name], str)(value)
            for name in import_fields.SHOWN
            if (value := row.values.get(name)) not in (None, "")
        }

    def _is_statement_file(self) -> bool:
        chosen = self.file.profile_id.format in {one.code for one in reading.FORMATS}
        return chosen or bool(reading.format_of(self.file._content()))

    def _read_sheets(self, rows):
        """Give the rows of sheets what statement files have; reject what has no amount."""
        groups = defaultdict(list)
        for row in rows:
            if row.values.get("statement") is None and not row.errors:
                groups[row.values.get("account") or ""].append(row)
        for its in groups.values():
            whole = [row for row in its if self._has_day(row)]
            if not whole:
                continue
            typed = [import_groups.sheet_row(row.number, row.values) for row in whole]
            try:
                found = import_groups.of_sheet(typed, [row.values for row in whole])
            except StatementError as error:
                [row] = [row for row in whole if row.number == error.row]
                row.reject("", error.value, statement_words.of_row(self.env, error))
                continue
            for row, values in zip(whole, found.rows, strict=True):
                row.values.update(values)

    def _has_day(self, row) -> bool:
        if not row.values.get("day"):
            message = self.env._(
                "Row %(row)s: the day of the movement is missing.", row=row.number
            )
            row.reject(self.fields["day"].label, "", message)
        return bool(row.values.get("day"))

    def _groups(self, rows):
        """The rows of each statement of the file that can be read, in their order."""
        found = defaultdict(list)
        for row in rows:
            if not row.errors:
                values = row.values
                found[values.get("account") or "", values.get("statement")].append(row)
        return [found[key] for key in found]

    def _journal(self, rows):
        """The journal of a statement; its first row is rejected where there is none."""
        journal, message = statement_checks.journal_of(self.file, rows[0].values)
        if message:
            place = self.fields["account"].label
            rows[0].reject(place, rows[0].values.get("account"), message)
        return journal

    def review(self, rows):
        """A line that is there is the same, whichever file brought it before."""
        for row in rows:
            if row.number in self.known and not row.errors:
                row.state = "same"
                row.res_id = self.known[row.number] or row.res_id
            elif not row.values.get("day") and row.state == "changed":
                row.state = "same"  # a balance without movements is no record

    def reject_digits(self, journal, row):
        """Refuse an amount that the currency of the account does not have."""
        currency = journal.currency_id or journal.company_id.currency_id
        if row.values["amount"] % to_decimal(currency.rounding):
            message = self.env._(
                "Row %(row)s: %(amount)s has more digits than %(currency)s allows.",
                row=row.number,
                amount=row.values["amount"],
                currency=currency.name,
            )
            row.reject(self.fields["amount"].label, row.values["amount"], message)

    # -- writing ------------------------------------------------------------------

    def apply(self, rows):
        present = [row for row in rows if row.state != "gone"]
        journals = self.env["account.journal"]
        groups = []
        for group in self._groups(present):
            number = int(group[0].key.split("|")[0])
            groups.append(Group(journals.browse(number), group))
        statement_checks.lock(journals.browse({g.journal.id for g in groups}))
        statement_checks.refuse_lines_of_others(groups)
        statement_store.write(self.file, groups)
        self.env.ref("ap_treasury.ir_cron_match").sudo()._trigger()

    def undo(self, rows):
        statement_store.take_back(self.file)
