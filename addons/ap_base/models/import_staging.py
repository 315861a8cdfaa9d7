# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a file to staged rows: read, understood, looked up, compared."""

import hashlib
import json
from collections import Counter
from datetime import date

from xlsxwriter.utility import xl_col_to_name

from odoo.tools import split_every

from ..readers import ReaderError, header_key, read_table, to_text
from .ap_import_row import ROW_STATES
from .bulk import copy_rows
from .import_cells import Cells, is_required
from .import_value import ImportRow, as_json

ROW_COLUMNS = (
    "import_id", "company_id", "profile_id", "number", "document", "external_key",
    "state", "message", "errors", "raw", "clean", "res_id", "previous_id", "is_applied",
)  # fmt: skip
LONGEST_KEY = 250
AT_ONCE = 2000  # rows that are cleaned, compared and written together


class Staging:
    """The rows of one import, from its file to the database."""

    def __init__(self, imp):
        self.imp, self.env = imp, imp.env
        self.profile, self.target = imp.profile_id, imp._target()

    def stage(self) -> dict:
        """Keep the rows of the file with what each would change; the values of the import."""
        self.imp._tell("reading")
        lines, places, errors, first_day = self._read()
        rows = []
        if not errors:
            rows = self._understood(lines, places, first_day)
            self._give_keys(rows)
            self.imp._tell("comparing", 0, len(rows))
            rows += self._compare(rows)
            self.target.review(rows)
        self.imp._tell("keeping", 0, len(rows))
        self._keep(rows)
        counts = Counter(row.state for row in rows)
        refused = counts["rejected"] and self.profile.all_or_nothing
        nothing_good = counts["rejected"] and counts["rejected"] == len(rows)
        return {
            "state": "rejected" if errors or refused or nothing_good else "validated",
            "errors": errors,
            "digest": self._digest(rows),
            "row_count": sum(1 for row in rows if row.number),
            **{f"{state}_count": counts[state] for state, _label in ROW_STATES},
        }

    # Reading -------------------------------------------------------------------------

    def _read(self):
        """The rows of the file with their numbers, where its columns are, what is wrong
        with the file as a whole, and day 0 of its serial numbers."""
        name = self.imp.filename or ""
        try:
            table = self.table()
        except ReaderError as error:
            stated = self._file_error(0, "", name, self.imp._file_message(error))
            return [], {}, [stated], None
        head = self.profile.header_row
        places, errors = self.places(header_of(table, head))
        if errors:
            return [], {}, errors, None
        lines = self.lines_of(table)
        if not lines:
            message = self.env._(
                "There is no row below the header (row %(row)s). Check the header row of "
                "the profile, or export again.",
                row=head,
            )
            errors = [self._file_error(head, "", name, message)]
        return lines, places, errors, table.first_day

    def table(self):
        """The cells of the file. Raises a `ReaderError`."""
        profile = self.profile
        return read_table(
            self.imp._content(),
            self.imp.filename or "",
            profile.table_options(),
            profile._readers(),
        )

    def lines_of(self, table):
        """The rows below the header with their numbers, blank ones left out."""
        head = self.profile.header_row
        return [
            (number, cells)
            for number, cells in enumerate(table[head:], head + 1)
            if any(cell not in (None, "") for cell in cells)
            and not self.target.skips(cells)
        ]

    def _understood(self, lines, places, first_day):
        """The rows with their values, judged by the target; the lines are used up."""
        cells = Cells(self.imp)
        cells.read_signs(lines, places)
        step = AT_ONCE if self.target.row_by_row else len(lines)
        found, known, total = [], {}, len(lines)
        lines.reverse()
        while lines:
            self.imp._tell("checking", len(found), total)
            part = [self.row(*lines.pop(), places) for _n in range(min(step, len(lines)))]
            cells.clean(part, first_day)
            self.target.validate(part)
            if self.target.row_by_row:
                for row in part:
                    _pack(row, known)
            found += part
        return found

    def _file_error(self, row, column, value, message):
        return {"row": row, "column": column, "value": value, "message": message}

    def places(self, header):
        """Where each column of the profile is in the file, from 0."""
        names = [header_key(to_text(cell)) for cell in header]
        places, missing, twice = {}, [], []
        columns = self.profile.column_ids
        own = {name for column in columns for name in column.header_names()}
        for column in columns:
            wanted = [name for name in column.header_names() if name in names]
            if column.headers and not wanted:
                labels = [name for name in column.label_names() if name not in own]
                wanted = [name for name in labels if name in names]
            if wanted:
                places[column] = names.index(wanted[0])
                if names.count(wanted[0]) > 1:
                    twice.append(self._twice_error(header, names, wanted[0]))
            elif column.position > 0:
                places[column] = column.position - 1
            elif is_required(self.target, column) and not column.default:
                missing.append(column)
        message = self.env._(
            "The column “%(column)s” is missing. The file has: %(headers)s. Export it with "
            "that column, or give the column's name in the profile."
        )
        shown = ", ".join(to_text(cell) for cell in header if to_text(cell)) or "—"
        row = self.profile.header_row
        return places, twice + [
            self._file_error(
                row,
                column.shown_name(),
                "",
                message % {"column": self._spoken_name(column), "headers": shown},
            )
            for column in missing
        ]

    def _twice_error(self, header, names, name):
        """A column that comes twice: nobody can know which one is meant."""
        places = [place for place, known in enumerate(names) if known == name]
        shown = to_text(header[places[0]])
        message = self.env._(
            "The column “%(column)s” comes twice, as columns %(letters)s. Delete or rename "
            "one of them.",
            column=shown,
            letters=", ".join(xl_col_to_name(place) for place in places),
        )
        row = self.profile.header_row
        return self._file_error(row, shown, "", message)

    def _spoken_name(self, column):
        return column.spoken_name(self.target.fields[column.target_field].label)

    def row(self, number, cells, places):
        """A row of the file: its cells by column of the profile."""
        picked = {
            column: cells[place] if place < len(cells) else None
            for column, place in places.items()
        }
        raw = {column.shown_name(): to_text(cell) for column, cell in picked.items()}
        return ImportRow(number, raw, dict(picked))

    # Keys and differences ------------------------------------------------------------

    def _give_keys(self, rows):
        """Name the rows that the target did not name: by the key columns, else by their
        content and how often it came before in the file."""
        keys = [c.target_field for c in self.profile.column_ids if c.is_key]
        seen = Counter()
        for row in rows:
            if not row.key and keys:
                row.key = "|".join(
                    to_text(as_json(row.values.get(name))) for name in keys
                )
            elif not row.key:
                content = self._canonical(row.values)
                seen[content] += 1
                digest = hashlib.sha256(content.encode()).hexdigest()[:24]
                row.key = f"{digest}#{seen[content]}"
            row.key, row.document = _short(row.key), _short(row.document or row.key)
        first = {}
        for row in rows:
            if first.setdefault(row.key, row.number) != row.number:
                row.reject(
                    self.env._("Key"),
                    row.key,
                    self.env._(
                        "Row %(row)s has the same key as row %(first)s: remove one of them.",
                        row=row.number,
                        first=first[row.key],
                    ),
                )

    def _canonical(self, values) -> str:
        clean = {name: as_json(value) for name, value in values.items() if value is not None}
        return json.dumps(clean, sort_keys=True, default=str)

    def _compare(self, rows):
        """Set the state of the rows; gives those that are gone."""
        for some in split_every(AT_ONCE, rows, list):
            holders = self.imp._holders_of([row.key for row in some])
            self._forget_deleted(holders.values())
            for row in some:
                holder = holders.get(row.key)
                if holder and not row.errors:
                    self._compare_with(row, holder)
        if any(row.errors for row in rows):
            return []  # a row that cannot be read is not gone
        gone = list(
            self.imp._gone_holders(
                {row.document for row in rows}, {row.key for row in rows}
            ).values()
        )
        self._forget_deleted(gone)
        for row in gone:
            row.number, row.state, row.previous_values = 0, "gone", row.values
        return gone

    def _compare_with(self, row, holder):
        row.res_id, row.previous_id = holder.res_id, holder.previous_id
        same = self._canonical(row.values) == self._canonical(holder.values)
        row.state = "same" if same and row.res_id else "changed"
        row.previous_values = row.values if same else holder.values

    def _forget_deleted(self, holders):
        """A record that somebody deleted is made again by the next import."""
        model = self.env[self.target.model]
        ids = {holder.res_id for holder in holders if holder.res_id}
        alive = set(model.browse(ids).exists().ids)
        for holder in holders:
            if holder.res_id not in alive:
                holder.res_id = None

    # Keeping -------------------------------------------------------------------------

    def _keep(self, rows):
        for some in split_every(AT_ONCE, rows, list):
            records = [self._record(row) for row in some]
            copy_rows(self.env.cr, "ap_import_row", ROW_COLUMNS, records)
        self.env["ap.import.row"].invalidate_model()
        self.imp.invalidate_recordset(["row_ids"])

    def _record(self, row) -> tuple:
        return (
            self.imp.id,
            self.imp.company_id.id,
            self.profile.id,
            row.number,
            row.document,
            row.key,
            row.state,
            "\n".join(error.message for error in row.errors) or None,
            [error._asdict() for error in row.errors],
            row.raw,
            {name: as_json(value) for name, value in row.values.items()},
            row.res_id,
            row.previous_id if row.state in ("changed", "gone", "same") else None,
            "f",
        )

    def _digest(self, rows) -> str:
        """Of what the rows would change, in whatever order they come."""
        stated = sorted(
            hashlib.sha256(
                f"{row.key}{row.state}{self._canonical(row.values)}".encode()
            ).digest()
            for row in rows
        )
        return hashlib.sha256(b"".join(stated)).hexdigest()


def header_of(table, head: int) -> list:
    """The row that names the columns; empty where none does."""
    return table[head - 1] if 0 < head <= len(table) else []


def _pack(row, known: dict) -> None:
    """Keep what a row says and no more; texts and days that are known once only."""
    row.values = {
        name: known.setdefault(value, value) if type(value) in (str, date) else value
        for name, value in row.values.items()
        if value is not None
    }
    row.raw = json.dumps(row.raw)


def _short(text: str) -> str:
    """Return a name that an index holds; a long one is cut, and ends with its digest."""
    if len(text) <= LONGEST_KEY:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:24]
    return f"{text[: LONGEST_KEY - 25]}#{digest}"
