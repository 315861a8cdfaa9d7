# SPDX-License-Identifier: AGPL-3.0-or-later
"""The only writer of journal entries: few large moves, with a reversal or without."""

from collections.abc import Hashable, Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from odoo import Command, api, models
from odoo.exceptions import UserError
from odoo.tools import groupby
from odoo.tools.misc import clean_context

from ..arithmetic.calendar import next_day

ITEMS_PER_MOVE = 1000  # above it Odoo gains nothing (measured), below it loses


class EntryItem(NamedTuple):
    """One journal item to write. Items of one `group` sum to zero and share a move."""

    group: Hashable
    account_id: int
    partner_id: int | bool
    label: str
    balance: Decimal  # company currency, positive = debit
    currency_id: int
    amount_currency: Decimal
    distribution: dict | bool  # analytic distribution; False on balance-sheet items
    to_match: bool  # match this item with its opposite in the reversal
    # What few entries need: the writer adds no tax item, those who ask give all.
    tax_ids: tuple[int, ...] = ()  # of a base item
    tax_repartition_line_id: int | bool = False  # of a tax item
    tax_tag_ids: tuple[int, ...] = ()  # boxes of the VAT return, base and tax alike
    date_maturity: date | bool = False  # due date of a payable or receivable item
    quantity: Decimal = Decimal(1)

    @property
    def has_tax(self) -> bool:
        """Whether the VAT return counts this item: the tax lock date then holds."""
        return bool(self.tax_ids or self.tax_repartition_line_id or self.tax_tag_ids)


class EntryPair(NamedTuple):
    """A posted move and its posted reversal, if it has one."""

    move_id: int
    reversal_id: int | None
    groups: tuple  # the groups of items that the move holds


class Side(NamedTuple):
    """Moves of one day to write. ``judged_on``: the day that locks and axes are asked of,
    which for what undoes an entry is that of the entry."""

    day: date
    sign: int
    ref: str
    chunks: list  # of lists of EntryItem, one for each move
    judged_on: date


class Objection(NamedTuple):
    """Why the ledger would refuse some items, in words, and the words of its button."""

    text: str
    items: list  # of EntryItem
    button: str = ""


