# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the readers refuse, by name, with what a person needs to mend the file.

`code` names the refusal and `details` holds its figures: a model turns both into a
translated sentence. The text of the exception is for developers.
"""


class ReaderError(ValueError):
    """Anything the readers refuse. Attributes: ``code`` and ``details``."""

    code = "unreadable"

    def __init__(self, **details: object) -> None:
        """Keep the details, by name."""
        shown = ", ".join(f"{name}={value!r}" for name, value in details.items())
        super().__init__(f"{self.code}: {shown}" if shown else self.code)
        self.details = details


class EmptyFileError(ReaderError):
    """No byte, or no filled cell."""

    code = "empty"


class WrongTypeError(ReaderError):
    """Content of another kind than what was asked for: ``expected``, ``found``."""

    code = "wrong_type"


class TooLargeError(ReaderError):
    """More than the limit: ``limit``, with its ``unit`` (rows or MB)."""

    code = "too_large"


class EncodingError(ReaderError):
    """Bytes that are no text in that ``encoding``, first at ``line``."""

    code = "encoding"


class MalformedCsvError(ReaderError):
    """A quote that is never closed, or followed by text, near ``line``."""

    code = "malformed_csv"


class DamagedFileError(ReaderError):
    """A workbook that cannot be opened: damaged, or protected by a password."""

    code = "damaged"


class BadCharacterError(ReaderError):
    """A character that no database keeps: NUL, or half a sign. At ``row``."""

    code = "bad_character"


class MissingSheetError(ReaderError):
    """No such ``sheet``; ``sheets`` holds the names that exist."""

    code = "missing_sheet"


class NoSheetError(ReaderError):
    """A workbook without any sheet of cells."""

    code = "no_sheet"


class CellError(ReaderError):
    """A cell whose ``value`` is not what its column holds."""

    code = "cell"


class NotAnAmountError(CellError):
    """No amount."""

    code = "not_an_amount"


class AmbiguousAmountError(CellError):
    """An amount such as 1.234, which is a thousand or one, as the case may be."""

    code = "ambiguous_amount"


class TooManyDigitsError(CellError):
    """A number that would be rounded when kept: more than ``digits``, or too large."""

    code = "too_many_digits"


class FormulaError(CellError):
    """A formula that was never computed: the workbook holds no value for it."""

    code = "formula"


class NotAnIntegerError(CellError):
    """No whole number."""

    code = "not_an_integer"


class NotADateError(CellError):
    """No date in any of the ``formats``."""

    code = "not_a_date"


class YearError(CellError):
    """A date in a ``year`` before ``first`` or after ``last``: no year of accounts."""

    code = "year"


class NotAMonthError(CellError):
    """No month, and no day of one."""

    code = "not_a_month"


class TextTooLongError(CellError):
    """A text of more than ``size`` characters."""

    code = "text_too_long"


class NotABooleanError(CellError):
    """Neither yes nor no."""

    code = "not_a_boolean"
