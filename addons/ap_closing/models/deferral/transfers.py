# SPDX-License-Identifier: AGPL-3.0-or-later
"""The release method's entries with the bill: to 486 when posted, back when undone."""

from decimal import Decimal

from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.deferral import to_set_aside
from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_base.models.ap_entry import EntryItem

from ...rules import labels
from .. import changed_months
from ..run_items import merged
from . import held_keys


def set_aside(deferrals) -> None:
    """See `_set_aside` of `ap.deferral`."""
    due = []
    for deferral in deferrals.filtered(
        lambda one: one.method == "release" and one.state == "running"
    ):
        threshold = to_decimal(deferral.company_id.ap_accrual_threshold)
        terms = deferral._terms()
        amount = to_set_aside(terms, deferral.date_bill) - to_decimal(deferral.held)
        if amount and abs(terms.amount) >= threshold:
            due.append((deferral, amount, held_keys.current(deferral)))
    _book(deferrals, due, "transfer")


def take_back(deferrals) -> None:
    """See `_take_back` of `ap.deferral`."""
    due = [
        (deferral, -amount, cost)
        for deferral, costs in held_keys.by_deferral(deferrals).items()
        for cost, amount in costs.items()
    ]
    _book(deferrals, due, "unwind")


def _book(deferrals, due, nature: str) -> None:
    """Amounts to 486 (negative: back to the cost), one entry per day and company."""
    days: dict[tuple, list] = {}
    for deferral, amount, cost in due:
        key = (deferral.company_id, deferral.date_bill)
        days.setdefault(key, []).append((deferral, amount, cost))
    for (company, day), members in days.items():
        try:
            with deferrals.env.cr.savepoint():
                _book_day(deferrals, company, day, members, nature)
        except UserError as error:
            _log_waiting(deferrals, members, error)


def _book_day(deferrals, company, day, members, nature: str) -> None:
    company._ap_account("ap_prepaid_account_id")
    journal = company._ap_closing_journal()
    writer = deferrals.env["ap.entry"].with_company(company)
    day = writer.first_open_day(journal, day)
    items = [
        item for one, amount, cost in members for item in _book_items(one, amount, cost)
    ]
    entries = writer.post_alone(
        journal, day, _book_ref(deferrals, members, nature), merged(items),
        ap_is_deferral=True,
    )  # fmt: skip
    moves = {group: entry.move_id for entry in entries for group in entry.groups}
    _log_booked(deferrals, members, moves, day, nature)
    deferrals.browse([one.id for one, _amount, _cost in members])._keep()
    moved = dict.fromkeys((one for one, _amount, _cost in members), day)
    changed_months.mark_now(company, moved, changed_months.TRANSFERS, "deferral")


def _book_items(deferral, amount: Decimal, cost) -> list[EntryItem]:
    """Two items: the cost, with its distribution, and 486."""
    account = deferral.deferred_account_id or deferral.company_id.ap_prepaid_account_id
    label = labels.of_document(deferral.document, deferral.label)

    def item(account, balance, distribution=False):
        return EntryItem(
            _book_group(deferral), account, cost.partner_id or False, label, balance,
            deferral.currency_id.id, balance, distribution, False,
        )  # fmt: skip

    return [
        item(account.id, amount),
        item(cost.account_id, -amount, cost.shares() or False),
    ]


def _book_group(deferral) -> int:
    return deferral.move_id.id or deferral.id


def _book_ref(deferrals, members, nature: str) -> str:
    company = members[0][0].company_id
    env = deferrals.with_context(lang=company.partner_id.lang or deferrals.env.lang).env
    names = dict.fromkeys(one.document or "" for one, _amount, _cost in members)
    bills = ", ".join(names)
    if len(members) > 5:
        bills = f"{members[0][0].date_bill:%m/%Y}"
    if nature == "unwind":
        return env._("Taken back from prepaid expenses: %(bills)s", bills=bills)
    return env._("To prepaid expenses: %(bills)s", bills=bills)


def _log_booked(deferrals, members, moves: dict, day, nature: str) -> None:
    deferrals.env["ap.deferral.entry"]._log(
        SQL(
            """
            SELECT deferral.id, deferral.company_id,
                   COALESCE(deferral.deferred_account_id,
                            company.ap_prepaid_account_id),
                   %(day)s::date, booked.amount, %(nature)s, booked.move_id,
                   NULL::int, NULL::int, booked.account_id,
                   booked.distribution::jsonb, booked.partner_id
              FROM unnest(%(ids)s::int[], %(amounts)s::numeric[], %(moves)s::int[],
                          %(accounts)s::int[], %(distributions)s::text[],
                          %(partners)s::int[])
                   AS booked(id, amount, move_id, account_id, distribution, partner_id)
              JOIN ap_deferral deferral ON deferral.id = booked.id
              JOIN res_company company ON company.id = deferral.company_id
            """,
            day=day,
            nature=nature,
            ids=[one.id for one, _amount, _cost in members],
            amounts=[amount for _one, amount, _cost in members],
            moves=[moves.get(_book_group(one)) for one, _amount, _cost in members],
            accounts=[cost.account_id for _one, _amount, cost in members],
            distributions=[cost.distribution for _one, _amount, cost in members],
            partners=[cost.partner_id for _one, _amount, cost in members],
        )
    )


def _log_waiting(deferrals, members, error) -> None:
    """The bill is posted all the same; why the cost still waits."""
    body = deferrals.env._(
        "Not moved to prepaid expenses with its bill: %(why)s The next release run "
        "does it.",
        why=error,
    )
    ids = [one.id for one, _amount, _cost in members]
    deferrals.browse(ids)._message_log_batch(dict.fromkeys(ids, body))


def keep(deferrals) -> None:
    """See `_keep` of `ap.deferral`."""
    deferrals.flush_recordset()
    rows = deferrals.env.execute_query(
        SQL(
            """
            UPDATE account_move_line line
               SET deferred_method = COALESCE(line.deferred_method, deferral.method),
                   deferred_convention =
                       COALESCE(line.deferred_convention, deferral.convention)
              FROM ap_deferral deferral
             WHERE deferral.id = ANY(%s) AND line.id = deferral.line_id
               AND (line.deferred_method IS NULL
                    OR line.deferred_convention IS NULL)
         RETURNING line.id
            """,
            deferrals.ids,
        )
    )
    lines = deferrals.env["account.move.line"].browse([row[0] for row in rows])
    lines.invalidate_recordset(["deferred_method", "deferred_convention"])
