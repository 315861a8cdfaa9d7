# SPDX-License-Identifier: AGPL-3.0-or-later
"""The journal items of expenses: roles become accounts, revisions their differences."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from odoo.exceptions import RedirectWarning

from odoo.addons.ap_base.arithmetic.money import round_half_up, to_decimal
from odoo.addons.ap_base.models.ap_entry import EntryItem

from ..rules import posting
from ..rules.posting import Role, VatShare
from ..rules.transaction import Status
from . import expense_values
from .choices import ACCOUNTS

LIABILITY, SETTLEMENT = "liability", "settlement"
STEPS = (LIABILITY, SETTLEMENT)
ZERO = Decimal(0)
COSTS = frozenset({Role.COST, Role.LOST_VAT})
# What a person holds with the company: booked under their contact.
OF_EMPLOYEE = frozenset({Role.EMPLOYEE, Role.ALLOWANCE, Role.CARD, Role.ADVANCE})

# What the money itself costs: with the axes of its expense, else of the tool.
OF_MONEY = frozenset({Role.FEE, Role.LOSS, Role.GAIN})


class Place(NamedTuple):
    """Where an amount is booked: amounts of one place are summed in an entry.

    - ``currency_id``, ``abroad``: of a cost paid in another currency, that currency and
      its amount; such an item stands alone
    """

    role: str
    account_id: int
    partner_id: int | bool = False
    distribution: tuple = ()
    tax_id: int | bool = False
    repartition_id: int | bool = False
    tags: tuple[int, ...] = ()
    start: str = ""
    end: str = ""
    bill_id: int | bool = False
    currency_id: int | bool = False
    abroad: str = ""

    def at_home(self):
        """The same place, in the company's currency only."""
        return self._replace(currency_id=False, abroad="")


