# SPDX-License-Identifier: AGPL-3.0-or-later
"""One run of the matching over a company: gather, match, keep what was answered."""

import gc
from contextlib import contextmanager

from odoo import fields
from odoo.exceptions import UserError

from odoo.addons.ap_base.models.bulk import copy_rows

from ..rules.labels import signature_of
from ..rules.match_json import dumped, reason_dumped
from ..rules.matcher import match_lines
from . import match_world

RANKS = {"automatic": 10, "suggested": 20, "none": 30, "done": 40}


def companies(env):
    """The companies of which something is left of a bank line, or is in the queue."""
    lines = env["account.bank.statement.line"].sudo()
    groups = lines._read_group([("is_reconciled", "=", False)], ["company_id"])
    groups += env["ap.bank.match"]._read_group(
        [("state", "!=", "done")], ["company_id"]
    )
    return env["res.company"].union(*(company for (company,) in groups))


def run(company, wanted=None) -> None:
    """Match the lines of the company and keep the answers of those wanted (None: all).
    All lines are looked at, since transfers and shared items are found among them. What a
    person has chosen stays chosen, unless it is not proposed any more or the line is among
    those wanted. Raises UserError while another run is at work on the company."""
    company = company.sudo()
    if not is_free(company):
        raise UserError(
            company.env._(
                "The bank lines of %(company)s are being matched: try again in a moment.",
                company=company.display_name,
            )
        )
    matches = company.env["ap.bank.match"]
    prepared = _prepared(matches, company) if wanted is None else {}
    numbers = matches._forget(company, wanted)
    lines = match_world.open_lines(company)
    if not any(wanted is None or line.key in wanted for line in lines):
        return
    with _no_collection():
        values = _answers(company, lines, wanted)
    for number, choice in prepared.items():
        if number in values:
            values[number] |= _as_chosen(values[number]["proposals"], *choice)
    known = matches.search([("statement_line_id", "in", list(values))])
    for match in known:  # lines of which a part is booked
        match.write(values.pop(match.statement_line_id.id))
    _insert(matches, list(values.values()), numbers)


def _answers(company, lines, wanted) -> dict:
    """The values of the queue for the lines wanted, by bank line."""
    world = match_world.world(company, lines)
    partners = {item.key: item.partner for item in world.items}
    return {
        line.key: _values(company, line, result, partners)
        for line, result in zip(lines, match_lines(lines, world), strict=True)
        if wanted is None or line.key in wanted
    }


@contextmanager
def _no_collection():
    """Hundred thousands of values that live until the end, without cycles: looking for
    garbage among them again and again takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _prepared(matches, company) -> dict:
    """What people chose and nobody has accepted yet, by bank line: what it is, and who."""
    chosen = matches.search(
        [
            ("company_id", "=", company.id),
            ("prepared_by_id", "!=", False),
            ("state", "!=", "done"),
        ]
    )
    return {
        one.statement_line_id.id: (_what(one._proposal_values()), one.prepared_by_id.id)
        for one in chosen
    }


def _what(proposal) -> tuple:
    """What a stored proposal is, without why: of two runs the same one."""
    items = [part[:2] for part in proposal.get("allocations", ())]
    return proposal.get("kind"), items, proposal.get("lines"), proposal.get("source")


def _as_chosen(proposals, what, user) -> dict:
    """The values of a line on which somebody chose: it waits for who accepts."""
    place = next((n for n, one in enumerate(proposals) if _what(one) == what), None)
    if place is None:
        return {}
    one = proposals[place]
    return {
        "chosen": place, "kind": one["kind"], "score": one["score"],
        "prepared_by_id": user, "state": "suggested", "rank": RANKS["suggested"],
    }  # fmt: skip


def is_free(company) -> bool:
    """Whether no other transaction matches the lines of the company; from now on, until
    this one ends, none does."""
    company.env.cr.execute(
        "SELECT pg_try_advisory_xact_lock(hashtext('ap_bank_match'), %s)", [company.id]
    )
    return company.env.cr.fetchone()[0]


def _insert(matches, values, numbers) -> None:
    """By one COPY: a line in ten thousand costs no more than a line in ten. Lines keep the
    id they had."""
    if not values:
        return
    ids = _ids(matches, [one["statement_line_id"] for one in values], numbers)
    now, uid = fields.Datetime.now(), matches.env.uid
    own = {"create_uid": uid, "create_date": now, "write_uid": uid, "write_date": now}
    rows = (
        (number, *one.values(), *own.values(), "f")
        for number, one in zip(ids, values, strict=True)
    )
    columns = ("id", *values[0], *own, "is_by_itself")
    copy_rows(matches.env.cr, matches._table, columns, rows)
    matches.invalidate_model()
    matches.env["account.bank.statement.line"].invalidate_model()


def _ids(matches, lines, numbers) -> list[int]:
    """The id of each line's answer: what it had, or the next one of the table."""
    new = sum(line not in numbers for line in lines)
    matches.env.cr.execute(
        "SELECT nextval('ap_bank_match_id_seq') FROM generate_series(1, %s)", [new]
    )
    fresh = (number for (number,) in matches.env.cr.fetchall())
    return [numbers[line] if line in numbers else next(fresh) for line in lines]


def _values(company, line, result, partners) -> dict:
    best = result.best
    parties = {partners.get(one.item) for one in best.allocations} if best else set()
    return {
        "statement_line_id": line.key,
        "company_id": company.id,
        "journal_id": line.journal,
        "currency_id": _currency(company, line),
        "date": line.day,
        "amount": float(line.amount),
        "label": line.label or "/",
        "partner_id": parties.pop() if len(parties) == 1 else False,
        "state": result.state,
        "rank": RANKS[result.state],
        "kind": best.kind if best else False,
        "score": best.score if best else 0,
        "alike": signature_of(line.label) or False,
        "proposals": [dumped(one) for one in result.proposals],
        "why": reason_dumped(result.why) if result.why else False,
        "chosen": 0,
        "prepared_by_id": False,
    }


def _currency(company, line) -> int:
    journal = company.env["account.journal"].browse(line.journal)
    return (journal.currency_id or company.currency_id).id
