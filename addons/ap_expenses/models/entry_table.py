# SPDX-License-Identifier: AGPL-3.0-or-later
"""Entries of expenses before they are posted, as tables."""

from markupsafe import Markup

from odoo.exceptions import RedirectWarning
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from odoo.addons.ap_base.arithmetic.debit_credit import debit_credit
from odoo.addons.ap_closing.models.entry_preview import ROW, TABLE

from .entry_items import STEPS, ExpenseItems, entry_item
from .taxes import Taxes

SHOWN = 30  # entries; all of them are posted
TITLE = Markup("<h5 class='mt-3'>{}</h5>")


def of_drafts(tool, drafts) -> Markup:
    """All entries, each with its day and journal; empty without any."""
    parts = []
    for draft in drafts[:SHOWN]:
        journal = tool["journal_id" if draft.step == "liability" else "settlement_journal_id"]
        title = f"{format_date(tool.env, draft.day)} · {journal.display_name} · {draft.ref}"
        parts.append(TITLE.format(title) + html(tool, draft.items))
    if len(drafts) > SHOWN:
        more = tool.env._("… and %(count)s more entries.", count=len(drafts) - SHOWN)
        parts.append(Markup("<p class='text-muted'>{}</p>").format(more))
    return Markup("").join(parts)


def of_expense(expense) -> Markup:
    """What is booked of one expense, or will be."""
    tool = expense.tool_id.sudo()
    sums = ExpenseItems(tool, Taxes(expense.company_id.sudo()))
    parts = []
    labels = {"liability": expense.env._("Expense"), "settlement": expense.env._("Payment")}
    for step in STEPS:
        try:
            items = sums.of(expense.sudo(), step)
        except RedirectWarning as missing:
            return Markup("<p class='text-muted'>{}</p>").format(missing.args[0])
        made = [
            entry_item(place, amount, expense.merchant or "", None, expense.currency_id, False)
            for place, amount in items.items()
            if place.account_id
        ]
        if made:
            parts.append(TITLE.format(labels[step]) + html(expense, made))
    return Markup("").join(parts)


def html(record, items) -> Markup:
    """The items with their totals, in company currency."""
    env = record.env
    company = record.company_id
    accounts = env["account.account"].sudo().with_company(company)
    names = {one.id: one.display_name for one in accounts.browse({i.account_id for i in items})}
    partners = env["res.partner"].sudo().browse({i.partner_id for i in items if i.partner_id})
    holders = {one.id: one.display_name for one in partners}

    def money(amount):
        return formatLang(env, float(amount), currency_obj=company.currency_id)

    sides = [debit_credit(item.balance) for item in items]
    rows = Markup("").join(
        ROW.format(
            account=names[item.account_id],
            partner=holders.get(item.partner_id, ""),
            label=item.label,
            debit=money(debit) if debit else "",
            credit=money(credit) if credit else "",
        )
        for item, (debit, credit) in zip(items, sides, strict=True)
    )
    return TABLE.format(
        account=env._("Account"), partner=env._("Account holder"), label=env._("Label"),
        debit=env._("Debit"), credit=env._("Credit"), total=env._("Total"), rows=rows,
        sum_debit=money(sum(side[0] for side in sides)),
        sum_credit=money(sum(side[1] for side in sides)), more="",
    )  # fmt: skip
