# SPDX-License-Identifier: AGPL-3.0-or-later
"""One row of a sheet made a transaction by its profile."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from odoo.addons.ap_base.readers.errors import CellError
from odoo.addons.ap_base.readers.headers import header_key
from odoo.addons.ap_base.readers.values import parse_boolean

from ..rules.transaction import Kind, PaidBy, Receipt, Status, Transaction
from . import cells, money
from .profile import (
    CURRENCIES,
    LISTS,
    NUMBERS,
    TEXTS,
    Profile,
    kind_by_sign,
    paid_by,
    receipt_of,
)
from .record import Record
from .result import Settings

if TYPE_CHECKING:
    from .tables import Columns

_PAN = re.compile(r"\d(?:[ -]?\d){11,18}")
_BETWEEN = re.compile(r"\s*[;|\n]\s*|\s*,\s+")


class SheetRow:
    """Makes transactions of the rows of one sheet."""

    def __init__(
        self,
        profile: Profile,
        columns: Columns,
        settings: Settings,
        decimal: str,
        first_day: date,
    ) -> None:
        """Keep how the sheet is written."""
        self.profile, self.columns, self.settings = profile, columns, settings
        self.decimal, self.first_day = decimal, first_day

    def record(self, values: dict, row: int) -> Record:
        """Return the row's cells by name."""
        return Record(values, row, self.settings, self.profile.dates, self.decimal)

    def _has(self, field: str) -> bool:
        return field in self.columns.places

    def _name(self, field: str) -> str:
        return self.columns.name(field)

    def transaction(self, record: Record) -> Transaction | None:
        """Return the transaction; None where the record has faults."""
        given = {
            field: record.text(self._name(field)) for field in TEXTS if self._has(field)
        }
        given |= {
            field: record.currency(self._name(field))
            for field in CURRENCIES
            if self._has(field)
        }
        given |= {
            field: self._number(record, field) for field in NUMBERS if self._has(field)
        }
        given |= self._days(record)
        given |= {
            field: tuple(filter(None, _BETWEEN.split(record.text(self._name(field)))))
            for field in LISTS
            if self._has(field)
        }
        given["currency_base"] = (
            given.get("currency_base")
            or self.profile.currency
            or self.settings.currency
        )
        given |= self._words(record)
        given |= self._amounts(record, given)
        self._check_required(record, given)
        if record.faults:
            return None
        given.setdefault("external_id", "")
        given["card_ref"] = card_ref(given.get("card_ref", ""))
        given["mcc"] = given.get("mcc", "").zfill(4) if given.get("mcc") else ""
        return Transaction(tool=self.profile.code, row=record.row, **given)

    def _check_required(self, record: Record, given: dict) -> None:
        for field in self.profile.required:
            if not given.get(field) and not self._faulty(record, field):
                record.fault("missing", self._name(field))
        if given.get("gross_base") is None and not record.faults:
            fields = ("gross_base", "debit", "gross_original")
            shown = next((self._name(one) for one in fields if self._has(one)), "")
            record.fault("missing", shown)

    def _faulty(self, record: Record, field: str) -> bool:
        return any(fault.column == self._name(field) for fault in record.faults)

    # -- cells --------------------------------------------------------------------

    def _number(self, record: Record, field: str) -> Decimal | None:
        """Return a rate or a percentage; signs of per cent are understood."""
        name = self._name(field)
        text = record.text(name).replace("%", "").strip()
        if not text:
            return None
        try:
            found = cells.amount(text, self.decimal if "," in text else ".")
        except CellError as error:
            record.fault(cells.fault_code(error), name, record.text(name))
            return None
        scaled = field == "vat_rate" and self.profile.fraction
        return found * 100 if scaled else found

    def _days(self, record: Record) -> dict:
        given: dict = {}
        for field in ("expense_date", "settlement_date", "accounting_date",
                      "submitted_date", "approved_date"):  # fmt: skip
            if self._has(field):
                given[field] = self._day(record, field)
        if self._has("expense_date"):
            name = self._name("expense_date")
            utc = "expense_date" in self.profile.utc
            given["occurred_at"] = record.moment(name, utc)
        elif given.get("settlement_date"):
            given["expense_date"] = given["settlement_date"]
        if self._has("service_start") and self._has("service_end"):
            given["service_period"] = self._period(record)
        return given

    def _day(self, record: Record, field: str) -> date | None:
        name = self._name(field)
        cell = record.get(name)
        if isinstance(cell, Decimal):  # the serial number of a workbook
            try:
                return cells.company_day(cell, (), first_day=self.first_day)
            except CellError as error:
                record.fault(cells.fault_code(error), name, record.text(name))
                return None
        return record.day(name, utc=field in self.profile.utc)

    def _period(self, record: Record) -> tuple[date, date] | None:
        start, end = self._day(record, "service_start"), self._day(record, "service_end")
        if start and end and start > end:
            record.fault("period", self._name("service_end"), end.isoformat())
        return (start, end) if start and end else None

    # -- words --------------------------------------------------------------------

    def _word(self, record: Record, field: str) -> str:
        return header_key(record.text(self._name(field))) if self._has(field) else ""

    def _words(self, record: Record) -> dict:
        profile = self.profile
        said = self._word(record, "type")
        kind = profile.types.get(said, profile.default_type)
        if said and profile.types and said not in profile.types:
            record.fault("type", self._name("type"), record.text(self._name("type")))
        status = self._word(record, "bookkeeping_status")
        paid = self._word(record, "payment_method")
        payment = profile.payments.get(paid)
        if kind == Kind.CARD and payment in _KIND_BY_PAYMENT and not said:
            kind = _KIND_BY_PAYMENT[payment]
        return {
            "type": kind,
            "bookkeeping_status": profile.statuses.get(status, Status.UNKNOWN),
            "payment_method": _plain_payment(payment) or paid_by(kind),
            "receipt": self._receipt(record, kind),
            "personal": self._yes(record, "personal"),
        }

    def _receipt(self, record: Record, kind: str) -> str:
        said = self._word(record, "receipt")
        if self._has("receipt"):
            found = self.profile.receipts.get(said)
            if found:
                return found
            if said.startswith("http"):
                return Receipt.VALID
        if self._has("receipts") and record.text(self._name("receipts")):
            return Receipt.VALID
        return receipt_of(kind)

    def _yes(self, record: Record, field: str) -> bool:
        if not self._has(field):
            return False
        text = record.text(self._name(field))
        try:
            return parse_boolean(text)
        except CellError:
            record.fault("value", self._name(field), text)
            return False

    # -- amounts ------------------------------------------------------------------

    def _amount(self, record: Record, field: str, currency: str) -> Decimal | None:
        if not self._has(field):
            return None
        minor = field in self.profile.minor
        return record.money(self._name(field), currency if minor else None)

    def _amounts(self, record: Record, given: dict) -> dict:
        base, original = given["currency_base"], given.get("currency_original", "")
        read = {
            field: self._amount(record, field, base)
            for field in ("gross_base", "net", "vat_amount", "vat_reclaim", "fees")
        }
        read["gross_original"] = self._amount(record, "gross_original", original or base)
        debit = self._amount(record, "debit", base)
        credit = self._amount(record, "credit", base)
        sign = self.profile.sign
        if read["gross_base"] is not None:
            read["gross_base"] *= sign
        elif debit is not None or credit is not None:
            read["gross_base"] = (debit or 0) - abs(credit or 0)
        elif read["gross_original"] is not None:
            read["gross_original"] *= sign
        name = next(
            (self._name(one) for one in ("gross_original", "gross_base", "debit")
             if self._has(one)), "",
        )  # fmt: skip
        found = money.settle(record, name, read, base, original)
        gross = found["gross_base"]
        if gross is None:
            return found
        if given["type"] == Kind.LOAD:
            found["gross_base"] = -gross
            found["gross_original"] = -found["gross_original"]
        given["type"] = kind_by_sign(given["type"], gross < 0)
        return found


_KIND_BY_PAYMENT = {
    PaidBy.EMPLOYEE: Kind.CLAIM,
    PaidBy.ACCOUNT: Kind.INVOICE,
    Kind.MILEAGE: Kind.MILEAGE,
    Kind.PER_DIEM: Kind.PER_DIEM,
    Kind.FEE: Kind.FEE,
    Kind.LOAD: Kind.LOAD,
    Kind.SETTLEMENT: Kind.SETTLEMENT,
    Kind.CASH: Kind.CASH,
}


def _plain_payment(payment: str | None) -> str:
    return payment if payment in PaidBy.ALL else ""


def card_ref(text: str) -> str:
    """Return the reference of a card; of a whole number only the last four figures.

    >>> card_ref("4970 1012 3456 7890"), card_ref("card_01HX")
    ('7890', 'card_01HX')
    """
    return text[-4:] if _PAN.fullmatch(text) else text
