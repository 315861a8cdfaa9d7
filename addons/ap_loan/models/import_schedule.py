# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bank's table of a loan, from a file: it prevails, and is kept as it is.

One file gives the whole table of one loan, or of several that it names. Rows before its
first one stay as they are in the version before; what is booked is never changed.
"""

import re
from collections import defaultdict
from datetime import date
from decimal import Decimal
from functools import cached_property

from odoo.tools import format_date

from odoo.addons.ap_base.models.import_target import ImportTarget
from odoo.addons.ap_base.models.import_value import ImportField

from ..rules import table
from ..rules.exceptions import LoanRuleError
from ..rules.schedule import Schedule
from . import comparing, contract, schedule_store, sentences

AMOUNTS = ("opening", "interest", "principal", "payment", "closing", "insurance", "fees")
# What a line of sums begins with; it is no row of the loan.
SUMS = re.compile(r"^(sous[ -]?)?(grand[ -]?)?(total|totaux|cumul|report)", re.IGNORECASE)


class ScheduleTarget(ImportTarget):
    code, model = "loan_schedule", "ap.loan.row"
    group = "ap_base.group_apprentice"  # of a draft; of a running loan see `validate`

    @property
    def label(self):
        return self.env._("Loan schedule of the bank")

    @cached_property
    def fields(self):
        loan = {"type": "record", "model": "ap.loan", "lookup": "reference"}
        return {
            "loan": ImportField(
                self.env._("Contract number"),
                help=self.env._("Empty: the loan chosen, or named by the file."),
                **loan,
            ),
            "number": ImportField(self.env._("Number"), "integer"),
            "date": ImportField(self.env._("Due date"), "date", required=True),
            "opening": ImportField(self.env._("Capital before"), "decimal"),
            "interest": ImportField(self.env._("Interest"), "decimal"),
            "principal": ImportField(self.env._("Capital repaid"), "decimal"),
            "insurance": ImportField(self.env._("Insurance"), "decimal"),
            "fees": ImportField(self.env._("Fees"), "decimal"),
            "payment": ImportField(
                self.env._("Instalment"), "decimal", help=self.env._("With insurance and fees, or without.")
            ),
            "closing": ImportField(self.env._("Capital after"), "decimal"),
        }

    @property
    def examples(self):
        return (
            {
                "number": 1,
                "date": date(2026, 2, 15),
                "opening": Decimal("100000.00"),
                "interest": Decimal("300.00"),
                "principal": Decimal("1523.66"),
                "payment": Decimal("1823.66"),
                "closing": Decimal("98476.34"),
            },
        )

    def skips(self, cells):
        """Lines of sums, and headers that come again on each page."""
        texts = [str(cell).strip() for cell in cells if cell not in (None, "")]
        has_digit = any(sign.isdigit() for text in texts for sign in text)
        return not has_digit or bool(SUMS.match(texts[0]))

    # -- checking -------------------------------------------------------------------

    def validate(self, rows):
        default = self._default_loan()
        groups = defaultdict(list)
        for row in rows:
            loan = self.env["ap.loan"].browse(row.values.get("loan") or default.id)
            if not loan:
                self._reject_unknown(row)
            elif row.values.get("date"):
                row.document = f"loan:{loan.id}"
                number = row.values.get("number")
                row.key = f"{row.document}|{row.values['date']:%Y-%m-%d}|{number}"
                groups[loan].append(row)
        for loan, its in groups.items():
            if all(not row.errors for row in its):
                self._check_table(loan, its)

    def _default_loan(self):
        """The loan chosen, else the only one whose contract number is in the name."""
        if self.file.ap_loan_id:
            return self.file.ap_loan_id
        name = _plain(self.file.filename or "")
        loans = self.env["ap.loan"].search(
            [("company_id", "=", self.company.id), ("reference", "!=", False)]
        )
        found = loans.filtered(lambda one: len(one.reference) > 3 and _plain(one.reference) in name)
        return found if len(found) == 1 else self.env["ap.loan"]

    def _reject_unknown(self, row):
        message = self.env._(
            "Row %(row)s: nobody knows of which loan. Choose it on the import, or give its "
            "contract number in a column or in the name of the file.",
            row=row.number,
        )
        row.reject(self.env._("Contract number"), row.values.get("loan"), message)

    def _check_table(self, loan, rows):
        """Reject what gives no table, and rows that differ from what is booked."""
        if not self._may_change(loan):
            role = self.env.ref("ap_base.group_accountant").sudo().name
            message = self.env._(
                "%(loan)s is running: its table is imported by the role %(role)s or above.",
                loan=loan.name,
                role=role,
            )
            rows[0].reject(self.env._("Contract number"), loan.reference, message)
            return
        try:
            found = self._read(loan, rows)
        except LoanRuleError as error:
            row = rows[error.values.get("row", 1) - 1]
            message = self.env._(
                "Row %(row)s: %(why)s",
                row=row.number,
                why=sentences.of_error(self.env, error),
            )
            row.reject(self.env._("Interest"), row.values.get("interest"), message)
            return
        self._check_booked(loan, rows, found)

    def _may_change(self, loan):
        accountant = self.env.user.has_group("ap_base.group_accountant")
        return self.env.su or accountant or loan.state == "draft"

    def _check_booked(self, loan, rows, found):
        version = schedule_store.in_force(loan).get(loan.id)
        if version is None:
            return
        new = {(row.date, row.kind): row for row in found.rows}
        by_day = {row.values["date"]: row for row in rows}
        for row, stored in zip(version.schedule.rows, version.stored, strict=True):
            if not stored["move_id"]:
                continue
            other = new.get((row.date, row.kind))
            if other is None or _split(other) != _split(row):
                place = by_day.get(row.date, rows[0])
                self._reject_booked(loan, place, row, other)

    def _reject_booked(self, loan, place, row, other):
        amount = contract.shown_amount
        message = self.env._(
            "Row %(row)s: the instalment of %(day)s is booked with %(interest)s of interest "
            "and %(principal)s of capital, and the table has other figures. Reverse its "
            "entry, import, and book it again.",
            row=place.number,
            day=format_date(self.env, row.date),
            interest=amount(loan, row.interest),
            principal=amount(loan, row.principal),
        )
        place.reject(
            self.env._("Interest"), other.interest if other else "", message
        )

    # -- reading ----------------------------------------------------------------------

    def _read(self, loan, rows) -> Schedule:
        """The whole table: rows kept of the version before, then those of the file."""
        terms = contract.terms_of(loan)
        printed = [_bank_row(row.values) for row in rows]
        printed.sort(key=lambda one: (one.date, one.number or 0))
        version = schedule_store.in_force(loan).get(loan.id)
        kept = ()
        if version is not None:
            kept = tuple(
                row for row in version.schedule.rows if row.date < printed[0].date
            )
        if kept and printed[0].number in (0, 1):
            kept = ()
        if not kept:
            return table.read_table(printed, terms.tranches)
        found = table.read_table(printed, terms.tranches, after=kept[-1])
        return Schedule((*kept, *found.rows), terms.tranches)

    # -- writing ----------------------------------------------------------------------

    def apply(self, rows):
        groups = defaultdict(list)
        for row in rows:
            groups[int(row.document.removeprefix("loan:"))].append(row)
        for loan_id, its in groups.items():
            changed = [row for row in its if row.state in ("new", "changed", "gone")]
            present = [row for row in its if row.state != "gone"]
            if changed and present:
                self._apply_to(self.env["ap.loan"].browse(loan_id), present)

    def _apply_to(self, loan, rows):
        contract.lock(loan)
        terms = schedule_store.ruled(self.env, contract.terms_of, loan)
        found = schedule_store.ruled(self.env, self._read, loan, rows)
        first = min(row.values["date"] for row in rows)
        kept = [row.date for row in found.rows if row.date < first]
        schedule = schedule_store.add_version(
            loan, "bank_table", terms, found, max(kept, default=terms.drawn_on),
            import_id=self.file.id, comparison=comparing.of(terms, found),
            remarks=comparing.remarks_of(found),
        )  # fmt: skip
        made = {(row.date, row.number): row.id for row in schedule.row_ids}
        for row in rows:
            day, number = row.values["date"], row.values.get("number")
            same_day = [key for key in made if key[0] == day]
            key = (day, number) if (day, number) in made else same_day[0]
            row.res_id = made[key]
        loan._message_log(body=self._note(loan, schedule))

    def _note(self, loan, schedule):
        remarks = len(schedule.remarks or [])
        note = self.env._(
            "Table of the bank imported from %(file)s: %(rows)s rows.",
            file=self.file.filename,
            rows=schedule.row_count,
        )
        if remarks:
            note += " " + self.env._(
                "It contradicts itself: %(count)s remarks.", count=remarks
            )
        return note

    def undo(self, rows):
        """The version before counts again, as long as nothing of this one is booked."""
        versions = self.env["ap.loan.schedule"].sudo().search(
            [("import_id", "=", self.file.id)]
        )
        for version in versions:
            schedule_store.drop_version(version)



def profile_for(loan):
    """The import profile of the lender's last table, else the general one."""
    env = loan.env
    versions = env["ap.loan.schedule"].search(
        [("loan_id.partner_id", "=", loan.partner_id.id), ("import_id", "!=", False)],
        order="id DESC",
        limit=1,
    )
    known = versions.import_id.profile_id
    return known or env.ref("ap_loan.ap_import_profile_loan")


def _bank_row(values) -> table.BankRow:
    return table.BankRow(
        date=values["date"],
        number=values.get("number"),
        **{name: values.get(name) for name in AMOUNTS},
    )


def _split(row) -> tuple:
    return row.interest, row.principal, row.insurance, row.fees


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def read(loan, filename, content):
    """The import of the bank's table, applied where nothing speaks against it. `content`:
    as a binary field holds it."""
    profile = profile_for(loan)
    record = loan.env["ap.import"].with_company(loan.company_id).create(
        {
            "company_id": loan.company_id.id,
            "profile_id": profile.id,
            "ap_loan_id": loan.id,
            "filename": filename or "table",
            "file": content,
        }
    )
    record._read_now()
    if record.state == "validated":
        record._apply_now()
    return record


def screen(loan) -> dict:
    """The action that opens the import of the bank's table for the loan."""
    return {
        "type": "ir.actions.act_window",
        "name": loan.env._("Table of the bank"),
        "res_model": "ap.import",
        "views": [(False, "form")],
        "context": {
            "default_profile_id": profile_for(loan).id,
            "default_ap_loan_id": loan.id,
            "default_company_id": loan.company_id.id,
        },
    }
