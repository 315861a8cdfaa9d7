# SPDX-License-Identifier: AGPL-3.0-or-later
"""The import of files, all or nothing: stock commits before and after each of them."""

import logging
import re

from lxml import etree

from odoo import api, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..rules.bill_files import kind
from ..rules.einvoice_xml import parse

_logger = logging.getLogger(__name__)

XML_TYPES = re.compile(r"/xml$|text/plain")  # a mail says text/plain


class AccountDocumentImportMixin(models.AbstractModel):
    _inherit = "account.document.import.mixin"

    def _ap_imports_at_once(self):
        """Whether the import of files into this record is ours; models say so."""
        return False

    def _extend_with_attachments(self, files_data, new=False):
        """Fill a bill from the best of the files, or leave it as it was.

        In place of stock's method, for bills of companies that have it so: stock commits,
        so that a request which fails later leaves drafts behind, and makes them again when
        it is repeated. Here a file that cannot be imported undoes its own work only, and
        nothing is kept of a request that fails.
        """
        self.ensure_one()
        if not self._ap_imports_at_once():
            return super()._extend_with_attachments(files_data, new)
        for file_data in files_data:
            if "decoder_info" not in file_data:
                file_data["decoder_info"] = self._get_edi_decoder(file_data, new=new)
        best = max(files_data, key=_priority, default=None)
        if best is None or _priority(best) <= 0:
            return None
        reason = self._ap_decode(best, new)
        if not reason:
            return True
        self.sudo().message_post(
            body=self.env._(
                "Attachment %(filename)s not imported: %(reason)s",
                filename=best["name"],
                reason=reason,
            )
        )
        return None

    def _ap_decode(self, file_data, new):
        """Decode one file; gives the reason in words where it was not imported.

        What a decoder refuses is reported in its own words; anything else that goes wrong is
        for the log, not for people.
        """
        try:
            with self.env.cr.savepoint():
                return file_data["decoder_info"]["decoder"](self, file_data, new)
        except (RedirectWarning, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
            raise
        except UserError as refused:
            return str(refused)
        except Exception:
            _logger.warning(
                "%s was not imported into %s", file_data["name"], self, exc_info=True
            )
            return self.env._(
                "it holds something that the import does not know. The draft was left as "
                "it was: enter the bill by hand, and give the file to your administrator."
            )

    @api.model
    def _get_xml_tree(self, file_data):
        """Parse XML, but neither declared entities nor broken files."""
        content = file_data["raw"] or b""
        known = kind(file_data["name"] or "", content) == "xml"
        if not known and not XML_TYPES.search(file_data["mimetype"] or ""):
            return None
        tree = parse(content)
        if not isinstance(tree, etree._Element):
            return None
        return tree if known else super()._get_xml_tree(file_data)


def _priority(file_data) -> int:
    """How fit a file is; of equal ones the first is taken."""
    return (file_data["decoder_info"] or {}).get("priority", 0)
