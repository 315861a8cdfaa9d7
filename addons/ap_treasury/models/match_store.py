# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers accepted: booked, matched with what they pay, and logged; all or nothing."""

import logging

from odoo import fields
from odoo.exceptions import RedirectWarning, UserError

from ..rules.match_json import loaded
from ..rules.match_values import RETURN, TRANSFER
from . import match_booking, match_parts, match_returns
from .match_part import BORNE, distribution_of
from .match_run import RANKS

_logger = logging.getLogger(__name__)


def accept(matches, by_itself: bool) -> None:
    """Book the chosen proposals of these lines, in the order of their days. Raises
    UserError where one is not there any more; then nothing of them is booked."""
    matches._lock()
    transfers = {}
    for match in matches.sorted(lambda one: (one.date, one.id)):
        match._refuse_done()
        found = match._proposal_values()
        if not found:
            raise UserError(
                match.env._("%(line)s: there is no proposal to accept.", line=match.label)
            )
        proposal = loaded(found)
        items = _book(match, proposal, by_itself)
        if proposal.kind == TRANSFER and not proposal.allocations:
            transfers[match.statement_line_id.id] = (items, proposal.lines)
    _join_transfers(matches.env, transfers)


def accept_what_can(matches) -> None:
    """Book each of these by itself; what was paid meanwhile is left for the next run."""
    done = set()
    for match in matches:
        together = match._with_pairs().filtered(lambda one: one.id not in done)
        if match not in together or match.state == "done":
            continue
        try:
            with match.env.cr.savepoint():
                accept(together, by_itself=True)
            done.update(together.ids)
        except (UserError, RedirectWarning) as error:
            _logger.info("Bank line %s is left: %s", match.statement_line_id.id, error)


def _book(match, proposal, by_itself):
    """Book one answer; returns the counterparts made."""
    line = match.statement_line_id
    parts = match_parts.parts_of(line, proposal)
    _lock_items(line.env, parts)
    log(match, "automatic" if by_itself else "accepted")
    nobody = not line.partner_id
    made = match_booking.book(line, parts)
    _pay(line, parts, made)
    opened = match_returns.open_again(line, proposal, made[:1]) if proposal.kind == RETURN else []
    _tie_loan(line, parts, made)
    _keep(match, parts, made, by_itself)
    if nobody and line.partner_id or opened:
        booked = match.part_ids.filtered(lambda part: part.move_line_id in made).sudo()
        booked.gave_partner = nobody and bool(line.partner_id)
        booked.filtered(lambda part: part.role == "return").opened = opened
    return made


def _pay(line, parts, made) -> None:
    """Match the counterparts with what they pay; differences of exchange bear the analytic
    distribution of the bill."""
    items = line.env["account.move.line"]
    plan, distributions = [], {}
    for part, item in zip(parts, made, strict=True):
        if part.item_id:
            paid = items.browse(part.item_id)
            plan.append(item | paid)
            distributions[item.id] = distribution_of(paid.move_id)
    if plan:
        with BORNE.open(distributions):
            items._reconcile_plan(plan)


def _lock_items(env, parts) -> None:
    """Two lines that pay one item wait for each other, then see what is left of it."""
    ids = sorted(part.item_id for part in parts if part.item_id)
    if ids:
        env["account.move.line"].browse(ids).lock_for_update()


def _tie_loan(line, parts, made) -> None:
    """The row of the schedule is booked by the entry of the bank line."""
    rows = line.env["ap.loan.row"].sudo().browse({p.row_id for p in parts if p.row_id})
    if rows:
        rows.move_id = line.move_id
        items = [item.id for part, item in zip(parts, made, strict=True) if part.row_id]
        line.env["account.move.line"].sudo().browse(items).ap_loan_id = rows.loan_id[:1]


def _join_transfers(env, transfers) -> None:
    """Match both sides of transfers that were accepted together."""
    plan = [
        items | transfers[other][0]
        for number, (items, lines) in transfers.items()
        for other in lines
        if other in transfers and number < other
    ]
    if plan:
        env["account.move.line"]._reconcile_plan(plan)


def _keep(match, parts, made, by_itself) -> None:
    values = [
        {
            "match_id": match.id,
            "company_id": match.company_id.id,
            "role": part.role,
            "unit": part.unit,
            "amount": float(part.balance),
            "move_line_id": item.id,
            "item_id": part.item_id or False,
            "row_id": part.row_id or False,
        }
        for part, item in zip(parts, made, strict=True)
    ]
    match.env["ap.bank.match.part"].sudo().create(values)
    line = match.statement_line_id
    state = "done" if line.is_reconciled else "none"
    match.sudo().write({
        "state": state,
        "rank": RANKS[state],
        "amount": line.amount if state == "done" else -line.amount_residual,
        "proposals": match.proposals if state == "done" else [],
        "why": False,
        "accepted_by_id": match.env.uid,
        "date_accepted": fields.Datetime.now(),
        "is_by_itself": by_itself,
    })  # fmt: skip


def log(matches, event) -> None:
    """Add what happened to the log, with the proposal and its reasons as they were."""
    matches.env["ap.bank.match.log"].sudo().create(
        [
            {
                "statement_line_id": match.statement_line_id.id,
                "company_id": match.company_id.id,
                "currency_id": match.currency_id.id,
                "user_id": match.env.uid,
                "event": event,
                "label": match.label,
                "amount": match.amount,
                "score": match.score,
                "proposal": match._proposal_values() or (match.proposals or [False])[0],
                "reasons": match.reasons,
            }
            for match in matches
        ]
    )
