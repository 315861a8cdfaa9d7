# SPDX-License-Identifier: AGPL-3.0-or-later
"""A line, what the rules look at on it, and why it carries what it carries."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, groupby
from odoo.tools.misc import formatLang

from odoo.addons.ap_base.arithmetic.distribution import amounts
from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_base.models.engine_pass import Pass
from odoo.addons.ap_base.models.words import in_a_row

from ...rules import analytic
from .ap_analytic_learning import BILL_TYPES
from .res_company import FOLLOWS_ENTRY

# Open while proposals are written: they are proposed by nobody again.
IMPUTING = Pass("l10n_fr_ap_extras.imputing")
SOURCES = {"account_id", "product_id", "partner_id"}
# Open while rules are applied again, as if nobody had imputed the lines.
ANEW = Pass("l10n_fr_ap_extras.imputed_anew")


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

    @api.model
    def _ap_engine_fields(self):
        """Where an imputation comes from is stated by who proposed it."""
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
        be proposed anew. Nothing, where rules are applied as if nobody had imputed."""
        if ANEW.is_open:
            return {}
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

    def _ap_write_and_impute(self, vals):
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

    # A posted line's imputation: not in a locked period, and never without a trace ---

    # Both ways call super, in `_ap_write_and_impute`.
    def write(self, vals):  # pylint: disable=method-required-super
        """Posted lines change their imputation outside locked periods only, and never without
        a trace; what was proposed is proposed anew when what it stands on changes."""
        if "analytic_distribution" not in vals or self._ap_follows_entry():
            return self._ap_write_and_impute(vals)
        changed = self._ap_imputed_otherwise(vals["analytic_distribution"])
        for company, lines in changed.grouped("company_id").items():
            company._ap_check_analytic_lock(lines.mapped("date"))
        posted = changed.filtered(lambda line: line.parent_state == "posted")
        before = {line.id: line.analytic_distribution for line in posted}
        result = self._ap_write_and_impute(vals)
        self.env["ap.imputation.change"]._keep(
            [
                (line, before[line.id], line.analytic_distribution)
                for line in posted
                if before[line.id] != line.analytic_distribution
            ]
        )
        return result

    def _ap_follows_entry(self) -> bool:
        return self.env.context.get("ap_analytic_follows") is FOLLOWS_ENTRY

    def _ap_imputed_otherwise(self, distribution):
        """Lines of entries that are or were posted, which it would change."""
        kept = self.filtered(
            lambda line: line.parent_state == "posted" or line.move_id.posted_before
        )
        if distribution and "__update__" in distribution:
            return kept
        wanted = analytic.read(distribution)
        return kept.filtered(
            lambda line: analytic.read(line.analytic_distribution) != wanted
        )

    def _inverse_analytic_distribution(self):
        own = self.with_context(ap_analytic_follows=FOLLOWS_ENTRY)
        return super(AccountMoveLine, own)._inverse_analytic_distribution()

    def _create_analytic_lines(self):
        own = self.with_context(ap_analytic_follows=FOLLOWS_ENTRY)
        return super(AccountMoveLine, own)._create_analytic_lines()

    # Lines that lack a required axis, with what is proposed for them ---------------

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

    # Analytic items that sum to the journal item, on every axis and in every currency ---

    def _prepare_analytic_lines(self):
        """Core's items; where their cents do not add up on some axis, ours.

        Core corrects the rounding of all keys together, so that one axis may get the
        cent of another, and drops items that round to zero with what they stood for.
        """
        found = super()._prepare_analytic_lines()
        shares = analytic.read(self.analytic_distribution)
        if not shares or any(share < 0 for share in shares.values()):
            return found
        ids = {account for key in shares for account in key}
        accounts = self.env["account.analytic.account"].browse(ids).exists()
        plan_of = {one.id: one.root_plan_id.id for one in accounts}
        shares = {
            key: share for key, share in shares.items() if plan_of.keys() >= {*key}
        }
        step = to_decimal(self.company_currency_id.rounding)
        wanted = amounts(-to_decimal(self.balance), shares, plan_of, step)
        by_key = self._ap_by_accounts(found, accounts)
        if self._ap_adds_up(by_key, wanted, plan_of, step):
            return found
        return self._ap_items_of(by_key, wanted)

    def _ap_by_accounts(self, items, accounts) -> dict:
        """Core's items by the analytic accounts they are for."""
        columns = {plan._column_name() for plan in accounts.plan_id}
        return {
            tuple(sorted(vals[name] for name in columns if vals.get(name))): vals
            for vals in items
        }

    def _ap_adds_up(self, by_key, wanted, plan_of, step) -> bool:
        """Whether core's amounts have the sums of ours, axis by axis."""
        if any(key not in wanted for key in by_key):
            return True  # somebody else's items: theirs to answer for
        for plan in set(plan_of.values()):
            mine = [key for key in wanted if plan in {plan_of[one] for one in key}]
            core = sum(
                to_decimal(by_key[key]["amount"]) for key in mine if key in by_key
            )
            if abs(core - sum(wanted[key] for key in mine)) * 2 >= step:
                return False
        return True

    def _ap_items_of(self, by_key, wanted) -> list:
        items = []
        for key, amount in wanted.items():
            if not amount:
                continue
            vals = by_key.get(key) or self._prepare_analytic_distribution_line(
                0.0, ",".join(map(str, key)), {}
            )
            items.append({**vals, "amount": float(amount)})
        return items