class ExpenseItems:
    """The items of the expenses of one tool."""

    def __init__(self, tool, taxes):
        self.tool, self.env, self.taxes = tool, tool.env, taxes

    def of(self, expense, step: str) -> dict[Place, Decimal]:
        """What the step books of an expense: the difference to what was booked before of
        the revision that it corrects."""
        items = self._of_revision(expense, step)
        before = expense.previous_id
        for place, amount in stored(before[f"{step}_items"] if before else None):
            now = items.pop(place, ZERO)
            if now:  # the same purchase: what differs is its rate
                place = place.at_home()
            items[place] = items.get(place, ZERO) + now - amount
        return {place: amount for place, amount in items.items() if amount}

    def whole(self, expense, step: str) -> dict[Place, Decimal]:
        """What the books have of the expense once the step is booked."""
        return self._of_revision(expense, step)

    def _of_revision(self, expense, step) -> dict[Place, Decimal]:
        items: dict[Place, Decimal] = {}
        for line in self.lines(expense, step):
            place = self._place(expense, line)
            items[place] = items.get(place, ZERO) + line.amount
        return {_abroad(expense, place, amount): items[place] for place, amount in items.items()}

    def lines(self, expense, step):
        """The amounts by role, as the tool says them now: none of what it refused, or has
        no longer."""
        if expense.tool_status == Status.REFUSED or expense.is_gone:
            return []
        one = expense_values.transaction(expense)
        has_bill = expense.bill_id.state == "posted"
        if step == SETTLEMENT:
            settled = expense_values.settled_of(expense)
            return posting.settlement(one, self.tool.claims_paid, has_bill, settled)
        vat = VatShare(to_decimal(expense.vat_recovered), to_decimal(expense.vat_lost))
        return posting.liability(one, vat, has_bill)

    def _place(self, expense, line) -> Place:
        role = line.role
        if role in COSTS:
            return self._cost(expense, line)
        if role == Role.VAT:
            place = self.taxes.place(expense.tax_id, line.amount < 0)
            account = place.account_id or self.account(Role.LOST_VAT).id
            return Place(role, account, False, (), False, place.repartition_id, place.tax_tags)
        if role == Role.SUPPLIER:
            return self._supplier(expense)
        if role in OF_MONEY:
            shares = expense.analytic_distribution or self.tool.analytic_distribution or {}
            return Place(role, self.account(role).id, False, tuple(sorted(shares.items())))
        partner = expense.partner_id.id if role in OF_EMPLOYEE else False
        return Place(role, self.account(role).id, partner)

    def _cost(self, expense, line) -> Place:
        account = expense.account_id
        if line.role == Role.LOST_VAT:
            account = self.tool.lost_vat_account_id or account
        distribution = tuple(sorted((expense.analytic_distribution or {}).items()))
        start, end = expense.service_start, expense.service_end
        place = Place(
            line.role, account.id, False, distribution,
            start=start.isoformat() if start and end else "",
            end=end.isoformat() if start and end else "",
        )  # fmt: skip
        if line.role == Role.COST and expense.vat_recovered and expense.tax_id:
            tags = self.taxes.place(expense.tax_id, line.amount < 0).base_tags
            return place._replace(tax_id=expense.tax_id.id, tags=tags)
        if account == expense.account_id and not (expense.vat_recovered and expense.tax_id):
            return place._replace(role=Role.COST)  # one amount where nothing tells them apart
        return place

    def _supplier(self, expense) -> Place:
        """The supplier's account: that of its bill, where there is one."""
        bill = expense.bill_id
        terms = bill.line_ids.filtered(lambda line: line.display_type == "payment_term")[:1]
        partner = bill.commercial_partner_id or expense.supplier_id
        company = self.tool.company_id
        account = terms.account_id or partner.with_company(company).property_account_payable_id
        return Place(Role.SUPPLIER, account.id, partner.id, bill_id=bill.id)

    def account(self, role):
        """The account of a role, or a sentence that leads to the tool."""
        account = self.tool._account(role)
        if not account:
            field = self.tool._fields[ACCOUNTS[role]]
            raise RedirectWarning(
                self.env._(
                    "%(tool)s has no “%(account)s”: choose it on the tool.",
                    tool=self.tool.display_name,
                    account=field._description_string(self.env),
                ),
                self.tool.get_formview_action(),
                self.env._("Open the tool"),
            )
        return account


def _abroad(expense, place: Place, amount: Decimal) -> Place:
    """The place of a cost with its amount in the currency that it was paid in."""
    currency, gross = expense.original_currency_id, to_decimal(expense.gross)
    if place.role not in COSTS or not currency.active or not gross:
        return place
    share = abs(to_decimal(expense.gross_original) * amount / gross)
    paid = round_half_up(share, to_decimal(currency.rounding))
    return place._replace(currency_id=currency.id, abroad=f"{paid:f}") if paid else place


def stored(items) -> Iterable[tuple[Place, Decimal]]:
    """The items of an expense as they are kept, back as values."""
    for *fields, amount in items or ():
        role, account, partner, distribution, tax, part, tags, start, end, bill, *paid = fields
        place = Place(
            role, account, partner, tuple(map(tuple, distribution)), tax, part, tuple(tags),
            start, end, bill, *paid,
        )  # fmt: skip
        yield place, Decimal(amount)


def to_store(items: dict[Place, Decimal]) -> list:
    """The items as JSON keeps them."""
    return [[*place, str(amount)] for place, amount in items.items()]


def entry_item(place: Place, amount: Decimal, label: str, day: date, currency, is_due) -> EntryItem:
    """The journal item of a place. ``is_due``: its account wants a due date."""
    paid = Decimal(place.abroad).copy_sign(amount) if place.abroad else amount
    return EntryItem(
        "entry", place.account_id, place.partner_id, label, amount,
        place.currency_id or currency.id, paid,
        dict(place.distribution) or False, False,
        tax_ids=(place.tax_id,) if place.tax_id else (),
        tax_repartition_line_id=place.repartition_id,
        tax_tag_ids=place.tags,
        date_maturity=day if is_due else False,
    )  # fmt: skip
