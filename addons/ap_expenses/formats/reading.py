# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one door: a file of any known tool, by its content and not by its name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from odoo.addons.ap_base.readers.errors import ReaderError
from odoo.addons.ap_base.readers.options import TableOptions
from odoo.addons.ap_base.readers.sheets import Table
from odoo.addons.ap_base.readers.table import read_table

from . import (
    archive,
    concur_documents,
    concur_extract,
    json_file,
    json_tools,
    profiles,
    sage_lines,
    spendesk_api,
    tables,
)
from .errors import FileRefused
from .profile import Profile
from .result import Reading, Settings

# Codes of all that is known without a mapping, for a choice on a screen.
TOOLS = {
    **{profile.code: profile.label for profile in reversed(profiles.ALL)},
    "qonto": "Qonto",
    concur_extract.TOOL: "SAP Concur (SAE)",
    concur_documents.TOOL: "SAP Concur (FIS)",
    spendesk_api.TOOL: "Spendesk (API)",
    "pleo": "Pleo",
    "brex": "Brex",
    "ramp": "Ramp",
    sage_lines.TOOL: "oHRis / Sage 100",
}
_REFUSALS = {
    "empty": "empty",
    "damaged": "damaged",
    "too_large": "too_large",
    "wrong_type": "unknown_format",
}


def read(
    content: bytes,
    filename: str = "",
    settings: Settings | None = None,
    profile: Profile | None = None,
) -> Reading:
    """Return what a file says. ``profile``: a mapping that a person chose or made.

    Without one the content tells the tool. Raises `FileRefused`, whose remedy for an
    unknown sheet is to map its columns.
    """
    settings = settings or Settings()
    if not content.strip():
        raise FileRefused("empty")
    if archive.is_archive(content):
        return _archive(content, settings, profile)
    if concur_extract.is_extract(content):
        return concur_extract.read(content, settings)
    if profile is None and _is_json(content):
        return _json(json_file.load(content), settings)
    table = table_of(content, filename, profile)
    return read_rows(table, settings, profile)


def read_rows(
    table: Table, settings: Settings, profile: Profile | None = None
) -> Reading:
    """Return what a sheet says."""
    if profile:
        return tables.read_sheet(table, profile, settings)
    if sage_lines.is_lines(table):
        return sage_lines.read_lines(table, settings)
    return tables.read_sheet(table, profile_of(table), settings)


def profile_of(table: Table, among: Sequence[Profile] = profiles.ALL) -> Profile:
    """Return the profile of a sheet: of those that know its names, the one with most.

    A profile without names of its own is for sheets of any tool: it needs an amount
    and a day. Raises `FileRefused` where none fits.
    """
    fitting = []
    for place, profile in enumerate(among):
        found = tables.find_header(table, profile)
        if not found:
            continue
        columns = found[1].places
        amount = {"gross_base", "debit", "gross_original"} & set(columns)
        if amount and "expense_date" in columns:
            fitting.append((len(profile.known_by), len(columns), -place, profile))
    if not fitting:
        raise FileRefused("unknown_format")
    return max(fitting, key=lambda one: one[:3])[3]


def table_of(content: bytes, filename: str, profile: Profile | None) -> Table:
    """Return the rows of a CSV, XLS or XLSX file. Raises `FileRefused`."""
    options = TableOptions(
        sheet=profile.sheet if profile else "",
        delimiter=profile.delimiter if profile else "auto",
    )
    try:
        return read_table(content, filename, options)
    except ReaderError as error:
        row = error.details.get("line") or error.details.get("row")
        code = _REFUSALS.get(error.code, "unreadable")
        raise FileRefused(code, row, reason=error.code) from None


def _is_json(content: bytes) -> bool:
    start = content[:256].lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith((b"{", b"["))


def _json(document: object, settings: Settings) -> Reading:
    if concur_documents.is_documents(document):
        return concur_documents.read(document, settings)
    if isinstance(document, Mapping) and spendesk_api.is_bundle(document):
        return spendesk_api.read(document, settings)
    tool = json_tools.tool_of(document)
    if not tool:
        raise FileRefused("unknown_format")
    names = tuple(document) if isinstance(document, Mapping) else ()
    return json_tools.read_objects(tool, document, settings, names)


def _archive(content: bytes, settings: Settings, profile: Profile | None) -> Reading:
    found = archive.opened(content)
    inner = found.read(found.data)
    if archive.is_archive(inner):
        raise FileRefused("unknown_format", value=found.data)
    reading = read(inner, found.data, settings, profile)
    return archive.attach(reading, found.receipts)
