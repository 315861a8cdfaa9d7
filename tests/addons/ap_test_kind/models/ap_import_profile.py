# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two kinds of files that the room below cannot read: JSON, and a CSV in a ZIP."""

import io
import json
import zipfile

from odoo import models

from odoo.addons.ap_base.readers import Reader, ReaderError, Table
from odoo.addons.ap_base.readers.csv_file import read as read_csv


class NotJsonError(ReaderError):
    """No JSON from ``line`` on."""

    code = "not_json"


class NotOneTableError(ReaderError):
    """A ZIP that does not hold just one CSV file: ``count`` of them."""

    code = "not_one_table"


def is_json(content, filename):
    return content.lstrip()[:1] in (b"[", b"{")


def read_json(content, options):
    """The first row names the keys, each object of the list is one row below."""
    try:
        objects = json.loads(content, parse_float=str)
    except ValueError as error:
        raise NotJsonError(line=error.lineno) from None
    keys = list(dict.fromkeys(key for one in objects for key in one))
    return Table([keys, *([one.get(key) for key in keys] for one in objects)])


def is_zip_of_tables(content, filename):
    return content.startswith(b"PK\x03\x04") and b"[Content_Types].xml" not in content


def read_zip(content, options):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if name.endswith(".csv")]
        if len(names) != 1:
            raise NotOneTableError(count=len(names))
        return read_csv(archive.read(names[0]), options)


class ApImportProfile(models.Model):
    _inherit = "ap.import.profile"

    def _readers(self):
        json_noun, zip_noun = self.env._("a JSON document"), self.env._("a ZIP archive")
        return [
            *super()._readers(),
            Reader("json", self.env._("JSON"), json_noun, is_json, read_json),
            Reader("zip", self.env._("ZIP"), zip_noun, is_zip_of_tables, read_zip),
        ]


class ApImport(models.Model):
    _inherit = "ap.import"

    def _file_sentences(self):
        return {
            **super()._file_sentences(),
            "not_json": self.env._("Line %(line)s is no JSON. Export the file again."),
            "not_one_table": self.env._(
                "The archive holds %(count)s CSV files, where one is expected."
            ),
        }
