# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bulk entries say what they lack before anything is written."""

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.ap_base.models.ap_entry import Objection
from odoo.addons.ap_base.models.engine_pass import Pass

from ...rules import analytic

# The day that the entries of the bulk writer and their opposites are judged on; False:
# each entry on its own day.
BULK_DAY = Pass("l10n_fr_ap_extras.day_of_bulk_entries")
LINES_NAMED = 10
SHOWN = 3  # of those that are named before posting


class ApEntry(models.AbstractModel):
    _inherit = "ap.entry"

    def _write_moves(self, journal, sides, move_values):
        by_day: dict = {}
        for side in sides:
            if side.sign > 0:
                items = by_day.setdefault(side.judged_on, [])
                items += [item for chunk in side.chunks for item in chunk]
        found = [
            breach for day, items in by_day.items() for breach in self._unimputed(day, items)
        ]
        if found:
            raise UserError(self._unimputed_message(found))
        days = list(by_day)
        with BULK_DAY.open(days[0] if len(days) == 1 else False):
            return super()._write_moves(journal, sides, move_values)

    def _objections(self, day, items):
        found = self._unimputed(day, items)
        objections = super()._objections(day, items)
        if found:
            refused = list({id(item): item for item, _breach in found}.values())
            objections["axes"] = Objection(
                self.env._(
                    "analytic axes are missing, which these accounts require:\n%(lines)s",
                    lines=self._unimputed_lines(found, SHOWN),
                ),
                refused,
                self.env._("Complete the axes"),
            )
        return objections

    def _unimputed(self, day, items) -> list[tuple]:
        """(item, breach) of the items whose axes do not sum to what is asked on that day.

        Asked of the entry; the opposite mirrors it. Follows the control: where that is
        archived or no longer blocks, nothing is refused here either.
        """
        company = self.env.company
        requirements = self.env["ap.analytic.requirement"].of(company)
        if not requirements or not self._imputation_blocks(company):
            return []
        found = []
        accounts = self._codes({item.account_id for item in items if item.account_id})
        plan_of = self._plans_of(items)
        for item in items:
            code = accounts.get(item.account_id, "")
            kinds = analytic.kinds_on(requirements, code, day)
            if kinds and item.balance:
                shares = analytic.plan_shares(
                    analytic.read(item.distribution or {}), plan_of
                )
                found += [(item, it) for it in analytic.breaches(shares, kinds)]
        return found

    def _imputation_blocks(self, company) -> bool:
        engine = self.env["ap.control"].sudo()
        controls = engine._in_force(
            company, fields.Date.context_today(self), ["analytic_required"]
        )
        return any(one.severity == "blocking" and one.check_on_post for one in controls)

    def _codes(self, ids) -> dict:
        accounts = self.env["account.account"].browse(ids)
        return {account.id: account.code or "" for account in accounts}

    def _plans_of(self, items) -> dict:
        distributions = [item.distribution or {} for item in items]
        ids = {one for it in distributions for key in analytic.read(it) for one in key}
        accounts = self.env["account.analytic.account"].sudo().browse(ids).exists()
        return {one.id: one.root_plan_id.id for one in accounts}

    def _unimputed_message(self, found) -> str:
        return self.env._(
            "Nothing was posted, because these lines do not carry the analytic axes that "
            "their accounts require:\n%(lines)s\n\nSet their distribution, or that of "
            "their source, and post again.",
            lines=self._unimputed_lines(found, LINES_NAMED),
        )

    def _unimputed_lines(self, found, shown) -> str:
        """The first items and what each lacks, a line for each."""
        plans = self.env["account.analytic.plan"].browse({it.plan for _i, it in found})
        names = {plan.id: plan.name for plan in plans}
        codes = self._codes({item.account_id for item, _breach in found[:shown]})
        lines = []
        for item, breach in found[:shown]:
            partner = self.env["res.partner"].browse(item.partner_id or [])
            text = self.env["account.move.line"]._ap_breach_text(
                names[breach.plan], breach
            )
            label = " ".join(
                filter(None, [codes[item.account_id], partner.name, item.label])
            )
            lines.append(f"• {label} — {text}")
        if len(found) > shown:
            lines.append(self.env._("… and %(count)s more", count=len(found) - shown))
        return "\n".join(lines)
