# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a supplier's list becomes: a statement, reconciled with our ledger at its day."""

import hashlib
import json
from collections import defaultdict
from datetime import date
from decimal import Decimal
from functools import cached_property

from odoo.exceptions import UserError
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from odoo.addons.ap_base.models.import_target import ImportTarget
from odoo.addons.ap_base.models.import_value import ImportField, as_json

from ..rules.statement_sign import Direction, find_direction
from ..rules.statement_table import AMOUNTS, HEADER, day_of, reading_of
from . import statement_ledger, statement_store, statement_words

KINDS = {
    "kind": "text", "day": "date", "due": "date", "number": "text", "reference": "text",
    "label": "text", "debit": "decimal", "credit": "decimal", "amount": "decimal",
    "open": "decimal", "paid": "decimal", "mark": "text", "currency": "text",
    "direction": "text", "why": "text",
}  # fmt: skip
OF_ENGINE = ("direction", "why")


class SupplierStatementTarget(ImportTarget):
    code, model = "supplier_statement", "ap.supplier.statement"
    group = "ap_base.group_apprentice"  # a comparison: nothing is booked

    @property
    def label(self):
        return self.env._("Supplier statement")

    @cached_property
    def fields(self):
        labels = statement_words.columns(self.env)
        return {
            name: ImportField(labels.get(name, name), kind, size=500)
            for name, kind in KINDS.items()
        }

    @property
    def examples(self):
        return (
            {
                "day": date(2026, 10, 5),
                "number": "FA-2026-0117",
                "label": "Vente octobre",
                "debit": Decimal("1200.00"),
            },
        )

    # -- checking -----------------------------------------------------------------------

    @property
    def mappable(self):
        return tuple(name for name in self.fields if name not in OF_ENGINE)

    def validate(self, rows):
        for row in rows:
            row.raw = self._shown(row)
            for name in OF_ENGINE:
                row.values.pop(name, None)
        partner = self.file.ap_partner_id.commercial_partner_id
        if not partner:
            message = self.env._("Say whose list it is: choose the supplier.")
            rows[0].reject(self.env._("Supplier"), "", message)
            return
        self._refuse_empty(rows)
        good = [row for row in rows if not row.errors]
        if len(good) < len(rows):
            return
        day = self._day(good)
        if not day:
            message = self.env._("No row has a day: say as of when the list is.")
            rows[0].reject(self.env._("List as of"), "", message)
            return
        self._understand(partner, day, good)

    def _shown(self, row) -> dict:
        """What the dry run shows of a row."""
        shown = {
            "date": lambda value: format_date(self.env, value),
            "decimal": lambda value: formatLang(self.env, float(value)),
        }
        values = dict(row.values)
        kinds = statement_words.kinds(self.env)
        values["kind"] = kinds.get(values.get("kind"), values.get("kind"))
        return {
            self.fields[name].label: shown.get(KINDS[name], str)(value)
            for name, value in values.items()
            if value not in (None, "")
        }

    def _refuse_empty(self, rows):
        """Refuse documents without an amount."""
        for row in rows:
            values = row.values
            if values.get("kind") == HEADER or row.errors:
                continue
            if not any(values.get(name) is not None for name in AMOUNTS):
                message = self.env._(
                    "Row %(row)s: there is no amount. Fill it in, or delete the row.",
                    row=row.number,
                )
                row.reject(self.fields["amount"].label, "", message)

    def _day(self, rows) -> date | None:
        return self.file.ap_statement_date or day_of(
            (row.number, row.values) for row in rows
        )

    def _understand(self, partner, day, rows):
        """Say of each row which statement it belongs to, and who owes whom."""
        reading = reading_of((row.number, row.values) for row in rows)
        items = statement_ledger.items(self.company, partner, day)
        direction = self._direction(partner, reading, items, rows)
        if direction is None:
            message = statement_words.question(self.env)
            rows[0].reject(self.env._("Amounts of the list"), "", message)
            return
        groups = defaultdict(list)
        main = self._main_currency(partner, rows)
        for row in rows:
            row.values |= {"direction": direction.code, "why": direction.why}
            groups[row.values.get("currency") or main].append(row)
        for name, its in groups.items():
            self._name_rows(partner, day, name, its)

    def _direction(self, partner, reading, items, rows) -> Direction | None:
        if self.file.ap_statement_direction:
            return Direction(self.file.ap_statement_direction, "answered")
        known = statement_store.known_direction(self.company, partner, signature_of(rows))
        return find_direction(reading, items, known)

    def _main_currency(self, partner, rows) -> str:
        """The currency of rows that name none: that of the columns, else the only one of
        the supplier's open items, else the company's."""
        named = [row.values["currency"] for row in rows if row.values.get("currency")]
        if named:
            return max(named, key=named.count)
        open_in = statement_ledger.currencies(self.company, partner)
        home = self.company.currency_id.name
        return open_in[0] if len(open_in) == 1 else home

    def _name_rows(self, partner, day, name, rows):
        """Give the rows of one statement their document: the same list is the same."""
        currency = self.env["res.currency"].search([("name", "=", name)], limit=1)
        if not currency:
            message = self.env._(
                "Row %(row)s: the currency %(name)s is unknown or switched off.",
                row=rows[0].number,
                name=name,
            )
            rows[0].reject(self.fields["currency"].label, name, message)
            return
        content = [
            [as_json(row.values.get(name)) for name in KINDS if name != "why"]
            for row in rows
            if row.values.get("kind") != HEADER
        ]
        digest = hashlib.sha256(json.dumps(content).encode()).hexdigest()[:32]
        document = f"{partner.id}|{day.isoformat()}|{name}|{digest}"
        for row in rows:
            row.document, row.key = document, f"{document}|{row.number}"

    # -- writing ------------------------------------------------------------------------

    def apply(self, rows):
        groups = defaultdict(list)
        for row in rows:
            if row.state != "gone":
                groups[row.document].append(row)
        for document, its in groups.items():
            statement = statement_store.from_rows(self.file, document, its)
            for row in its:
                row.res_id = statement.id

    def undo(self, rows):
        """Take back what the file brought, as long as it was neither reviewed nor sent."""
        made = self.env["ap.supplier.statement"].sudo()
        found = made.search([("import_id", "=", self.file.id)])
        kept = found.filtered(lambda one: one.state == "reviewed" or one.date_asked) or made.search(
            [("redo_of_id", "in", found.ids)]
        )
        if kept:
            raise UserError(
                self.env._(
                    "%(names)s: reviewed, sent or done again since. The file stays.",
                    names=", ".join(kept.mapped("display_name")),
                )
            )
        found._drop()


def signature_of(rows) -> str:
    """The names of the columns, by which the supplier's next list is known again."""
    heads = (row.values.get("label") for row in rows if row.values.get("kind") == HEADER)
    return next(heads, "") or ""
