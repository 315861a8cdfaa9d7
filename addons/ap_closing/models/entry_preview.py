# SPDX-License-Identifier: AGPL-3.0-or-later
"""The entry of a run before it is posted, as it will be."""

from markupsafe import Markup

from odoo.tools.misc import formatLang

from odoo.addons.ap_base.arithmetic.debit_credit import debit_credit

SHOWN = 200  # items; the lines themselves can be exported in full

TABLE = Markup(
    "<table class='table table-sm table-hover o_ap_preview'><thead><tr><th>{account}</th>"
    "<th>{partner}</th><th>{label}</th><th class='text-end'>{debit}</th>"
    "<th class='text-end'>{credit}</th></tr></thead><tbody>{rows}</tbody>"
    "<tfoot><tr class='fw-bold'><td colspan='3'>{total}</td>"
    "<td class='text-end'>{sum_debit}</td><td class='text-end'>{sum_credit}</td></tr>"
    "</tfoot></table>{more}"
)
ROW = Markup(
    "<tr><td>{account}</td><td>{partner}</td><td>{label}</td>"
    "<td class='text-end text-nowrap'>{debit}</td>"
    "<td class='text-end text-nowrap'>{credit}</td></tr>"
)


def html(run) -> Markup:
    """A table of the items to post, with totals."""
    run.ensure_one()
    items = run._entry_items() if run.state in ("proposed", "reviewed") else []
    if not items:
        return Markup("")
    accounts = run.env["account.account"].with_company(run.company_id)
    accounts = {
        account.id: account
        for account in accounts.browse({item.account_id for item in items if item.account_id})
    }
    partners = run.env["res.partner"].browse(
        {item.partner_id for item in items if item.partner_id}
    )
    names = {partner.id: partner.display_name for partner in partners}
    rows = Markup("").join(
        _preview_row(run, item, accounts.get(item.account_id), names)
        for item in items[:SHOWN]
    )
    sides = [debit_credit(item.balance) for item in items]
    return TABLE.format(
        account=run.env._("Account"),
        partner=run.env._("Supplier"),
        label=run.env._("Label"),
        debit=run.env._("Debit"),
        credit=run.env._("Credit"),
        total=run.env._("Total"),
        rows=rows,
        sum_debit=_money(run, sum(side[0] for side in sides)),
        sum_credit=_money(run, sum(side[1] for side in sides)),
        more=_preview_more(run, len(items)),
    )


def _preview_row(run, item, account, names) -> Markup:
    debit, credit = debit_credit(item.balance)
    return ROW.format(
        account=account.display_name if account else run.env._("to be chosen"),
        partner=names.get(item.partner_id, ""),
        label=item.label,
        debit=_money(run, debit) if debit else "",
        credit=_money(run, credit) if credit else "",
    )


def _preview_more(run, count: int) -> Markup:
    if count <= SHOWN:
        return Markup("")
    return Markup("<p class='text-muted'>{}</p>").format(
        run.env._(
            "… and %(count)s more items; the totals are those of the whole entry.",
            count=count - SHOWN,
        )
    )


def _money(run, amount) -> str:
    return formatLang(run.env, float(amount), currency_obj=run.currency_id)
