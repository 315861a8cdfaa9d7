# SPDX-License-Identifier: AGPL-3.0-or-later
"""An entry before it is posted, as a table."""

from markupsafe import Markup

from odoo.tools.misc import formatLang

from odoo.addons.ap_base.arithmetic.debit_credit import debit_credit
from odoo.addons.ap_closing.models.entry_preview import ROW, TABLE


def html(loan, items) -> Markup:
    """The items with their totals, in company currency; empty without any."""
    if not items:
        return Markup("")
    env, currency = loan.env, loan.company_id.currency_id
    accounts = env["account.account"].with_company(loan.company_id)
    names = {
        one.id: one.display_name
        for one in accounts.browse({item.account_id for item in items})
    }

    def money(amount):
        return formatLang(env, float(amount), currency_obj=currency)

    sides = [debit_credit(item.balance) for item in items]
    rows = Markup("").join(
        ROW.format(
            account=names[item.account_id],
            partner=loan.partner_id.display_name,
            label=item.label,
            debit=money(debit) if debit else "",
            credit=money(credit) if credit else "",
        )
        for item, (debit, credit) in zip(items, sides, strict=True)
    )
    return TABLE.format(
        account=env._("Account"),
        partner=env._("Lender"),
        label=env._("Label"),
        debit=env._("Debit"),
        credit=env._("Credit"),
        total=env._("Total"),
        rows=rows,
        sum_debit=money(sum(side[0] for side in sides)),
        sum_credit=money(sum(side[1] for side in sides)),
        more="",
    )
