# SPDX-License-Identifier: AGPL-3.0-or-later
"""What became of each document, to be given back to its tool."""

import csv
import io

from . import sentences

COLUMNS = (
    "external_id", "line_id", "status", "why", "entry", "date", "settlement_entry",
    "settlement_date",
)  # fmt: skip
STATUS = {
    "done": "posted",
    "expensed": "posted",
    "review": "failed",
    "settled": "failed",
    "refused": "refused",
}


def of_tool(tool, since=None) -> list[dict]:
    """A line for each transaction in force; ``since``: written since that day."""
    domain = [("tool_id", "=", tool.id), ("is_current", "=", True)]
    if since:
        domain.append(("write_date", ">=", since))
    words = sentences.reasons(tool.env)
    expenses = tool.env["ap.expense"].search(domain, order="external_id, line_id")
    expenses.fetch(["external_id", "line_id", "state", "reasons"])
    return [_line(expense, words) for expense in expenses]


def _line(expense, words) -> dict:
    status = STATUS.get(expense.state, "waiting")
    why = [words.get(code, code) for code in expense.reasons or []]
    return {
        "external_id": expense.external_id,
        "line_id": expense.line_id or "",
        "status": status,
        "why": " ".join(why) if status == "failed" else "",
        "entry": expense.liability_move_id.name or "",
        "date": _day(expense.liability_date),
        "settlement_entry": expense.settlement_move_id.name or "",
        "settlement_date": _day(expense.settlement_booked_date),
    }


def _day(day) -> str:
    return day.isoformat() if day else ""


def file(tool):
    """The acknowledgement as a CSV file that is offered for download."""
    content = io.StringIO()
    writer = csv.DictWriter(content, COLUMNS, delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(
        {name: _harmless(text) for name, text in line.items()} for line in of_tool(tool)
    )
    name = f"acknowledgement-{tool.code}.csv"
    return tool.env["ap.document"]._offer(content.getvalue().encode("utf-8-sig"), name)


def _harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
