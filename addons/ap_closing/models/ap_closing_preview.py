# SPDX-License-Identifier: AGPL-3.0-or-later
"""The entry of a run before it is posted, as it will be."""

from markupsafe import Markup

from odoo import models
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


class ApClosingRun(models.Model):
    _inherit = "ap.closing.run"

    def _preview_html(self) -> Markup:
        """A table of the items to post, with totals."""
        self.ensure_one()
        items = self._entry_items() if self.state in ("proposed", "reviewed") else []
        if not items:
            return Markup("")
        accounts = self.env["account.account"].with_company(self.company_id)
        accounts = {
            account.id: account
            for account in accounts.browse({item.account_id for item in items if item.account_id})
        }
        partners = self.env["res.partner"].browse(
            {item.partner_id for item in items if item.partner_id}
        )
        names = {partner.id: partner.display_name for partner in partners}
        rows = Markup("").join(
            self._preview_row(item, accounts.get(item.account_id), names)
            for item in items[:SHOWN]
        )
        sides = [debit_credit(item.balance) for item in items]
        return TABLE.format(
            account=self.env._("Account"),
            partner=self.env._("Supplier"),
            label=self.env._("Label"),
            debit=self.env._("Debit"),
            credit=self.env._("Credit"),
            total=self.env._("Total"),
            rows=rows,
            sum_debit=self._money(sum(side[0] for side in sides)),
            sum_credit=self._money(sum(side[1] for side in sides)),
            more=self._preview_more(len(items)),
        )

    def _preview_row(self, item, account, names) -> Markup:
        debit, credit = debit_credit(item.balance)
        return ROW.format(
            account=account.display_name if account else self.env._("to be chosen"),
            partner=names.get(item.partner_id, ""),
            label=item.label,
            debit=self._money(debit) if debit else "",
            credit=self._money(credit) if credit else "",
        )

    def _preview_more(self, count: int) -> Markup:
        if count <= SHOWN:
            return Markup("")
        return Markup("<p class='text-muted'>{}</p>").format(
            self.env._(
                "… and %(count)s more items; the totals are those of the whole entry.",
                count=count - SHOWN,
            )
        )

    def _money(self, amount) -> str:
        return formatLang(self.env, float(amount), currency_obj=self.currency_id)
