# SPDX-License-Identifier: AGPL-3.0-or-later
"""What would change: computed over tuples, written by COPY."""

from decimal import Decimal
from typing import NamedTuple

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_base.models.bulk import copy_rows

from ...rules import analytic, reimputation
from ..analytic.account_move_line import ANEW

LINE_COLUMNS = (
    "reimputation_id", "company_id", "move_line_id", "move_id", "date", "account_id",
    "partner_id", "label", "balance", "old_distribution", "new_distribution", "why", "old_why",
    "version_ids", "problem", "has_problem",
)  # fmt: skip
TOTAL_COLUMNS = (
    "reimputation_id", "company_id", "plan_id", "analytic_account_id", "old_amount",
    "new_amount", "difference",
)  # fmt: skip


class Book(NamedTuple):
    """What is known while a preview is computed."""

    plan_of: dict
    codes: dict
    requirements: list
    share_step: Decimal
    cent: Decimal
    part: dict  # what a given distribution says
    versions: dict  # by day: version of the key
    proposals: dict  # by line


class Change(NamedTuple):
    """One line: what it carries, and what it will."""

    line: models.BaseModel
    old: dict
    new: dict
    why: dict | None
    versions: list
    problem: list


class ReimputationPreview:
    """What one re-imputation would change; `compute` reads, `store` writes."""

    def __init__(self, order):
        self.order, self.env = order, order.env
        self.book, self.changes = None, []

    def compute(self) -> None:
        """Find the lines and what each will carry."""
        lines = self._candidates()
        self.book = book = self._book(lines)
        chosen = (line for line in lines if self._is_wanted(book, line))
        found = (self._change(book, line) for line in chosen)
        self.changes = [one for one in found if one]

    # Which lines -------------------------------------------------------------------------

    def _candidates(self):
        domain = Domain(
            [
                ("company_id", "=", self.order.company_id.id),
                ("parent_state", "=", "posted"),
                ("date", ">=", self.order.date_from),
                ("date", "<=", self.order.date_to),
                ("balance", "!=", 0),
                (
                    "account_id.account_type",
                    "not in",
                    ("asset_receivable", "liability_payable", "off_balance"),
                ),
            ]
        )
        domain &= Domain.OR(
            [("account_id.code", "=like", f"{prefix}%")]
            for prefix in analytic.prefixes(self.order.account_prefix)
        )
        if self.order.partner_ids:
            domain &= Domain("partner_id", "child_of", self.order.partner_ids.ids)
        lines = self.env["account.move.line"].with_company(self.order.company_id)
        return lines.search(domain, order="date, move_id, id")

    def _is_wanted(self, book, line) -> bool:
        if not analytic.text_matches(self.order.label_pattern or "", line.name or ""):
            return False
        if self.order.current == "any":
            return True
        shares = analytic.read(line.analytic_distribution, book.share_step)
        if self.order.current == "account":
            return any(self.order.current_account_id.id in key for key in shares)
        share = analytic.plan_shares(shares, book.plan_of).get(
            self.order.current_plan_id.id, 0
        )
        return share < analytic.HUNDRED

    # What is known -----------------------------------------------------------------------

    def _book(self, lines) -> Book:
        digits = self.env["decimal.precision"].precision_get("Percentage Analytic")
        step = Decimal(1).scaleb(-digits)
        part = analytic.read(self.order.analytic_distribution, step)
        versions, proposals = {}, {}
        if self.order.method == "key":
            days = {line.date for line in lines}
            found = self.order.key_id._versions_on(days)
            versions = {day: version for (_key, day), version in found.items()}
        if self.order.method == "rules":
            with ANEW.open():
                proposals = self.env["ap.analytic.proposal"].propose(lines, learn=False)
            proposals = {line.id: one for line, one in proposals.items()}
        used = [
            *lines.mapped("analytic_distribution"),
            self.order.analytic_distribution,
            *(one.distribution for one in proposals.values()),
        ]
        ids = {one for it in used for key in analytic.read(it) for one in key}
        for version in set(versions.values()):
            ids |= {one for key in version._distribution() for one in key}
        ids |= {*self.order.from_account_id.ids, *self.order.to_account_id.ids}
        return Book(
            plan_of=self._plans(ids, {one for key in part for one in key}),
            codes={one.id: one.code for one in lines.account_id},
            requirements=self.env["ap.analytic.requirement"].of(self.order.company_id),
            share_step=step,
            cent=to_decimal(self.order.currency_id.rounding),
            part=part,
            versions=versions,
            proposals=proposals,
        )

    def _plans(self, ids, given) -> dict:
        """The axis of each account; what was typed must exist here and be active."""
        accounts = self.env["account.analytic.account"].sudo().browse(ids).exists()
        fine = {
            one.id
            for one in accounts
            if one.active
            and one.company_id in (self.order.company_id, one.company_id.browse())
        }
        if given - fine:
            raise UserError(
                self.env._(
                    "The distribution names an analytic account that is archived, "
                    "deleted or of another company: choose others."
                )
            )
        return {one.id: one.root_plan_id.id for one in accounts}

    # One line ----------------------------------------------------------------------------

    def _change(self, book, line):
        """What the line will carry; None where nothing changes."""
        old = analytic.read(line.analytic_distribution, book.share_step)
        if any(share < 0 for share in old.values()):
            return None
        new, why, versions = self._wanted(book, line, old)
        if new is None or new == old:
            return None
        kinds = analytic.kinds_on(
            book.requirements, book.codes.get(line.account_id.id) or "", line.date
        )
        broken = reimputation.worse(
            analytic.breaches(analytic.plan_shares(old, book.plan_of), kinds),
            analytic.breaches(analytic.plan_shares(new, book.plan_of), kinds),
        )
        problem = [
            [one.plan, one.problem, f"{one.share.normalize():f}"] for one in broken
        ]
        return Change(line, old, new, why, versions, problem)

    def _wanted(self, book, line, old):
        """The new shares, where they come from, and the key versions they use."""
        if self.order.method == "replace":
            new = reimputation.replace_account(
                old, self.order.from_account_id.id, self.order.to_account_id.id
            )
            return new, None, []
        if self.order.method == "distribution":
            part, why, used = book.part, None, []
        elif self.order.method == "key":
            version = book.versions.get(line.date)
            part = version._distribution() if version else None
            why, used = None, version.ids if version else []
        else:
            one = book.proposals.get(line.id)
            part = analytic.read(one.distribution, book.share_step) if one else None
            why, used = (one.why, sorted(one.versions)) if one else (None, [])
        if not part:
            return None, None, []
        new = reimputation.with_axes(old, part, book.plan_of, book.share_step)
        if why:
            why = {**why, "distribution": analytic.written(new)}
        return new, why, used

    # Written -----------------------------------------------------------------------------

    def store(self) -> None:
        """Write the lines and the totals of the preview, and the figures of its head."""
        book, changes = self.book, self.changes
        company = self.order.company_id.id
        copy_rows(
            self.env.cr,
            "ap_reimputation_line",
            LINE_COLUMNS,
            (
                (
                    self.order.id, company, one.line.id, one.line.move_id.id, one.line.date,
                    one.line.account_id.id, one.line.partner_id.id, one.line.name,
                    one.line.balance, one.line.analytic_distribution or None,
                    analytic.written(one.new), one.why, one.line.ap_analytic_why or None,
                    one.versions, one.problem or None, "t" if one.problem else "f",
                )
                for one in changes
            ),
        )  # fmt: skip
        self._store_totals(self._totals(book, changes))
        self.order.invalidate_recordset(["total_ids"])
        self.order.sudo().write(
            {
                "state": "previewed",
                "previewed_by_id": self.env.uid,
                "line_count": len(changes),
                "entry_count": len({one.line.move_id.id for one in changes}),
                "problem_count": sum(1 for one in changes if one.problem),
                "amount": sum(one.line.balance for one in changes),
                "applied_on": False,
            }
        )
        if self.order.state == "previewed" and not changes:
            self.order._message_log(
                body=self.env._("Preview: no line found that would change.")
            )

    def _store_totals(self, totals):
        copy_rows(
            self.env.cr,
            "ap_reimputation_total",
            TOTAL_COLUMNS,
            (
                (self.order.id, self.order.company_id.id, plan, account, old, new, new - old)
                for (plan, account), (old, new) in totals.items()
            ),
        )

    def _totals(self, book, changes) -> dict:
        """(axis, account): amounts now and then, of the axes that one of them names."""
        plans = {
            book.plan_of[account]
            for one in changes
            for key in (*one.old, *one.new)
            for account in key
            if account in book.plan_of
        }
        found = {}
        for one in changes:
            balance = to_decimal(one.line.balance)
            for side, shares in enumerate((one.old, one.new)):
                parts = reimputation.totals(
                    balance, shares, book.plan_of, plans, book.cent
                )
                for key, amount in parts.items():
                    found.setdefault(key, [Decimal(0), Decimal(0)])[side] += amount
        return found
