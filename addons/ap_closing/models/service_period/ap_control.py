# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bill lines that usually carry a service of a period, and do not say which."""

from dataclasses import replace

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.calendar import add_months
from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_base.models.finding_value import FindingValue, day, money, term

from .period_lines import BILLS


class MissingPeriod(FindingValue):
    """Waived, it stays so when other dates are proposed: the cause is the line."""

    @property
    def cause(self) -> str:
        kept = {k: v for k, v in self.values.items() if k not in ("start", "end")}
        return replace(self, message_code="", values=kept)._cause()

    def _cause(self) -> str:
        return super().cause


class ApControl(models.Model):
    _inherit = "ap.control"

    @api.model
    def _methods_of_bills(self):
        return super()._methods_of_bills() | {"_find_missing_service_period"}

    def _find_missing_service_period(self, company, records, date):
        """Lines that need service dates, of bills of the last months, from an amount on;
        with the dates that would be proposed."""
        # Declares nothing: proposals are read from orders, products and earlier bills too.
        if records is not None and not set(records.mapped("move_type")) & set(BILLS):
            return []
        items = self.env["account.move.line"]
        scope = self._missing_period_scope(records, date)
        pairs = self.env.execute_query(items._sql_needing_period(company.ids, scope))
        nature_of = dict(pairs)
        lines = items.browse(list(nature_of))
        lines -= self._dated_when_posted(lines)
        proposals = self.env["ap.service.period"]._propose(lines)
        natures = self.env["ap.account.nature"].browse(set(nature_of.values()))
        terms = {nature.id: term(nature, "name") for nature in natures}
        accounts = {
            account.id: (account.code, account.display_name)
            for account in lines.account_id.with_company(company)
        }
        return [
            self._missing_period_finding(
                line, accounts, terms[nature_of[line.id]], proposals.get(line)
            )
            for line in lines
        ]

    def _dated_when_posted(self, lines):
        """Lines of draft credit notes that take their days by themselves."""
        engine = self.env["ap.service.period"]
        drafts = lines.filtered(
            lambda line: line.parent_state == "draft" and line.move_id.reversed_entry_id
        )
        found = engine._propose(drafts, engine._sources_of_credits()) if drafts else {}
        return lines.browse([line.id for line in found])

    def _missing_period_scope(self, records, date) -> SQL:
        scope = SQL(
            "abs(line.balance) >= %s AND COALESCE(move.invoice_date, move.date) >= %s",
            to_decimal(self.parameter("minimum_amount", 0)),
            add_months(date, -int(self.parameter("months", 12))),
        )
        if records is not None:
            scope = SQL("%s AND move.id = ANY(%s)", scope, list(records.ids))
        return scope

    def _missing_period_finding(self, line, accounts, nature, proposal):
        move, (code, account) = line.move_id, accounts[line.account_id.id]
        amount = money(line.balance, line.company_currency_id)
        values = {
            "bill": move.name if move.name not in (False, "/") else move.ref or "",
            "line": line._short_label(),
            "account": code,
            "nature": nature,
            "amount": amount,
        }
        evidence = {
            "account": account,
            "amount": amount,
            "date": day(move.invoice_date or move.date),
            "nature": nature,
        }
        if proposal:
            period = proposal.period
            values.update(start=day(period.start), end=day(period.end))
            evidence["proposed"] = [day(period.start), day(period.end)]
            source = proposal.values
            evidence["read_from"] = source.get("words") or source.get("document") or ""
        return MissingPeriod(
            res_model="account.move",
            res_id=move.id,
            key=f"line:{line.id}",
            message_code="proposed" if proposal else "",
            values=values,
            amount=to_decimal(line.balance),
            currency_id=line.company_currency_id.id,
            partner_id=move.commercial_partner_id.id,
            evidence=evidence,
        )

    @api.model
    def _evidence_labels(self):
        return {
            **super()._evidence_labels(),
            "nature": self.env._("Nature of the account"),
            "proposed": self.env._("Proposed dates"),
            "read_from": self.env._("Read from"),
        }
