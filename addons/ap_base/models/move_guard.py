# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who posts entries, takes them back and changes what is posted: looked at on the records,
before and after, whatever way the change comes in.

The state of an entry changes in three methods of Odoo only (`_post`, `button_draft`,
`button_cancel`); they open `STATE`. A state that changes outside it was written by hand.
"""

from odoo.exceptions import AccessError, UserError

from .desk_role import is_closed, may_post
from .engine_pass import Pass

STATE = Pass("ap_base.state_of_entries")

# What Odoo computes or sets by its own methods: written by hand, an entry would look
# posted, paid or matched that is not.
ENGINE_OF_MOVES = frozenset(
    {
        "state", "payment_state", "posted_before", "auto_post_origin_id",
        "origin_payment_id", "tax_cash_basis_rec_id", "tax_cash_basis_origin_move_id",
    }
)  # fmt: skip
ENGINE_OF_LINES = frozenset(
    {
        "parent_state", "amount_residual", "amount_residual_currency", "reconciled",
        "full_reconcile_id", "payment_id", "statement_line_id",
    }
)  # fmt: skip
SCHEDULE = frozenset({"auto_post", "auto_post_until"})
TALK = ("message_", "activity_", "my_activity_", "website_message_", "rating_")


def closed_to_user(moves):
    """Those of these entries that the user may neither post nor take back, nor change
    once they are posted or wait for the automatic posting.

    A role of the desk that does not post closes all entries; where Odoo acts as superuser
    for such a person, those that owe or pay a supplier (not a valuation of stock, say).
    Without a role of the desk, Odoo's own rules hold, and buyers are kept to drafts.
    """
    env = moves.env
    if may_post(env):
        return moves.browse()
    if env.su:
        return moves.filtered(_is_of_suppliers) if is_closed(env) else moves.browse()
    if is_closed(env):
        return moves
    return moves.filtered(lambda move: not move.is_sale_document(include_receipts=True))


def _is_of_suppliers(move) -> bool:
    return (
        move.is_purchase_document(include_receipts=True)
        or move.origin_payment_id.payment_type == "outbound"
        or any(line.account_id.account_type == "liability_payable" for line in move.line_ids)
    )


def refuse_to_post(moves):
    """Refuse when the user may not post one of these."""
    if closed_to_user(moves):
        raise AccessError(
            moves.env._(
                "Posting takes the role Accountant or above. What you prepared is saved "
                "as draft."
            )
        )


def refuse_to_take_back(moves):
    """Refuse when the user may not reset or cancel one of these."""
    if closed_to_user(moves):
        raise AccessError(
            moves.env._(
                "Resetting and cancelling entries takes the role Accountant or above."
            )
        )


def refuse_to_hold(moves):
    """Refuse when the user may not block or free the payment of one of these."""
    if closed_to_user(moves):
        raise AccessError(
            moves.env._(
                "Holding a payment, or lifting the hold, takes the role Accountant or above."
            )
        )


def before_write(moves, vals) -> dict:
    """Refuse values that are not written by hand; returns the states, to compare after."""
    env = moves.env
    if env.su or STATE.is_open:
        return {}
    moves.check_access("write")
    refuse_engine_fields(moves, vals, ENGINE_OF_MOVES)
    refuse_schedule(moves, [vals])
    refuse_sealed(moves, vals)
    return {move.id: move.state for move in moves}


def after_write(moves, states):
    """Refuse when a state changed on another way than by posting, resetting, cancelling."""
    if any(move.state != states.get(move.id, move.state) for move in moves):
        raise AccessError(_by_hand(moves.env))


def after_create(moves):
    """New entries are drafts, and those who may not post schedule none."""
    env = moves.env
    if env.su or STATE.is_open:
        return
    if any(move.state != "draft" for move in moves):
        raise AccessError(_by_hand(env))
    if any(_is_scheduled(move) for move in closed_to_user(moves)):
        raise AccessError(_schedule(env))


def refuse_engine_fields(records, vals, engine):
    """Refuse values of the engine that differ from what a record has."""
    for name in engine & vals.keys():
        field = records._fields[name]
        for record in records:
            now = field.convert_to_write(record[name], record)
            if (now or False) != (vals[name] or False):
                raise AccessError(_by_hand(records.env))


def refuse_schedule(moves, vals_list):
    """Scheduling is posting later: refuse it to those who may not post."""
    names = {name for vals in vals_list for name in SCHEDULE & vals.keys()}
    if names and closed_to_user(moves):
        raise AccessError(_schedule(moves.env))


def refuse_sealed(records, vals):
    """Refuse changes of posted, cancelled or scheduled entries to those who may not post.

    `records`: entries or items. Fields that their model leaves open, messages, and what
    Odoo only keeps in memory while it computes change nothing.
    """
    fields, open_names = records._fields, records._ap_open_when_posted()
    names = {
        name
        for name in vals
        if name not in open_names
        and not name.startswith(TALK)
        and (fields[name].store or fields[name].inverse)
    }
    if names:
        refuse_sealed_moves(records.move_id if "move_id" in fields else records)


def refuse_sealed_moves(moves):
    sealed = moves.filtered(lambda move: move.state != "draft" or _is_scheduled(move))
    closed = closed_to_user(sealed)
    if closed:
        raise AccessError(
            moves.env._(
                "%(entry)s is posted, cancelled or waits for its automatic posting: "
                "changing it takes the role Accountant or above.",
                entry=closed[0].sudo().display_name,
            )
        )


def refuse_deletion(lines):
    """Posted items are reversed, never deleted; those of a bank line may change."""
    moves = lines.move_id
    refuse_sealed_moves(moves)
    posted = moves.filtered(
        lambda move: move.state == "posted" and not move.sudo().statement_line_ids
    )
    if posted:
        raise UserError(
            moves.env._(
                "%(entry)s is posted: it is reversed, never deleted.",
                entry=posted[0].display_name,
            )
        )


def _is_scheduled(move) -> bool:
    return (move.auto_post or "no") != "no"


def _by_hand(env) -> str:
    return env._(
        "Entries are posted, reset to draft and cancelled by their buttons; paid and "
        "matched by payments. None of that is written by hand."
    )


def _schedule(env) -> str:
    return env._(
        "Automatic posting is posting: scheduling it takes the role Accountant or above."
    )
