# SPDX-License-Identifier: AGPL-3.0-or-later
"""The import of files, all or nothing: stock commits before and after each of them."""

import logging

from lxml import etree

from odoo import api, models
from odoo.exceptions import RedirectWarning
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ...rules.bill_files import kind
from ...rules.einvoice_reader import parse

_logger = logging.getLogger(__name__)


class AccountDocumentImportMixin(models.AbstractModel):
    _inherit = "account.document.import.mixin"

    def _extend_with_attachments(self, files_data, new=False):
        """Fill the document from the best of the files, or leave it as it was.

        Replaces stock's method: that one commits, so that a request which fails later
        leaves drafts behind, and makes them again when it is repeated. Here a file that
        cannot be imported undoes its own work only, and nothing is kept of a request
        that fails.
        """
        self.ensure_one()
        for file_data in files_data:
            if "decoder_info" not in file_data:
                file_data["decoder_info"] = self._get_edi_decoder(file_data, new=new)
        best = max(files_data, key=_priority, default=None)
        if best is None or _priority(best) <= 0:
            return None
        try:
            with self.env.cr.savepoint():
                reason = best["decoder_info"]["decoder"](self, best, new)
        except (RedirectWarning, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
            raise
        except Exception as error:
            _logger.info(
                "%s was not imported into %s", best["name"], self, exc_info=True
            )
            reason = str(error) or type(error).__name__
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

    @api.model
    def _get_xml_tree(self, file_data):
        """Parse what is XML, but neither declared entities nor broken files."""
        content = file_data["raw"] or b""
        if kind(file_data["name"] or "", content) != "xml":
            return None
        tree = parse(content)
        return tree if isinstance(tree, etree._Element) else None


def _priority(file_data) -> int:
    """How fit a file is; of equal ones the first is taken."""
    return (file_data["decoder_info"] or {}).get("priority", 0)
