# SPDX-License-Identifier: AGPL-3.0-or-later
"""The journal items of a run, few whatever its lines are.

Cost and VAT have one item for each account, distribution and currency of the run; the
balance-sheet account has one for each supplier, or one in all where the company wants its
entries by account and axis. The lines of the run say what each item is made of.
"""

from decimal import Decimal
from typing import NamedTuple

from odoo.tools import SQL, groupby

from odoo.addons.ap_base.models.ap_entry import ITEMS_PER_MOVE, EntryItem

COST, VAT, COUNTERPART = range(3)  # in this order in an entry
UNITS = {"supplier": "partner_id", "axis": "account_id"}
FIGURES = ("amount", "tax", "amount_in_currency", "tax_in_currency")
NOBODY = 0  # no supplier, or more than one

# Sums of the open lines, in the order of the units. A unit is never parted.
SUMS = """
SELECT COALESCE(%(unit)s, 0) AS unit, line.account_id, line.counterpart_account_id,
       line.analytic_distribution, line.source_currency_id,
       CASE WHEN MIN(COALESCE(line.partner_id, 0)) = MAX(COALESCE(line.partner_id, 0))
            THEN MIN(COALESCE(line.partner_id, 0)) ELSE 0 END AS partner_id,
       SUM(line.amount)::text AS amount, SUM(line.amount_tax)::text AS tax,
       SUM(%(cost)s)::text AS amount_in_currency, SUM(%(tax)s)::text AS tax_in_currency
  FROM ap_closing_line line
  LEFT JOIN res_currency currency ON currency.id = line.source_currency_id
 WHERE line.run_id = %(run)s AND line.state = 'proposed'
   AND (line.amount <> 0 OR line.amount_tax <> 0)
 GROUP BY %(unit)s, line.account_id, line.counterpart_account_id,
       line.analytic_distribution, line.source_currency_id
 ORDER BY 1, line.counterpart_account_id, line.account_id, line.source_currency_id
"""


class Booked(NamedTuple):
    """What a run books. ``items``: in parts that balance, numbered from 1 (`group`).
    ``unit``: what of a line says its part, ``firsts``: the first unit of each part."""

    items: list[EntryItem]
    unit: SQL
    firsts: list[int]


def of(run) -> Booked:
    """The journal items that posting the open lines of a run writes."""
    per_supplier = run.company_id.ap_closing_items != "axis"
    column = UNITS["supplier" if per_supplier else "axis"]
    unit = SQL("line.%s", SQL.identifier(column))
    rows = _sums(run, unit)
    vat_account = run.env["account.account"]
    if any(row["tax"] for row in rows):
        vat_account = run.company_id.ap_accrued_vat_account_id
    pieces = {
        number: [
            piece for row in its for piece in _pieces(row, vat_account.id, per_supplier)
        ]
        for number, its in groupby(rows, key=lambda row: row["unit"])
    }
    parts = _parts(pieces)
    written = _items(run, parts)
    return Booked(written, unit, [numbers[0] for numbers, _sums in parts])


def _pieces(row, vat_account, per_supplier) -> list[tuple]:
    """(key of its item, supplier, amount, amount in currency) of each side of a sum. The
    key: side, account, distribution, currency, and the supplier that has an item alone."""
    partner, currency = row["partner_id"], row["source_currency_id"]
    cost = row["amount"], row["amount_in_currency"]
    tax = row["tax"], row["tax_in_currency"]
    alone = partner if per_supplier else NOBODY
    distribution = row["analytic_distribution"]
    shares = tuple(sorted(distribution.items())) if distribution else ()
    pieces = [((COST, row["account_id"], shares, currency, NOBODY), partner, *cost)]
    if row["tax"]:
        pieces.append(((VAT, vat_account, (), currency, NOBODY), partner, *tax))
    total = (-one - other for one, other in zip(cost, tax, strict=True))
    key = COUNTERPART, row["counterpart_account_id"], (), currency, alone
    return [*pieces, (key, alone, *total)]


