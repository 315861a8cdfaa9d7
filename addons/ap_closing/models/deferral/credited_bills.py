# SPDX-License-Identifier: AGPL-3.0-or-later
"""Credit notes of bills with a service period."""

from odoo.tools import format_date

from ..service_period.period_lines import BILLS


def take_dates(moves) -> None:
    """A credit note entered without dates, of a bill that has them: its own words
    give its days, else what remains of the bill. Logged in its chatter."""
    engine = moves.env["ap.service.period"]
    notes = moves.filtered(
        lambda move: move.move_type in BILLS and move.reversed_entry_id
    )
    costs = notes.invoice_line_ids.filtered(
        lambda line: line.display_type == "product"
        and not line.deferred_start_date
        and not line.deferred_end_date
        and not line.deferred_no_period_reason
        and (line.account_id.account_type or "").startswith("expense")
        and line._credited_lines()
    )
    found = engine._propose(costs, engine._sources_of_credits()) if costs else {}
    notes_by_move = {}
    for line, proposal in found.items():
        line._take_period(proposal.period)
        notes_by_move.setdefault(line.move_id, []).append(
            moves.env._(
                "%(line)s: service from %(start)s to %(end)s (%(why)s)",
                line=line._short_label(),
                start=format_date(moves.env, proposal.period.start),
                end=format_date(moves.env, proposal.period.end),
                why=engine._reason(proposal),
            )
        )
    for move, words in notes_by_move.items():
        move.message_post(body="\n".join(words))
