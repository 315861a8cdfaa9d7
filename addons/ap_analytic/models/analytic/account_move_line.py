# SPDX-License-Identifier: AGPL-3.0-or-later
"""A line, what the rules look at on it, and why it carries what it carries."""

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import groupby
from odoo.tools.misc import formatLang

from odoo.addons.ap_base.models.engine_pass import Pass
from odoo.addons.ap_base.models.words import in_a_row

from ...rules import analytic
from .ap_analytic_learn import BILL_TYPES

# Open while proposals are written: they are proposed by nobody again.
IMPUTING = Pass("l10n_fr_ap_extras.imputing")
SOURCES = {"account_id", "product_id", "partner_id"}


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    ap_analytic_why = fields.Json(
        string="Origin of the imputation",
        copy=False,
        readonly=True,
        help="What was proposed, from which rules or bills. Of no meaning once somebody "
        "has changed the distribution.",
    )
    ap_analytic_why_text = fields.Char(
        string="Why this imputation?", compute="_compute_ap_analytic_why_text"
    )

    @api.model
    def _ap_engine_fields(self):
        """Where an imputation comes from is said by who proposed it."""
        return super()._ap_engine_fields() | {"ap_analytic_why"}

    @api.model
    def _ap_engine_at_work(self):
        return IMPUTING.is_open or super()._ap_engine_at_work()

    # What rules look at ----------------------------------------------------------------

    def _ap_analytic_values(self) -> dict:
        """What the line is by each Many2one criterion of `ap.analytic.rule`: sets of
        ids. Higher rooms that add a criterion add it here."""
        self.ensure_one()
        partners = self.partner_id | self.move_id.partner_id
        partners |= partners.commercial_partner_id
        path = self.product_id.categ_id.parent_path or ""
        return {
            "partner_id": frozenset(partners.ids),
            "partner_category_id": frozenset(partners.category_id.ids),
            "product_id": frozenset(self.product_id.ids),
            "product_categ_id": frozenset(int(one) for one in path.split("/") if one),
            "user_id": frozenset(self.move_id.invoice_user_id.ids),
        }

    def _ap_analytic_order(self) -> str:
        """The references of the order that the line comes from, between spaces.
        Higher rooms that know the order add its number."""
        self.ensure_one()
        return self.move_id.invoice_origin or ""

    def _ap_analytic_facts(self, day, code) -> analytic.Facts:
        return analytic.Facts(
            day=day,
            account=code,
            label=self.name or "",
            order=self._ap_analytic_order(),
            values=self._ap_analytic_values(),
        )

    def _ap_given_distribution(self) -> dict:
        """What people, orders or imports gave: what is ours, and untouched since, may
        be proposed anew."""
        why = self.ap_analytic_why or {}
        if why and why.get("distribution") == self.analytic_distribution:
            return why.get("kept") or {}
        return self.analytic_distribution or {}

    # Proposing -------------------------------------------------------------------------

    def propose_imputation(self, learn=True, apply=True):
        """Propose a distribution for these lines, and write it unless `apply` is false.

        Gives one dict for each line that has a proposal: id, distribution, reason. What
        people, orders and imports gave stays; only axes that a line lacks are added.
        """
        self._ap_check_may_impute(apply)
        proposals = self.env["ap.analytic.proposal"].propose(
            self.filtered(lambda line: line._ap_may_be_imputed()), learn
        )
        if apply:
            self._ap_apply_proposals(proposals)
        reasons = self._ap_why_texts([one.why for one in proposals.values()])
        return [
            {"id": line.id, "distribution": one.distribution, "reason": reason}
            for (line, one), reason in zip(proposals.items(), reasons, strict=True)
        ]

    def _ap_may_be_imputed(self) -> bool:
        """An item with an account that no requirement nor habit keeps off the axes:
        neither payables nor taxes, whose distribution follows their line's."""
        return (
            self.display_type == "product"
            and bool(self.account_id)
            and self.account_id.account_type
            not in ("asset_receivable", "liability_payable", "off_balance")
            and self.parent_state != "cancel"
        )

    def _ap_check_may_impute(self, apply):
        user = self.env.user
        if self.env.su or not apply:
            return
        if not user.has_group("ap_base.group_apprentice"):
            raise AccessError(
                self.env._("Imputing lines takes the role Apprentice or above.")
            )
        posted = any(line.parent_state == "posted" for line in self)
        if posted and not user.has_group("ap_base.group_accountant"):
            raise AccessError(
                self.env._("Imputing posted lines takes the role Accountant or above.")
            )

    def _ap_apply_proposals(self, proposals):
        """Write proposals, one write for the lines that get the same."""
        changed = {
            line: one
            for line, one in proposals.items()
            if line.analytic_distribution != one.distribution
            or line.ap_analytic_why != one.why
        }
        for _key, pairs in groupby(changed.items(), key=lambda pair: str(pair[1].why)):
            lines = self.browse([line.id for line, _one in pairs])
            one = pairs[0][1]
            values = {"ap_analytic_why": one.why}
            if any(line.analytic_distribution != one.distribution for line in lines):
                values["analytic_distribution"] = one.distribution
            with IMPUTING.open():
                lines.write(values)
        versions = {version for one in changed.values() for version in one.versions}
        fresh = self.env["ap.allocation.key.version"].sudo().browse(versions)
        fresh.filtered(lambda version: not version.is_used).is_used = True

    def _ap_impute_new(self):
        """Bill lines just made or changed, of companies that want it."""
        if IMPUTING.is_open:
            return
        wanted = self.filtered(
            lambda line: line.company_id.ap_analytic_auto
            and line.parent_state == "draft"
            and line.move_id.move_type in BILL_TYPES
            and line._ap_may_be_imputed()
        )
        if wanted:
            wanted._ap_apply_proposals(self.env["ap.analytic.proposal"].propose(wanted))

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if any(company.ap_analytic_auto for company in lines.company_id):
            lines._ap_impute_new()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & SOURCES and not IMPUTING.is_open:
            ours = self.filtered(
                lambda line: line.ap_analytic_why
                and line.ap_analytic_why.get("distribution")
                == line.analytic_distribution
            )
            ours._ap_impute_new()
        return result

    # Why this? -------------------------------------------------------------------------

    @api.depends_context("lang")
    @api.depends("ap_analytic_why", "analytic_distribution")
    def _compute_ap_analytic_why_text(self):
        texts = self._ap_why_texts([line.ap_analytic_why for line in self])
        for line, text in zip(self, texts, strict=True):
            why = line.ap_analytic_why
            if not why or not line.analytic_distribution:
                line.ap_analytic_why_text = False
            elif why.get("distribution") != line.analytic_distribution:
                line.ap_analytic_why_text = self.env._("Changed by hand")
            else:
                line.ap_analytic_why_text = text

    @api.model
    def _ap_why_texts(self, whys) -> list[str]:
        """Each origin in words; the names of axes are read at once."""
        ids = {
            plan
            for why in whys
            for step in (why or {}).get("steps", ())
            for plan in step["plans"]
        }
        plans = self.env["account.analytic.plan"].sudo().browse(ids).exists()
        names = {plan.id: plan.name for plan in plans}
        texts = []
        for why in whys:
            parts = [
                self._ap_step_text(step, names) for step in (why or {}).get("steps", ())
            ]
            if (why or {}).get("kept"):
                parts.append(self.env._("the rest was given"))
            texts.append(in_a_row(self.env, parts))
        return texts

    def _ap_step_text(self, step, names) -> str:
        axes = ", ".join(names[plan] for plan in step["plans"] if plan in names)
        if "rule" not in step:
            return self.env._(
                "%(axes)s: %(same)s of the last %(seen)s bills",
                axes=axes,
                same=step["same"],
                seen=step["seen"],
            )
        if "key" in step:
            return self.env._(
                "%(axes)s: rule “%(rule)s”, key %(key)s",
                axes=axes,
                rule=step["name"],
                key=step["key"],
            )
        return self.env._("%(axes)s: rule “%(rule)s”", axes=axes, rule=step["name"])

    def action_ap_analytic_why(self):
        """Say where the distribution comes from, with links to rules and bills."""
        self.ensure_one()
        text = self.ap_analytic_why_text or self.env._(
            "Nobody proposed it: it was typed, imported or comes from the order."
        )
        steps = (self.ap_analytic_why or {}).get("steps", ())
        links = [
            {"label": step["name"], "url": f"/odoo/ap-analytic-rules/{step['rule']}"}
            for step in steps
            if "rule" in step
        ]
        moves = [move for step in steps for move in step.get("bills", ())]
        links += [
            {"label": move.display_name, "url": f"/odoo/account.move/{move.id}"}
            for move in self.env["account.move"].browse(moves).exists()
        ]
        params = {"type": "info", "sticky": True, "message": text}
        if links:
            places = " · ".join(["%s"] * len(links))
            params |= {
                "message": f"{text.replace('%s', '% s')} — {places}",
                "links": links,
            }
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": params,
        }

    @api.model
    def _ap_distribution_texts(self, distributions) -> list[str]:
        """Each distribution in words; the names of accounts are read at once."""
        read = [analytic.read(one) for one in distributions]
        ids = {one for it in read for key in it for one in key}
        accounts = self.env["account.analytic.account"].sudo().browse(ids).exists()
        names = {one.id: one.name for one in accounts}
        plan_of = {one.id: one.root_plan_id.id for one in accounts}
        return [
            ", ".join(
                f"{' / '.join(names.get(one, '?') for one in key)} "
                f"{self._ap_percent(share)}"
                for key, share in self._ap_shortest(it, plan_of).items()
            )
            for it in read
        ]

    @api.model
    def _ap_shortest(self, shares, plan_of) -> dict:
        """The combinations, or the sums of each account where those are fewer."""
        plans = list(dict.fromkeys(plan_of.get(one) for key in shares for one in key))
        sums = {}
        for plan in plans:
            sums |= analytic.project(shares, {plan}, plan_of)
        return sums if len(sums) < len(shares) else shares

    @api.model
    def _ap_percent(self, share) -> str:
        digits = 0 if share == int(share) else 2
        return f"{formatLang(self.env, float(share), digits=digits)} %"
