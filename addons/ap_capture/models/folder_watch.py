# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills that a scanner or a program leaves in a folder of the server."""

import hashlib
import logging

from odoo.exceptions import UserError

from odoo.addons.ap_base.models.watched_folder import files_in

_logger = logging.getLogger(__name__)
MOST_BYTES = 40 * 1024 * 1024  # as `Limits.size`


def read_all(env) -> None:
    """Read the new files of each company that has a folder, one transaction a file."""
    companies = env["res.company"].search([("ap_capture_folder", "!=", False)])
    todo = [
        (company, path)
        for company in companies
        for path in files_in(env, company.ap_capture_folder, MOST_BYTES, company.display_name)
    ]
    env["ir.cron"]._commit_progress(remaining=len(todo))
    for company, path in todo:
        _read(env, company, path)
        if not env["ir.cron"]._commit_progress(1):
            return


def _read(env, company, path) -> None:
    """Read one file once; of what makes no draft the file is kept beside the reason."""
    content = path.read_bytes()
    captures = env["ap.capture"].with_company(company).with_context(allowed_company_ids=company.ids)
    known = [("company_id", "=", company.id), ("checksum", "=", hashlib.sha256(content).hexdigest())]
    if not content or captures.search_count(known, limit=1):
        return
    try:
        with env.cr.savepoint():
            capture = captures._take(company, path.name, content)
            if not capture.attachment_id:
                capture.attachment_id = capture.env["ir.attachment"].create(
                    {"name": path.name, "raw": content, "res_model": capture._name, "res_id": capture.id}
                )
    except UserError as error:  # what is missing here is to be set up: the next run takes the file
        _logger.warning("%s: %s was not read: %s", company.display_name, path.name, error)
