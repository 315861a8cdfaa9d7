# SPDX-License-Identifier: AGPL-3.0-or-later
"""Statement files that a bank's programme leaves in a folder of the server."""

import base64
import hashlib
import logging
from pathlib import Path

from odoo.exceptions import UserError

from odoo.addons.ap_base.models.watched_folder import files_in

_logger = logging.getLogger(__name__)
PROFILE = "bank_statement"
MOST_BYTES = 50_000_000


def read_all(env) -> None:
    """Import the new files of each company that has a folder, one transaction a file."""
    companies = env["res.company"].search([("ap_bank_folder", "!=", False)])
    todo = [
        (company, path)
        for company in companies
        for path in files_in(env, company.ap_bank_folder, MOST_BYTES, company.display_name)
    ]
    env["ir.cron"]._commit_progress(remaining=len(todo))
    for company, path in todo:
        _read(env, company, path)
        if not env["ir.cron"]._commit_progress(1):
            return


def _read(env, company, path: Path) -> None:
    """Import one file; what is refused stays as an import to look at."""
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    imports = env["ap.import"]
    known = [("sha256", "=", digest), ("company_id", "=", company.id)]
    if not content or imports.search_count(known, limit=1):
        return
    try:
        with env.cr.savepoint():
            imports.import_file(
                PROFILE, path.name, base64.b64encode(content).decode(), company.id
            )
    except UserError as error:
        _logger.warning("%s: %s was not imported: %s", company.display_name, path.name, error)
