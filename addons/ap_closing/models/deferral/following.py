# SPDX-License-Identifier: AGPL-3.0-or-later
"""Deferrals in step with their bill lines, and their plans with them."""

from decimal import Decimal

from odoo.tools import SQL, format_date, groupby
from odoo.tools.misc import formatLang

from odoo.addons.ap_base.arithmetic.deferral import shares_of_tax

from . import plan_sql, sync_sql

SHOWN = ("amount", "date_start", "date_end", "method", "state", "account_id")


def follow(deferrals, moves=None, company=None):
    """See `_sync` of `ap.deferral`."""
    deferrals.env.flush_all()
    scope = SQL("move_id = ANY(%s)", moves.ids) if moves else None
    lines = SQL("line.%s", scope or SQL("company_id = %s", company.id))
    mine = SQL("deferral.%s", scope or SQL("company_id = %s", company.id))
    before = _remembered(deferrals, moves) if moves else {}
    rules = {
        "source": SQL(sync_sql.SOURCE),
        "is_deferred": SQL(
            sync_sql.IS_DEFERRED,
            is_elapsed=deferrals.env["ap.closing.orders"]._is_elapsed("line"),
        ),
        "same_dates": SQL(sync_sql.SAME_DATES),
        "frozen": SQL(sync_sql.FROZEN),
        "uid": deferrals.env.uid,
    }
    shares = _vat_shares(deferrals, lines)
    rows = deferrals.env.execute_query(
        SQL(
            sync_sql.UPSERT, scope=lines, vat_lines=list(shares),
            vat_amounts=list(shares.values()), **rules,
        )
    )  # fmt: skip
    rows += deferrals.env.execute_query(SQL(sync_sql.GONE, scope=mine, **rules))
    changed = deferrals.browse([row[0] for row in rows])
    if changed:
        deferrals.invalidate_model()
        changed._write_plans()
        _log_changes(changed, before)
    if company:
        changed -= _forget(deferrals, company)
    return changed


def _forget(deferrals, company):
    """Of bills that were deleted, what never led to an entry."""
    gone = deferrals.search(
        [
            ("company_id", "=", company.id),
            ("line_id", "=", False),
            ("is_kept", "=", False),
        ]
    )  # fmt: skip
    gone.unlink()
    return gone


def _vat_shares(deferrals, scope: SQL) -> dict[int, Decimal]:
    """VAT that cannot be deducted, by the line that bears it, to the cent."""
    rows = deferrals.env.execute_query_dict(SQL(sync_sql.TAXES, scope=scope))
    shares: dict[int, Decimal] = {}
    for _tax, members in groupby(rows, key=lambda row: row["tax_id"]):
        parts = shares_of_tax(
            Decimal(members[0]["tax"]), [Decimal(row["base"]) for row in members]
        )
        for row, part in zip(members, parts, strict=True):
            shares[row["base_id"]] = shares.get(row["base_id"], Decimal(0)) + part
    return shares


def write_plans(deferrals) -> None:
    """See `_write_plans` of `ap.deferral`."""
    deferrals.flush_recordset()
    ids, cr = deferrals.ids, deferrals.env.cr
    cr.execute(SQL("DELETE FROM ap_deferral_part WHERE deferral_id = ANY(%s)", ids))
    cr.execute(SQL(plan_sql.WRITE, ids))
    deferrals.env["ap.deferral.part"].invalidate_model()
    deferrals.invalidate_model(["part_ids"])


def _remembered(deferrals, moves) -> dict:
    """What is shown of the deferrals of these entries now."""
    found = deferrals.search([("move_id", "in", moves.ids)])
    return {one.id: {name: one[name] for name in SHOWN} for one in found}


def _log_changes(deferrals, before: dict) -> None:
    bodies = {}
    for deferral in deferrals:
        was = before.get(deferral.id)
        note = _change_words(deferral, was) if was else ""
        if note:
            bodies[deferral.id] = deferral.change_note = note
    if bodies:
        deferrals.browse(bodies)._message_log_batch(bodies)


def _change_words(deferral, was: dict) -> str:
    """In the books' language: what it was before, and what it is now."""
    lang = deferral.company_id.partner_id.lang or deferral.env.lang
    books = deferral.with_context(lang=lang)
    env = books.env
    if deferral.state != was["state"] and "cancelled" in (deferral.state, was["state"]):
        return (
            env._("Its bill is not posted any more.")
            if deferral.state == "cancelled"
            else env._("Its bill is posted again.")
        )
    parts = []
    if (deferral.date_start, deferral.date_end) != (was["date_start"], was["date_end"]):
        parts.append(
            env._(
                "Service from %(start)s to %(end)s instead of %(old_start)s to "
                "%(old_end)s.",
                start=format_date(env, deferral.date_start),
                end=format_date(env, deferral.date_end),
                old_start=format_date(env, was["date_start"]),
                old_end=format_date(env, was["date_end"]),
            )
        )
    if deferral.account_id != was["account_id"]:
        parts.append(
            env._(
                "%(now)s instead of %(before)s: the next entries follow.",
                now=deferral.account_id.display_name,
                before=was["account_id"].display_name,
            )
        )
    if deferral.amount != was["amount"]:
        parts.append(
            env._(
                "%(now)s instead of %(before)s.",
                now=formatLang(env, deferral.amount, currency_obj=deferral.currency_id),
                before=formatLang(env, was["amount"], currency_obj=deferral.currency_id),
            )
        )
    return " ".join(parts)
