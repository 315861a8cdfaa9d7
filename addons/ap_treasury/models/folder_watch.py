# SPDX-License-Identifier: AGPL-3.0-or-later
"""Statement files that a bank's programme leaves in a folder of the server.

Files stay where they are: what was read is known by its content, so that nothing is
taken twice and nothing is lost when a run is interrupted.
"""

import base64
import hashlib
import logging
from pathlib import Path

from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)
PROFILE = "bank_statement"
MOST_BYTES = 50_000_000
SETTLED_SECONDS = 60  # a file that is still being written is left for the next run


def read_all(env) -> None:
    """Import the new files of each company that has a folder, one transaction a file."""
    companies = env["res.company"].search([("ap_bank_folder", "!=", False)])
    todo = [(company, path) for company in companies for path in _files(env, company)]
    env["ir.cron"]._commit_progress(remaining=len(todo))
    for company, path in todo:
        _read(env, company, path)
        if not env["ir.cron"]._commit_progress(1):
            return


def _files(env, company) -> list[Path]:
    """The files of the company's folder, the oldest first, that nobody has read yet."""
    folder = Path(company.ap_bank_folder)
    if not folder.is_dir():
        _logger.warning("%s: %s is no folder", company.display_name, folder)
        return []
    now = env.cr.now().timestamp()
    found = []
    for path in folder.iterdir():
        stat = path.stat()
        plain = path.is_file() and not path.is_symlink() and not path.name.startswith(".")
        if plain and stat.st_size <= MOST_BYTES and now - stat.st_mtime > SETTLED_SECONDS:
            found.append((stat.st_mtime, path.name, path))
    return [path for _time, _name, path in sorted(found)]


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
