# SPDX-License-Identifier: AGPL-3.0-or-later
"""From cells to values, and the sentences for what cannot be understood."""

from datetime import date
from decimal import Decimal

from ..readers import (
    Formula,
    FormulaError,
    ReaderError,
    guess_decimal_sign,
    parse_boolean,
    parse_date,
    parse_decimal,
    parse_integer,
    parse_month,
    to_text,
    written,
)
from ..readers.errors import TextTooLongError

EXAMPLE_DAY = date(2026, 10, 31)
SHOWN = 60  # characters of a cell that a message repeats


class Cells:
    """The cells of one import, in the environment of who imports."""

    def __init__(self, imp):
        self.env, self.company = imp.env, imp.company_id
        self.profile, self.target = imp.profile_id, imp._target()
        self.signs: dict = {}

    def read_signs(self, lines, places):
        """Which decimal sign each column has, told by all of its cells. ``lines``: (number,
        cells) of the rows; ``places``: where each column is."""
        for column, place in places.items():
            kind = column.type or self.target.fields[column.target_field].type
            if self.profile.decimal_sign == "auto" and kind in ("decimal", "integer"):
                self.signs[column] = guess_decimal_sign(
                    cells[place] for _number, cells in lines if place < len(cells)
                )

    def clean(self, rows, first_day, only=None):
        """Turn the cells of every row into values by target field, or reject it.

        ``first_day``: day 0 of the serial numbers of the file; ``only``: the columns that
        are looked at, else all of the profile.
        """
        picked = [(row, row.values) for row in rows]
        for row in rows:
            row.values = {}
        for column in self.profile.column_ids if only is None else only:
            self._clean_column(column, picked, first_day)

    def _clean_column(self, column, picked, first_day):
        spec = self.target.fields[column.target_field]
        kind = column.type or spec.type
        parse = self._parser(column, kind, first_day)
        required = is_required(self.target, column)
        name = column.spoken_name(spec.label)
        for row, cells in picked:
            cell = cells.get(column)
            if cell in (None, ""):
                cell = column.default or None
            row.values[column.target_field] = None
            if cell is None:
                if required:
                    row.reject(column.shown_name(), "", self._empty_message(row, name))
                continue
            try:
                row.values[column.target_field] = parse(cell)
            except ReaderError as error:
                message = self._cell_message(row, name, error)
                row.reject(column.shown_name(), to_text(cell), message)
        if kind == "record":
            self._look_up(column, spec, [row for row, _cells in picked])

    def _parser(self, column, kind, first_day):
        sign = self.signs.get(column, self.profile.decimal_sign)
        factor = Decimal(str(column.factor or 1)) * int(self.profile.sign)
        formats = self.profile.formats_of_dates()
        size = self.target.fields[column.target_field].size
        parse = {
            "decimal": lambda cell: parse_decimal(cell, sign) * factor,
            "integer": lambda cell: parse_integer(cell, sign),
            "date": lambda cell: parse_date(cell, formats, first_day),
            "month": lambda cell: parse_month(cell, formats, first_day),
            "boolean": parse_boolean,
        }.get(kind, lambda cell: _text_within(cell, size))

        def computed(cell):
            if isinstance(cell, Formula):
                raise FormulaError(value=cell.text)
            return parse(cell)

        return computed

    def _look_up(self, column, spec, rows):
        """Replace texts by ids, with one search for the whole column."""
        name, by = column.target_field, column.lookup or spec.lookup
        texts = {row.values[name] for row in rows if row.values[name]}
        model = self.env[spec.model].with_company(self.company)
        domain = [
            (by, "in", list(texts)),
            *model._check_company_domain(self.company),
        ]
        found = {}
        for record in model.search(domain) if texts else model:
            found.setdefault(str(record[by]), []).append(record.id)
        for row in rows:
            text = row.values[name]
            ids = found.get(text, [])
            if text and len(ids) != 1:
                row.values[name] = None
                row.reject(
                    column.shown_name(),
                    text,
                    self._lookup_message(row, spec, text, ids),
                )
            elif text:
                row.values[name] = ids[0]

    # Sentences -----------------------------------------------------------------------

    def _lookup_message(self, row, spec, text, ids):
        places = {
            "row": row.number,
            "label": spec.label,
            "value": text,
            "count": len(ids),
        }
        if ids:
            return self.env._(
                "Row %(row)s, %(label)s: %(count)s records are called “%(value)s”. Give "
                "each its own code.",
                **places,
            )
        return self.env._(
            "Row %(row)s, %(label)s: “%(value)s” does not exist in this company. Create it, "
            "or correct the file.",
            **places,
        )

    def _empty_message(self, row, name):
        return self.env._(
            "Row %(row)s, %(column)s: nothing is filled in. Fill it in, or give a default "
            "in the profile.",
            row=row.number,
            column=name,
        )

    def _cell_message(self, row, name, error):
        value = error.details.get("value", "")
        remedies = self._remedies(error) | self._remedies_of_bounds(error)
        return self.env._(
            "Row %(row)s, %(column)s, “%(value)s”: %(remedy)s.",
            row=row.number,
            column=name,
            value=value if len(value) <= SHOWN else f"{value[:SHOWN]}…",
            remedy=remedies.get(error.code, error.code),
        )

    def _remedies(self, error):
        """What to do with a cell that is not what its column holds, by code."""
        shapes = error.details.get("formats", ())
        return {
            "not_an_amount": self.env._("it is no amount; write it like 1234.56"),
            "ambiguous_amount": self.env._(
                "it can be thousands or decimals; choose the decimal sign in the profile"
            ),
            "not_an_integer": self.env._("it is no whole number"),
            "not_a_date": self.env._(
                "it is no date; write it like %(examples)s, or add its form to the profile",
                examples=", ".join(written(EXAMPLE_DAY, shape) for shape in shapes),
            ),
            "not_a_month": self.env._(
                "it is no month; write it like 2026-11 or 11/2026"
            ),
            "not_a_boolean": self.env._("it is neither yes nor no"),
            "formula": self.env._(
                "the formula was never computed; open the workbook in Excel or "
                "LibreOffice, save it, and load it again"
            ),
        }

    def _remedies_of_bounds(self, error):
        """What to do with a value that nobody could keep as it is, by code."""
        return {
            "year": self.env._(
                "%(year)s is no year of accounts (%(first)s to %(last)s); correct the date",
                year=error.details.get("year"),
                first=error.details.get("first"),
                last=error.details.get("last"),
            ),
            "too_many_digits": self.env._(
                "it has more than %(digits)s digits or is too large, and would be rounded; "
                "correct it",
                digits=error.details.get("digits"),
            ),
            "text_too_long": self.env._(
                "it has more than %(size)s characters; shorten it",
                size=error.details.get("size"),
            ),
        }


def is_required(target, column) -> bool:
    """Whether a column of the profile must be in the file, and filled."""
    return column.required or target.fields[column.target_field].required


def _text_within(cell, size: int) -> str:
    text = to_text(cell)
    if len(text) > size:
        raise TextTooLongError(value=text, size=size)
    return text
