# SPDX-License-Identifier: AGPL-3.0-or-later
"""Transactions fetched from a tool's interface or from a folder, imported like a file."""

import base64
import hashlib
import json
import logging
from datetime import timedelta
from pathlib import Path

from odoo.exceptions import UserError

from odoo.addons.ap_base.models.watched_folder import files_in

from .tool_client import PATHS, Client, ClientError

_logger = logging.getLogger(__name__)
OVERLAP = timedelta(days=10)  # fees and loads come late
MOST_BYTES = 100_000_000
PROFILE = "expense_tool"


def fetch(tool, wait=None):
    """Ask the interface for all that it has, and import it; the import. What was there
    already is the same and changes nothing."""
    content = _bundle(tool, wait)
    day = tool.company_id._company_today()
    record = _import(tool, f"{tool.code}_{day}.json", content)
    tool.sudo().api_last_date = day
    return record


def _bundle(tool, wait) -> bytes:
    own = tool.sudo()
    extra = {"wait": wait} if wait else {}
    try:
        client = Client(own.api_url or "", own.api_key or "", **extra)
        client.open()
        since = own.api_last_date and (own.api_last_date - OVERLAP).isoformat()
        found = {part: list(client.all(part, since or "")) for part in PATHS}
    except ClientError as error:
        raise UserError(_sentence(tool.env, tool, error)) from None
    return json.dumps(found, ensure_ascii=False).encode()


def _sentence(env, tool, error: ClientError) -> str:
    """What the interface did not do, and what mends it."""
    values = {"tool": tool.display_name, "path": error.path, "detail": error.detail}
    texts = {
        "not_https": env._(
            "%(tool)s: the address of the interface must begin with https.", tool=values["tool"]
        ),
        "no_key": env._(
            "%(tool)s: the key of the interface is missing, or is not “identifier:secret”. "
            "The head of accounting enters it on the tool, page Interface.",
            tool=values["tool"],
        ),
        "refused": env._(
            "%(tool)s: the interface refuses the key (%(path)s). Make a new key in the tool, "
            "with the right to read this.",
            tool=values["tool"], path=values["path"],
        ),
        "elsewhere": env._(
            "%(tool)s: the interface points to another address (%(path)s): the key is not "
            "given there.",
            tool=values["tool"], path=values["path"],
        ),
    }  # fmt: skip
    return texts.get(error.code) or env._(
        "%(tool)s: the interface does not answer as it should (%(path)s %(detail)s). "
        "Nothing was imported; try again later.",
        **values,
    )


def _import(tool, filename, content):
    """An import of the tool: applied when nothing of it is rejected."""
    env, company = tool.env, tool.company_id
    profiles = env["ap.import.profile"].sudo()
    profile = tool.profile_id
    if profile.format != PROFILE:
        profile = profiles.search([("code", "=", PROFILE)], limit=1)
    record = env["ap.import"].with_company(company).create(
        {
            "company_id": company.id,
            "profile_id": profile.id,
            "filename": filename,
            "file": base64.b64encode(content).decode(),
            "ap_expense_tool_id": tool.id,
        }
    )
    record._read_now()
    if record.state == "validated":
        record._apply_now()
    return record


# Folders ---------------------------------------------------------------------------------


def files(tool) -> list[Path]:
    """The settled files of the tool's folder, the oldest first."""
    return files_in(tool.env, tool.sudo().folder, MOST_BYTES, tool.display_name)


def read_file(tool, path: Path):
    """Import one file unless its content was imported; what is refused stays to look at."""
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    imports = tool.env["ap.import"]
    known = [("sha256", "=", digest), ("company_id", "=", tool.company_id.id)]
    if not content or imports.search_count(known, limit=1):
        return imports
    return _import(tool, path.name, content)


def run(env) -> None:
    """Fetch for each tool that has an interface or a folder, one transaction each."""
    tools = env["ap.expense.tool"].search([])
    todo = [(tool, None) for tool in tools if tool.api_url and tool.api_key]
    todo += [(tool, path) for tool in tools if tool.folder for path in files(tool)]
    cron = env["ir.cron"]
    cron._commit_progress(remaining=len(todo))
    for tool, path in todo:
        try:
            with env.cr.savepoint():
                read_file(tool, path) if path else fetch(tool)
        except UserError as error:
            _logger.warning("%s: %s", tool.display_name, error)
        if not cron._commit_progress(1):
            return