class ApEntry(models.AbstractModel):
    """Writes entries in bulk.

    The ORM writes the ledger, since its rules matter, but it is fed with explicit
    values, large moves and ready reversals: core's own reversal and matching of a
    thousand items take ten times longer (see ARCHITECTURE.md, speed).

    Entries are those of the company of the environment (`with_company`): a branch may
    use a journal of its parent, and its entries, and the locks that count, stay its own
    (Odoo adds the parent's locks).
    """

    _name = "ap.entry"
    _description = "Bulk writer of journal entries"

    @api.model
    @api.private
    def post_pairs(self, journal, dates, ref, items, **move_values) -> list[EntryPair]:
        """Post items at `dates[0]` and their opposite at `dates[1]`, matched.

        `items` are EntryItem values, of which each group balances. All or nothing:
        the caller's transaction holds both sides. Raises UserError when the first
        date is locked, when Odoo would move an entry to another date, or when the
        company cannot use the journal.
        """
        on, back = dates
        chunks = list(self._chunks(items))
        sides = [Side(on, 1, ref, chunks, on), Side(back, -1, ref, chunks, on)]
        moves = self._write_moves(journal, sides, move_values)
        first, second = moves[: len(chunks)], moves[len(chunks) :]
        self._match(first, second, chunks)
        for move, reversal in zip(first, second, strict=True):
            reversal.reversed_entry_id = move
        return [
            EntryPair(move.id, reversal.id, _groups(chunk))
            for move, reversal, chunk in zip(first, second, chunks, strict=True)
        ]

    @api.model
    @api.private
    def post_alone(self, journal, day, ref, items, **move_values) -> list[EntryPair]:
        """Post items at `day` for good: nothing reverses them. Else as `post_pairs`."""
        chunks = list(self._chunks(items))
        moves = self._write_moves(journal, [Side(day, 1, ref, chunks, day)], move_values)
        return [
            EntryPair(move.id, None, _groups(chunk))
            for move, chunk in zip(moves, chunks, strict=True)
        ]

    @api.model
    @api.private
    def post_days(self, journal, entries, **move_values) -> list:
        """Post several entries, each ``(day, ref, items)``, at once for good: what an entry
        costs beside its items is paid once for all. The moves of each. Else as
        `post_pairs`."""
        sides = [
            Side(day, 1, ref, list(self._chunks(items)), day) for day, ref, items in entries
        ]
        moves = self._write_moves(journal, sides, move_values)
        found, start = [], 0
        for side in sides:
            found.append(moves[start : start + len(side.chunks)])
            start += len(side.chunks)
        return found

    @api.model
    @api.private
    def first_open_day(self, journal, day: date) -> date:
        """The day itself, or the first one after every lock that covers it."""
        locks = self.env.company._get_violated_lock_dates(day, False, journal)
        return next_day(max(lock[0] for lock in locks)) if locks else day

    @api.model
    @api.private
    def opposite_items(self, moves) -> list[EntryItem]:
        """The items that undo posted moves, each move being one group."""
        return [
            EntryItem(
                line.move_id.id,
                line.account_id.id,
                line.partner_id.id,
                line.name or "",
                -Decimal(str(line.balance)),
                line.currency_id.id,
                -Decimal(str(line.amount_currency)),
                line.analytic_distribution or False,
                line.account_id.reconcile,
                tuple(line.tax_ids.ids),
                line.tax_repartition_line_id.id,
                tuple(line.tax_tag_ids.ids),
                line.date_maturity,
                Decimal(str(line.quantity)),
            )
            for line in moves.line_ids
        ]

    def _objections(self, day: date, items: list[EntryItem]) -> dict[str, Objection]:
        """What would refuse these items on that day, by code; asked before posting, so
        that it can be mended. A higher room adds its rules."""
        return {}

    def _write_moves(self, journal, sides, move_values):
        """One posted move for each chunk of each side, in order."""
        values = [
            self._move_values(journal, side.day, side.ref, chunk, side.sign)
            for side in sides
            for chunk in side.chunks
        ]
        if not values:
            return self.env["account.move"]  # nothing to book hurts no lock
        self._check_journal(journal)
        taxed = {
            side.judged_on for side in sides for chunk in side.chunks for item in chunk
            if item.has_tax
        }  # fmt: skip
        for day in dict.fromkeys(side.judged_on for side in sides):
            self._check_unlocked(journal, day, day in taxed)
        has_tax = bool(taxed)
        quiet = self.env(context=self._quiet())
        # Odoo would compute the tax items anew beside those that are given.
        empty = quiet["account.move"].with_context(skip_invoice_sync=has_tax)
        moves = empty.create(values).with_env(quiet)
        if move_values:
            moves.sudo().write(move_values)  # ties to the engine, closed to people
        moves._post(soft=False)
        self._check_dates(moves, values)
        return moves

    def _quiet(self) -> dict:
        """The context without the defaults of whoever asked, and without chatter."""
        context = clean_context(self.env.context)
        return {**context, "tracking_disable": True, "mail_create_nolog": True}

    def _check_journal(self, journal) -> None:
        """A journal of another company would take the entries there."""
        company = self.env.company
        if journal.company_id not in company.sudo().parent_ids:
            raise UserError(
                self.env._(
                    "%(company)s cannot book in the journal “%(journal)s” of "
                    "%(owner)s: choose its closing journal in AP Desk ▸ Configuration ▸ "
                    "Settings.",
                    company=company.display_name,
                    journal=journal.display_name,
                    owner=journal.company_id.display_name,
                )
            )

    def _check_unlocked(self, journal, day: date, has_tax: bool) -> None:
        company = self.env.company
        locks = company._get_violated_lock_dates(day, has_tax, journal)
        if locks:
            raise UserError(
                self.env._(
                    "%(company)s: nothing was posted, because %(day)s is in a locked "
                    "period (%(locks)s). The head of accounting can move the lock "
                    "date (Closing ▸ Lock dates).",
                    company=company.display_name,
                    day=day.isoformat(),
                    locks=company._format_lock_dates(locks),
                )
            )

    def _check_dates(self, moves, values: list[dict]) -> None:
        """Stock posting moves an entry of a locked period to another day, and a journal
        can move it to another company, silently."""
        for move, vals in zip(moves, values, strict=True):
            if move.company_id.id != vals["company_id"]:
                raise UserError(
                    self.env._(
                        "Nothing was posted: the entry of %(wanted)s would have been "
                        "booked in %(got)s. Check its closing journal.",
                        wanted=self.env.company.display_name,
                        got=move.company_id.display_name,
                    )
                )
            if move.state != "posted" or move.date != vals["date"]:
                raise UserError(
                    self.env._(
                        "Nothing was posted: the entry of %(wanted)s would have been "
                        "booked on %(got)s. Check the lock dates of the company.",
                        wanted=vals["date"].isoformat(),
                        got=move.date.isoformat(),
                    )
                )

    def _chunks(self, items: Iterable[EntryItem]) -> Iterable[list[EntryItem]]:
        """Whole groups packed into moves of at most ITEMS_PER_MOVE items (a group
        larger than that stays in one move)."""
        chunk: list[EntryItem] = []
        for _group, members in groupby(items, key=lambda item: item.group):
            if chunk and len(chunk) + len(members) > ITEMS_PER_MOVE:
                yield chunk
                chunk = []
            chunk += members
        if chunk:
            yield chunk

    def _reversal_ref(self, company, ref) -> str:
        """In the language of the company, as the books are, not of who posts."""
        books = self.with_context(lang=company.partner_id.lang or self.env.lang)
        return books.env._("Reversal of: %(reference)s", reference=ref)

    def _move_values(self, journal, day, ref, chunk, sign) -> dict:
        company = self.env.company
        label = ref if sign > 0 else self._reversal_ref(company, ref)
        lines = [
            (
                0,
                0,
                {
                    "account_id": item.account_id,
                    "partner_id": item.partner_id,
                    "name": item.label or label,  # the FEC wants both
                    "balance": float(sign * item.balance),
                    "currency_id": item.currency_id,
                    "amount_currency": float(sign * item.amount_currency),
                    "analytic_distribution": item.distribution,
                    # Explicit values spare one computation each (odoo19.md, C2).
                    "display_type": "tax" if item.tax_repartition_line_id else "product",
                    "tax_ids": [Command.set(item.tax_ids)] if item.tax_ids else False,
                    "tax_repartition_line_id": item.tax_repartition_line_id,
                    "tax_tag_ids": [Command.set(item.tax_tag_ids)] if item.tax_tag_ids else False,
                    "quantity": float(item.quantity),
                    "price_unit": 0.0,
                    "product_uom_id": False,
                    "date_maturity": item.date_maturity,
                    "sequence": 10,
                },
            )
            for item in chunk
        ]
        return {
            "move_type": "entry",
            "company_id": company.id,
            "currency_id": company.currency_id.id,
            "journal_id": journal.id,
            "date": day,
            "ref": label,
            "line_ids": lines,
        }

    def _match(self, first, second, chunks) -> None:
        """Match each item marked so with its own opposite, pair by pair: one full
        reconciliation per supplier instead of core's single one for all."""
        plan = []
        for move, reversal, chunk in zip(first, second, chunks, strict=True):
            ones, others = move.line_ids.sorted("id"), reversal.line_ids.sorted("id")
            plan += [
                one | other
                for one, other, item in zip(ones, others, chunk, strict=True)
                if item.to_match and item.balance
            ]
        if plan:
            self.env["account.move.line"]._reconcile_plan(plan)


def _groups(chunk: list[EntryItem]) -> tuple:
    """The groups of a chunk, in their order."""
    return tuple(dict.fromkeys(item.group for item in chunk))
