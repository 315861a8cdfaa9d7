# SPDX-License-Identifier: AGPL-3.0-or-later
"""What matching compares: read by sets, one statement per source."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from odoo.tools import SQL, groupby

from odoo.addons.ap_base.arithmetic.matching import (
    Bill,
    OrderLine,
    Policy,
    Receipt,
    Unit,
)
from odoo.addons.ap_base.arithmetic.matching.texts import code_key, pieces

from ...rules import matching as rules
from . import match_sql
from .match_credits import bills_of_lines, lines_of_bills

BEGINNING = date(1, 1, 1)


class Previous(NamedTuple):
    """What is stored of a bill from before."""

    id: int
    digest: str | None
    decision: str
    applied: bool
    written: dict
    state: str
    cause: str | None
    date_due: date | None
    owner: int | None
    refused: list[int] | None
    links: tuple[tuple, ...]
    accepted: frozenset[tuple]


class Problem(NamedTuple):
    """All that one run compares, and what was known before."""

    rows: dict[int, rules.BillRow]
    bills: list[Bill]
    orders: dict[int, OrderLine]
    previous: dict[int, Previous]
    current: dict[int, int | None]  # order line of each bill line, as it is now
    policy: Policy
    policies: dict[int, Policy]
    policy_ids: dict[int, int]
    expected: frozenset[int]  # bills that ought to have an order


class Gathering:
    """Reads what bills, orders, receipts and former comparisons hold, for one run.

    ``env``: of the superuser. What other add-ons know they add to the hooks of `ap.match`.
    """

    states = ["draft", "posted"]  # of the bills that are compared
    later = True  # bills that are drafts or dated later count as well

    def __init__(self, env):
        self.env = env
        self.matches = env["ap.match"]

    def by_family(self, ids, most) -> list[list[int]]:
        """Return the bills in parts of ``most`` or little more; bills of suppliers of one
        group, which compete for the same orders, stay together."""
        query = SQL(match_sql.BY_FAMILY, families=self._families_sql(), ids=list(ids))
        parts = []
        for _family, rows in groupby(self.env.execute_query(query), lambda row: row[1]):
            bills = [row[0] for row in rows]
            if parts and len(parts[-1]) + len(bills) <= most:
                parts[-1] += bills
            else:
                parts.append(bills)
        return parts

    def problem(self, ids) -> Problem:
        """Read everything about these bills."""
        rows = self._read_bills(ids)
        lines = self._read_bill_lines(list(rows))
        previous = self._read_previous(list(rows))
        presets = {
            line.id: found
            for line in lines
            if (found := _presets(line, previous.get(line.move_id)))
        }
        extras = self.matches._bill_references(self.env["account.move"].browse(rows))
        units = self._read_units()
        suppliers = self._read_suppliers(rows)
        orders = self._read_orders(rows, lines, extras, presets, units, suppliers)
        policy, of_bills, of_lines, policy_ids = self._policies(rows, orders)
        orders = with_policies(orders, of_lines)
        twice = self._read_duplicates(rows)
        taxes = self.env["ap.tax.rules"]._tax_rules({line.tax_ids for line in lines})
        by_bill = defaultdict(list)
        for line in lines:
            by_bill[line.move_id].append(line)
        asked = set(suppliers[0].values())
        bills = [
            rules.bill_value(
                row,
                by_bill[key],
                rules.stated(extras.get(key, rules.Extra()), row, row.family in asked),
                units,
                taxes,
                presets,
                twice.get(key),
            )
            for key, row in rows.items()
        ]
        current = {line.id: line.purchase_line_id for line in lines}
        query = SQL(match_sql.EXPECTED, list(rows))
        expected = frozenset(row[0] for row in self.env.execute_query(query))
        known = (policy, of_bills, policy_ids, expected)
        return Problem(rows, bills, orders, previous, current, *known)

    def _policies(self, rows, orders) -> tuple:
        """Return what `ap.match.policy._of_rows` gives: policies that hold today."""
        return self.matches._policies(rows, orders)

    def _day(self, company) -> date:
        """Return the day at the end of which orders are looked at."""
        return company._company_today()

    # Bills ----------------------------------------------------------------------------

    def _families_sql(self) -> SQL:
        """Return the key of the group of each supplier: columns id and key."""
        partner, root = SQL.identifier("p"), SQL.identifier("root")
        family = SQL(match_sql.FAMILY, partner=partner, root=root)
        return SQL(match_sql.FAMILIES, family=family)

    def _read_bills(self, ids) -> dict[int, rules.BillRow]:
        query = SQL(
            match_sql.BILLS, families=self._families_sql(), ids=list(ids), states=self.states
        )
        rows = {}
        for values in self.env.execute_query(query):
            row = rules.BillRow._make(values)
            rows[row.id] = row._replace(
                references=rules.references_in(row.references),
                untaxed=Decimal(row.untaxed or 0),
                tax=Decimal(row.tax or 0),
                rate=Decimal(row.rate),
            )
        return rows

    def _read_bill_lines(self, ids) -> list[rules.BillLineRow]:
        found = []
        for values in self.env.execute_query(SQL(match_sql.BILL_LINES, ids)):
            row = rules.BillLineRow._make(values)
            found.append(
                row._replace(
                    quantity=Decimal(row.quantity or 0),
                    price_unit=Decimal(row.price_unit or 0),
                    discount=Decimal(row.discount),
                    amount=Decimal(row.amount or 0),
                    tax_ids=tuple(row.tax_ids),
                )
            )
        return found

    def _read_previous(self, ids) -> dict[int, Previous]:
        result = {}
        for move, *values in self.env.execute_query(SQL(match_sql.PREVIOUS, ids)):
            one = Previous._make(values)
            result[move] = one._replace(
                written=one.written or {},
                links=tuple(tuple(link) for link in one.links or ()),
                accepted=frozenset(tuple(key) for key in one.accepted or ()),
            )
        return result

    def _read_duplicates(self, rows) -> dict[int, int]:
        """Return {bill: the bill that it is again}, but for those that somebody declared due."""
        moves = self.env["account.move"].browse(rows)
        found = self.env["ap.bill.duplicate"]._same_bills(moves)
        if found:
            query = SQL(match_sql.DUE_ALL_THE_SAME, list(found))
            for (due,) in self.env.execute_query(query):
                del found[due]
        return found

    def _read_units(self) -> dict[int, Unit]:
        """Units with what they can be compared with: the first of their path."""
        query = SQL("SELECT id, name->>'en_US', parent_path, factor::text FROM uom_uom")
        return {
            key: Unit(name, (path or str(key)).split("/")[0], Decimal(factor or 1))
            for key, name, path, factor in self.env.execute_query(query)
        }

    # Orders ---------------------------------------------------------------------------

    def _read_orders(
        self, rows, lines, extras, presets, units, suppliers
    ) -> dict[int, OrderLine]:
        """Return what is open with the suppliers, and what the bills name."""
        families, wanted = suppliers
        if not families:
            return {}
        marked = {p.purchase_line_id for found in presets.values() for p in found}
        always = self._read_named(rows, lines, extras, families)
        position = self.env["ap.order.position"].sudo()
        result = {}
        for company_id, partners in sorted(wanted.items()):
            company = self.env["res.company"].browse(company_id)
            day = self._day(company)
            found = position._gather(
                company, day, partners, gaps_only=True, always=always, as_recorded=True
            )
            keys = [row.line_id for row in found]
            extra = self._read_order_extras(keys, families, found, marked)
            moved = self._read_moved(list(rows), keys, day)
            credits = any(row.sign < 0 for row in rows.values())
            bills = bills_of_lines(self.env, keys) if credits else {}
            rates = self._rates(company, found, rows)
            taxes = self.env["ap.tax.rules"]._tax_rules({r.tax_ids for r in found})
            for row in found:
                one = extra[row.line_id]._replace(
                    moved=moved.get(row.line_id, Decimal(0)),
                    rate=rates.get(row.currency_id),
                    bills=bills.get(row.line_id, ()),
                )
                result[row.line_id] = rules.order_value(row, one, units, taxes)
        result.update(self._read_down_payments(rows, families, marked))
        return result

    def _read_suppliers(self, rows) -> tuple[dict[int, str], dict[int, list[int]]]:
        """Return the groups of the suppliers with orders, and these per company."""
        keys = list({row.family for row in rows.values()})
        query = SQL(match_sql.SUPPLIERS, families=self._families_sql(), keys=keys)
        families, wanted = {}, defaultdict(list)
        for partner, key, companies in self.env.execute_query(query):
            families[partner] = key
            for company in companies:
                wanted[company].append(partner)
        return families, wanted

    def _read_named(self, rows, lines, extras, families) -> list[int]:
        names = set()
        for row in rows.values():
            names.update(map(code_key, row.references))
            names.update(pieces(row.text))
        for line in lines:
            names.update(pieces(line.label))
        for extra in extras.values():
            names.update(map(code_key, extra.references))
            names.update(pieces(extra.text))
            for found in extra.line_references.values():
                names.update(map(code_key, found))
        names.update(code_key(row.credited or "") for row in rows.values())
        names = sorted(names - {""})
        query = SQL(
            match_sql.NAMED, suppliers=list(families), names=names, ids=list(rows)
        )
        found = [row[0] for row in self.env.execute_query(query)]
        if any(row.sign < 0 for row in rows.values()):
            found += lines_of_bills(self.env, families, names)
        return found

    def _read_order_extras(self, keys, families, found, marked) -> dict:
        family = {row.line_id: families[row.commercial_partner_id] for row in found}
        receipts = defaultdict(list)
        for line, reference, quantity, day in self.env.execute_query(
            self.matches._receipts_sql(keys)
        ):
            receipts[line].append(Receipt(reference, Decimal(quantity), day))
        return {
            line: rules.OrderExtra(
                family=family[line],
                references=tuple(filter(None, (reference,))),
                codes=tuple(filter(None, (code, barcode, *(suppliers or ())))),
                receipts=tuple(sorted(receipts.get(line, ()), key=str)),
                by_order=method == "purchase",
                preset=line in marked,
            )
            for line, reference, code, barcode, method, suppliers in (
                self.env.execute_query(SQL(match_sql.ORDERS, keys))
            )
        }

    def _read_moved(self, ids, lines, day) -> dict[int, Decimal]:
        billed = SQL(match_sql.BILLED, lines=lines)
        query = SQL(match_sql.MOVED, ids=ids, billed=billed, day=day, later=self.later)
        return {
            line: Decimal(quantity) for line, quantity in self.env.execute_query(query)
        }

    def _rates(self, company, found, rows) -> dict[int, Decimal]:
        """Return what one unit of each foreign currency is worth to the bills."""
        asked = {r.currency_id for r in rows.values() if r.company_id == company.id}
        only = asked.pop() if len(asked) == 1 else company.currency_id.id
        target = self.env["res.currency"].browse(only)
        rates = {}
        for currency_id in {row.currency_id for row in found} - {only}:
            currency = self.env["res.currency"].browse(currency_id)
            rate = currency._get_conversion_rate(
                currency, target, company, self._day(company)
            )
            rates[currency_id] = Decimal(str(rate))
        return rates

    def _read_down_payments(self, rows, families, marked) -> dict[int, OrderLine]:
        """Return the down payments noted on orders: what was paid can be taken off."""
        found = self.env.execute_query(SQL(match_sql.DOWN_PAYMENTS, list(families)))
        billed = {}
        if found:
            keys = [values[0] for values in found]
            billed = self._read_moved(list(rows), keys, BEGINNING)
        return {
            key: OrderLine(
                key=key,
                order=order,
                company=company,
                supplier=supplier,
                currency=currency,
                ordered=Decimal(0),
                price_unit=Decimal(price),
                billed=billed.get(key, Decimal(0)),
                description=label,
                codes=(rules.mark(key),) if key in marked else (),
                group=families[supplier],
                references=(rules.mark(key),) if key in marked else (),
                kind="down_payment",
            )
            for key, order, company, supplier, currency, price, label, *_more in found
        }


def with_policies(orders, of_lines) -> dict[int, OrderLine]:
    """Return the order lines, each with the policy of its own if it has one."""
    return {key: one._replace(policy=of_lines.get(key)) for key, one in orders.items()}


def _presets(line, previous) -> tuple[rules.Preset, ...]:
    """Return the links that a person made, by hand here or on the bill."""
    if previous is not None:
        by_hand = [
            rules.Preset(order_line, Decimal(quantity))
            for bill_line, order_line, hand, quantity in previous.links
            if hand and bill_line == line.id
        ]
        if by_hand:
            return tuple(by_hand)
        before, ours = previous.written.get(str(line.id), (None, None))
        if ours is not None and ours == line.purchase_line_id:
            return (rules.Preset(before),) if before else ()
    if line.purchase_line_id:
        return (rules.Preset(line.purchase_line_id),)
    return ()