def _parts(pieces: dict[int, list]) -> list[tuple[list[int], dict]]:
    """Whole units packed into parts of at most ITEMS_PER_MOVE items: the units of each,
    and {key: [supplier, amount, amount in currency]} of its items."""
    parts: list[tuple[list[int], dict]] = []
    for number, its in pieces.items():
        keys = {piece[0] for piece in its}
        if not parts or len(parts[-1][1].keys() | keys) > ITEMS_PER_MOVE:
            parts.append(([], {}))
        numbers, sums = parts[-1]
        numbers.append(number)
        for key, partner, amount, in_currency in its:
            known = sums.setdefault(key, [partner, Decimal(0), Decimal(0)])
            known[0] = partner if known[0] == partner else NOBODY
            known[1] += amount
            known[2] += in_currency
    return parts


def _items(run, parts) -> list[EntryItem]:
    """The parts as items, those of one part in the order of their sides."""
    accounts, partners = (
        run.env[model].browse({number for number in numbers if number})
        for model, numbers in (
            ("account.account", [key[1] for _units, sums in parts for key in sums]),
            ("res.partner", [one[0] for _units, sums in parts for one in sums.values()]),
        )
    )
    matched = {account.id: account.reconcile for account in accounts}
    names = {partner.id: partner.name for partner in partners}
    sign, ref = run._kind().cost_sign, entry_ref(run)
    items = []
    for part, (_units, sums) in enumerate(parts, 1):
        for key in sorted(sums, key=lambda key: key[0]):
            (_side, account, shares, currency, _alone) = key
            partner, amount, in_currency = sums[key]
            if amount or in_currency:
                name = names.get(partner)
                items.append(_booked(run, EntryItem(
                    part, account, partner or False, f"{ref} – {name}" if name else ref,
                    sign * amount, currency, sign * in_currency, dict(shares) or False,
                    bool(matched.get(account)),
                )))  # fmt: skip
    return items


def _booked(run, item: EntryItem) -> EntryItem:
    """A sum can have euros one way and dollars the other, when a rate was corrected: the
    ledger takes it in company currency only."""
    if item.balance * item.amount_currency >= 0:
        return item
    return item._replace(
        currency_id=run.currency_id.id, amount_currency=item.balance
    )


def _sums(run, unit: SQL) -> list[dict]:
    run.env["ap.closing.line"].flush_model()
    rows = run.env.execute_query_dict(
        SQL(
            SUMS,
            unit=unit,
            run=run.id,
            cost=in_currency("cost_in_currency", "amount"),
            tax=in_currency("tax_in_currency", "amount_tax"),
        )
    )
    for row in rows:
        for name in FIGURES:
            row[name] = Decimal(row[name] or 0)  # typed-in lines have none
        if row["source_currency_id"] == run.currency_id.id:
            row["amount_in_currency"], row["tax_in_currency"] = row["amount"], row["tax"]
    return rows


def entry_ref(run) -> str:
    """Reference of the entries: kind and month, in the company's language."""
    lang = run.company_id.partner_id.lang or run.env.lang
    labels = run.env["ap.closing.kind"].with_context(lang=lang)._labels()
    return f"{labels[run.kind]} {run.date_end:%m/%Y}"


def in_currency(column: str, base: str) -> SQL:
    """The amount in source currency, in proportion of what a person decided."""
    computed = {"amount": "amount_computed", "amount_tax": "tax_computed"}[base]
    return SQL(
        "CASE WHEN line.%(base)s = line.%(computed)s THEN line.%(column)s"
        " WHEN line.%(computed)s = 0 THEN 0"
        " ELSE ROUND(line.%(column)s * line.%(base)s / line.%(computed)s,"
        " COALESCE(currency.decimal_places, 2)) END",
        base=SQL.identifier(base),
        computed=SQL.identifier(computed),
        column=SQL.identifier(column),
    )


def merged(items: list[EntryItem]) -> list[EntryItem]:
    """Items alike but for their amounts become one, so that each group has one line on
    the balance-sheet account."""
    merged: dict[tuple, EntryItem] = {}
    for item in items:
        key = (
            item.group, item.account_id, item.currency_id, item.to_match,
            str(item.distribution),
        )  # fmt: skip
        known = merged.get(key)
        merged[key] = (
            item
            if known is None
            else known._replace(
                balance=known.balance + item.balance,
                amount_currency=known.amount_currency + item.amount_currency,
            )
        )
    kept = [item for item in merged.values() if item.balance or item.amount_currency]
    return sorted(kept, key=lambda item: item.group)
