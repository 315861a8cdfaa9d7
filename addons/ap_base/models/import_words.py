# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sentences about files as a whole."""

from odoo.tools.i18n import format_list


def kinds_of_files(env, readers) -> dict[str, str]:
    """What files are, in words, by the code of the readers."""
    nouns = {reader.code: reader.noun for reader in readers}
    return {
        ", ".join(nouns): format_list(env, list(nouns.values()), "or"),
        "pdf": env._("a PDF"),
        "image": env._("a picture"),
        "archive": env._("a compressed archive"),
        "html": env._("a web page"),
        "xml": env._("an XML document"),
        "binary": env._("of another program and no table"),
        **nouns,
    }


def of_files(env) -> dict[str, str]:
    """What is wrong with a file and what to do, by the code of its `ReaderError`."""
    return {
        "empty": env._("The file is empty. Export it again."),
        "wrong_type": env._(
            "The file is %(found)s, where %(expected)s is expected. Export it as CSV or "
            "Excel, or change the format in the profile."
        ),
        "too_large": env._(
            "The file is too large: at most %(limit)s %(unit)s. Cut it into parts."
        ),
        "encoding": env._(
            "Line %(line)s is not written in %(encoding)s. Choose the encoding of the "
            "file, or Automatic, in the profile."
        ),
        "malformed_csv": env._(
            "Near line %(line)s, a quotation mark is not closed or is followed by text. "
            "Correct that line, or export the file again."
        ),
        "damaged": env._(
            "The workbook cannot be opened: it is damaged or protected by a password. "
            "Open it in Excel and save it without password."
        ),
        "bad_character": env._(
            "Row %(row)s holds a character that cannot be kept (a NUL, or half of a "
            "sign). Delete it, or export the file again."
        ),
        "no_sheet": env._("The workbook has no sheet with cells."),
        "missing_sheet": env._(
            "There is no sheet “%(sheet)s”. The workbook has: %(sheets)s. Correct the "
            "sheet in the profile."
        ),
    }
