# SPDX-License-Identifier: AGPL-3.0-or-later
"""Miscellaneous entries from a file: one draft entry per reference, or per file."""

from datetime import date
from decimal import Decimal
from functools import cached_property

from odoo import Command
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..arithmetic.money import to_decimal
from ..readers import header_key
from .import_target import ImportTarget
from .import_value import ImportField

# What a column D/C says; FEC: art. A47 A-1, VII, 12° and 13°.
DIRECTIONS = {
    **dict.fromkeys(("d", "debit", "+1", "1", "+", "dr"), 1),
    **dict.fromkeys(("c", "credit", "-1", "-", "cr"), -1),
}


class JournalItemTarget(ImportTarget):
    code, model = "journal_item", "account.move"
    group = "ap_base.group_apprentice"  # drafts: posting is another step

    @property
    def label(self):
        return self.env._("Miscellaneous entries")

    @cached_property
    def fields(self):
        return {
            "date": ImportField(self.env._("Date"), "date", required=True),
            "journal": ImportField(
                self.env._("Journal"), "record", model="account.journal", lookup="code"
            ),
            "reference": ImportField(self.env._("Reference"), size=250),
            "account": ImportField(
                self.env._("Account"),
                "record",
                required=True,
                model="account.account",
                lookup="code",
            ),
            "label": ImportField(self.env._("Label")),
            "debit": ImportField(self.env._("Debit"), "decimal"),
            "credit": ImportField(self.env._("Credit"), "decimal"),
            "amount": ImportField(self.env._("Amount (debit +)"), "decimal"),
            "direction": ImportField(
                self.env._("Debit or credit"),
                help=self.env._(
                    "D or C, beside an amount without sign, as a FEC may have it."
                ),
            ),
            "partner": ImportField(
                self.env._("Partner"), "record", model="res.partner", lookup="ref"
            ),
        }

    @property
    def examples(self):
        """The two lines of one entry."""
        both = {
            "date": date(2026, 10, 31),
            "reference": "OD-2026-10-01",
            "label": self.env._("Office supplies not billed yet"),
        }
        amount = Decimal("1234.56")
        return (
            {**both, "account": "606400", "debit": amount},
            {**both, "account": "408100", "credit": amount},
        )

    def validate(self, rows):
        """Every row has one amount; every entry one date, one journal, and balances."""
        name = (self.file._applied_twin() or self.file).filename or ""
        for row in rows:
            row.document = row.values.get("reference") or name
        self._number_rows(rows)
        step = to_decimal(self.company.currency_id.rounding)
        for row in rows:
            self._take_direction(row)
            self._check_amounts(row, step)
        for members in self._by_document(rows).values():
            if not any(row.errors for row in members):
                self._check_entry(members)
            elif not self.file.profile_id.all_or_nothing:
                self._reject_siblings(members)

    def review(self, rows):
        """Entries that were posted meanwhile are no longer changed."""
        entries = self._entries_of(rows)
        moves = self.env["account.move"].browse(entries.values()).exists()
        posted = {move.id: move for move in moves if not self._is_still_draft(move)}
        for row in rows:
            move = posted.get(entries.get(row.document))
            if move and row.state in ("new", "changed", "gone"):
                row.reject("", row.document, self._posted_message(move))

    def apply(self, rows):
        changed = {row.document for row in rows if row.state != "same"}
        lines = {
            document: [row for row in members if row.state != "gone"]
            for document, members in self._by_document(rows).items()
            if document in changed
        }
        self._write_entries(lines, self._entries_of(rows))
        moves = self._entries_of(rows)
        for row in rows:
            row.res_id = row.res_id or moves.get(row.document)

    def undo(self, rows):
        documents = {row.document for row in rows}
        entries = {row.document: row.res_id for row in rows if row.res_id}
        moves = self.env["account.move"].browse(entries.values()).exists()
        for move in moves:
            if not self._is_still_draft(move):
                raise UserError(self._posted_message(move))
        before = self._by_document(self.file._holders(documents).values())
        self._write_entries(
            {document: before.get(document, []) for document in documents},
            {document: entries.get(document) for document in documents},
        )

    # Rules ---------------------------------------------------------------------------

    def _number_rows(self, rows):
        """The key of a row is its place in its entry: the entry is one whole."""
        places = {}
        for row in rows:
            places[row.document] = places.get(row.document, 0) + 1
            row.key = f"{row.document}#{places[row.document]}"

    def _by_document(self, rows):
        documents = {}
        for row in sorted(rows, key=lambda row: row.document):
            documents.setdefault(row.document, []).append(row)
        return documents

    def _balance(self, row) -> Decimal:
        values = row.values
        if values.get("amount") is not None:
            return values["amount"]
        return (values.get("debit") or Decimal(0)) - (
            values.get("credit") or Decimal(0)
        )

    def _take_direction(self, row):
        """Give an amount the sign that its column D/C says."""
        stated = row.values.pop("direction", None)
        if not stated or row.errors:
            return
        word = header_key(stated) if stated[:1].isalpha() else stated.replace(" ", "")
        sign = DIRECTIONS.get(word)
        if sign is None or row.values.get("amount") is None:
            message = self.env._(
                "Row %(row)s: “%(direction)s” says debit or credit of an amount: write D or "
                "C, and the amount in its column.",
                row=row.number,
                direction=stated,
            )
            row.reject(self.env._("Debit or credit"), stated, message)
        else:
            row.values["amount"] *= sign

    def _check_amounts(self, row, step):
        filled = [n for n in ("debit", "credit", "amount") if row.values.get(n)]
        place = self.env._("Debit / credit")
        if len(filled) != 1 and not row.errors:
            message = self.env._(
                "Row %(row)s: fill in either a debit, a credit or an amount.",
                row=row.number,
            )
            row.reject(place, ", ".join(str(row.values[n]) for n in filled), message)
        elif filled and row.values[filled[0]] % step:
            message = self.env._(
                "Row %(row)s: %(amount)s has more digits than %(currency)s allows. Round it.",
                row=row.number,
                amount=row.values[filled[0]],
                currency=self.company.currency_id.name,
            )
            row.reject(place, row.values[filled[0]], message)

    def _check_entry(self, rows):
        first, last = rows[0], rows[-1]
        for name, label in (
            ("date", self.env._("Date")),
            ("journal", self.env._("Journal")),
        ):
            for row in rows:
                if row.values.get(name) != first.values.get(name):
                    message = self.env._(
                        "Row %(row)s: the entry %(entry)s began on row %(first)s with another "
                        "%(label)s. Give each entry its own reference.",
                        row=row.number,
                        entry=row.document,
                        first=first.number,
                        label=label,
                    )
                    row.reject(label, row.raw.get(label, ""), message)
        total = sum(map(self._balance, rows))
        if total:
            message = self.env._(
                "The entry %(entry)s (rows %(first)s to %(last)s) does not balance: debit "
                "minus credit is %(total)s. Correct the amounts or add the missing row.",
                entry=last.document,
                first=first.number,
                last=last.number,
                total=total,
            )
            last.reject(self.env._("Debit / credit"), total, message)
        if not any(row.errors for row in rows):
            self._check_lock(first)

    def _check_lock(self, row):
        locks = self.company._get_violated_lock_dates(
            row.values["date"], False, self._journal(row)
        )
        if locks:
            message = self.env._(
                "Row %(row)s: %(date)s is in a locked period (%(locks)s). Use a later date, "
                "or ask the head of accounting to open the period.",
                row=row.number,
                date=format_date(self.env, row.values["date"]),
                locks=self.company._format_lock_dates(locks),
            )
            row.reject(self.env._("Date"), row.values["date"], message)

    def _reject_siblings(self, rows):
        for row in rows:
            if not row.errors:
                message = self.env._(
                    "Row %(row)s: another row of the entry %(entry)s is rejected.",
                    row=row.number,
                    entry=row.document,
                )
                row.reject("", row.document, message)

    def _is_still_draft(self, move):
        return move.state == "draft" and not move.posted_before

    def _posted_message(self, move):
        return self.env._(
            "%(entry)s is or was posted and is not changed by a file: reverse it, then import "
            "under another reference.",
            entry=move.display_name,
        )

    # Writing -------------------------------------------------------------------------

    def _journal(self, row):
        chosen = self.env["account.journal"].browse(row.values.get("journal") or [])
        return chosen or self.company._ap_closing_journal()

    def _entries_of(self, rows):
        return {row.document: row.res_id for row in rows if row.res_id}

    def _write_entries(self, lines, entries):
        """Make the draft entries hold exactly these lines: create, rewrite or remove."""
        moves = self.env["account.move"]
        wanted = {document: members for document, members in lines.items() if members}
        fresh = [document for document in wanted if not entries.get(document)]
        created = moves.create([self._entry_values(wanted[name]) for name in fresh])
        for document, move in zip(fresh, created, strict=True):
            for row in wanted[document]:
                row.res_id = move.id
        for document in wanted.keys() - set(fresh):
            move = moves.browse(entries[document])
            values = self._entry_values(wanted[document])
            values["line_ids"] = [Command.clear(), *values["line_ids"]]
            values.pop("move_type")
            move.write(values)
        empty = [
            entries[name] for name in lines.keys() - wanted.keys() if entries.get(name)
        ]
        # Apprentices may not delete entries, but may take back what they imported.
        moves.browse(empty).exists().sudo().unlink()

    def _entry_values(self, rows):
        first = rows[0]
        return {
            "move_type": "entry",
            "company_id": self.company.id,
            "journal_id": self._journal(first).id,
            "date": first.values["date"],
            "ref": first.document,
            "line_ids": [
                Command.create(
                    {
                        "account_id": row.values["account"],
                        "partner_id": row.values.get("partner") or False,
                        "name": row.values.get("label") or row.document,
                        "balance": float(self._balance(row)),
                        "currency_id": self.company.currency_id.id,
                        "amount_currency": float(self._balance(row)),
                        "display_type": "product",
                        "tax_ids": False,
                        "date_maturity": False,
                    }
                )
                for row in rows
            ],
        }
