# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lines that lack a required axis, with what is proposed for them."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ap_base.models.words import in_a_row

from ...rules import analytic


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    ap_needs_imputation = fields.Boolean(
        string="To impute",
        compute="_compute_ap_analytic_missing",
        search="_search_ap_needs_imputation",
    )
    ap_analytic_missing = fields.Char(
        string="Missing", compute="_compute_ap_analytic_missing"
    )
    ap_analytic_proposed = fields.Char(
        string="Proposal", compute="_compute_ap_analytic_proposed"
    )
    ap_analytic_reason = fields.Char(
        string="Reason", compute="_compute_ap_analytic_proposed"
    )

    # What is missing -------------------------------------------------------------------

    @api.depends_context("lang")
    @api.depends(
        "analytic_distribution", "account_id", "balance", "move_id.date", "parent_state"
    )
    def _compute_ap_analytic_missing(self):
        found = {}
        for company, lines in self._origin.grouped("company_id").items():
            for line, _move, breach in lines._ap_breaches(company):
                found.setdefault(line, []).append(breach)
        plans = {breach.plan for rows in found.values() for breach in rows}
        plans = self.env["account.analytic.plan"].sudo().browse(plans)
        names = {plan.id: plan.name for plan in plans}
        for line in self:
            rows = found.get(line._origin.id, ())
            line.ap_needs_imputation = bool(rows)
            words = [self._ap_breach_text(names[one.plan], one) for one in rows]
            line.ap_analytic_missing = in_a_row(self.env, words)

    @api.model
    def _ap_breach_text(self, axis, breach) -> str:
        shown = self._ap_percent(breach.share)
        if breach.problem == analytic.FORBIDDEN:
            return self.env._("%(axis)s: not allowed here", axis=axis)
        if breach.problem == analytic.EXCESS:
            return self.env._("%(axis)s: %(share)s too much", axis=axis, share=shown)
        return self.env._("%(axis)s: %(share)s", axis=axis, share=shown)

    def _ap_breaches(self, company) -> list[tuple]:
        """Rows (line id, entry id, breach) of these lines of one company."""
        if not company or not self.ids:
            return []
        self._ap_flush_imputation()
        scope = SQL("AND line.id = ANY(%s)", self.ids)
        return self.env["ap.analytic.requirement"].breaches(company, scope)

    def _ap_flush_imputation(self):
        self.env["account.move"].flush_model(["date", "state", "reversed_entry_id"])
        self.flush_model(
            ["analytic_distribution", "account_id", "balance", "company_id", "move_id"]
        )

    def _search_ap_needs_imputation(self, operator, value):
        if operator != "in":
            return NotImplemented
        self._ap_flush_imputation()
        asked = self.env["ap.analytic.requirement"]
        queries = filter(None, map(asked.breaches_sql, self.env.companies))
        missing = Domain.FALSE
        for query in queries:
            missing |= Domain.custom(
                to_sql=lambda model, alias, _query, query=query: SQL(
                    "%s IN (SELECT breach.id FROM (%s) AS breach)",
                    SQL.identifier(alias, "id"),
                    query,
                )
            )
        return missing if True in value else ~missing

    # What is proposed ------------------------------------------------------------------

    @api.depends_context("lang")
    @api.depends(
        "analytic_distribution", "account_id", "product_id", "partner_id", "name"
    )
    def _compute_ap_analytic_proposed(self):
        self.ap_analytic_proposed = False
        self.ap_analytic_reason = False
        lines = self.filtered(lambda line: line._ap_may_be_imputed())
        proposals = self.env["ap.analytic.proposal"].propose(lines)
        news = {
            line: one
            for line, one in proposals.items()
            if one.distribution != line.analytic_distribution
        }
        texts = self._ap_distribution_texts([one.distribution for one in news.values()])
        reasons = self._ap_why_texts([one.why for one in news.values()])
        for line, text, reason in zip(news, texts, reasons, strict=True):
            line.ap_analytic_proposed = text
            line.ap_analytic_reason = reason

    def action_ap_accept_imputation(self):
        """Write what is proposed for these lines."""
        done = self.propose_imputation()
        message = self.env._(
            "Proposals written: %(done)s of %(all)s lines.",
            done=len(done),
            all=len(self),
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if done else "warning",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_ap_open_entry(self):
        """The bill or entry of the line."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "views": [(False, "form")],
        }

    # A rule of it ----------------------------------------------------------------------

    def action_ap_make_rule(self):
        """Make a rule of the line: its supplier, account and product get the same
        distribution from now on. What is proposed counts where the line has none."""
        self.ensure_one()
        if not self.env.user.has_group("ap_base.group_accountant"):
            raise AccessError(
                self.env._("Making rules takes the role Accountant or above.")
            )
        rule = self.env["ap.analytic.rule"].create(self._ap_rule_values())
        return {
            "type": "ir.actions.act_window",
            "res_model": "ap.analytic.rule",
            "res_id": rule.id,
            "views": [(False, "form")],
        }

    def _ap_rule_values(self) -> dict:
        distribution = self.analytic_distribution
        if not distribution:
            proposals = self.env["ap.analytic.proposal"].propose(self)
            distribution = proposals[self].distribution if proposals else None
        if not distribution:
            raise UserError(
                self.env._(
                    "“%(line)s” has no distribution and none is proposed: impute it "
                    "first.",
                    line=self.name or self.account_id.display_name,
                )
            )
        supplier = self.partner_id.commercial_partner_id
        code = self.account_id.with_company(self.company_id).code
        return {
            "name": " ".join(filter(None, [supplier.name, code, self.product_id.name])),
            "company_id": self.company_id.id,
            "partner_id": supplier.id,
            "account_prefix": code,
            "product_id": self.product_id.id,
            "analytic_distribution": distribution,
        }
