# SPDX-License-Identifier: AGPL-3.0-or-later
"""The engine that proposes distributions: rules first, then what was learned."""

from decimal import Decimal
from typing import NamedTuple

from odoo import api, fields, models

from odoo.addons.ap_base.arithmetic.distribution import combine

from ...rules import analytic


class Proposal(NamedTuple):
    """What to write on a line, and where it comes from."""

    distribution: dict  # as Odoo keeps it
    why: dict
    versions: frozenset  # ids of the versions of allocation keys that it uses


class Book(NamedTuple):
    """What is known of one company while proposing."""

    rules: dict  # by day: pure rules by priority
    names: dict  # rule id: name
    versions: dict  # (rule id, day): version of its key
    plan_of: dict  # analytic account: axis
    codes: dict  # account: code
    requirements: list
    learned: dict
    enough: tuple  # percent and number of bills that make a lesson
    step: Decimal


class ApAnalyticProposal(models.AbstractModel):
    """Reads everything it needs in a few queries, whatever the number of lines."""

    _name = "ap.analytic.proposal"
    _description = "Proposals of imputation"

    @api.model
    @api.private
    def propose(self, lines, learn=True) -> dict:
        """Proposals by line, of the lines for which there is one.

        What a line has stays: only axes that it lacks are proposed. A line whose
        distribution was proposed and not touched since is proposed anew.
        """
        found = {}
        lines = lines.browse(lines._ids)  # read together, wherever they come from
        for company, mine in lines.grouped("company_id").items():
            if not company:
                continue
            book = self._book(company, mine, learn and company.ap_analytic_learn)
            for line in mine:
                proposal = self._propose_one(book, line)
                if proposal:
                    found[line] = proposal
        return found

    # What is known -----------------------------------------------------------------

    def _book(self, company, lines, learn) -> Book:
        rules = (
            self.env["ap.analytic.rule"]
            .sudo()
            .search([("company_id", "=", company.id)])
        )
        days = {self._day(line) for line in lines}
        lessons = self.env["ap.analytic.learning"].sudo()
        learned = lessons.learned(company, lines) if learn else {}
        versions = rules.key_id._versions_on(days)
        digits = self.env["decimal.precision"].precision_get("Percentage Analytic")
        return Book(
            rules={day: self._rules_on(rules, versions, day) for day in days},
            names={rule.id: rule.name for rule in rules},
            versions={
                (rule.id, day): versions[rule.key_id.id, day]
                for rule in rules
                for day in days
                if (rule.key_id.id, day) in versions
            },
            plan_of=self._plans(rules, lines, learned),
            codes={
                account.id: account.code
                for account in lines.account_id.with_company(company)
            },
            requirements=self.env["ap.analytic.requirement"].of(company),
            learned=learned,
            enough=(company.ap_analytic_learn_percent, company.ap_analytic_learn_bills),
            step=Decimal(1).scaleb(-digits),
        )

    def _plans(self, rules, lines, learned) -> dict:
        """The axis of every analytic account in use that exists and is active."""
        accounts = rules.key_id.version_ids.line_ids.analytic_account_id
        distributions = [
            *rules.mapped("analytic_distribution"),
            *lines.mapped("analytic_distribution"),
            *(lesson.distribution for lesson in learned.values()),
        ]
        ids = {one for it in distributions for key in analytic.read(it) for one in key}
        accounts |= accounts.browse(ids).exists()
        return {one.id: one.root_plan_id.id for one in accounts if one.active}

    def _rules_on(self, rules, versions, day) -> list:
        """Rules as values, with the shares of that day; a key apart (its rule bears a
        number below zero), since its axis is not crossed with the fixed shares."""
        found = []
        for rule in rules:
            common = {
                "date_from": rule.date_from or None,
                "date_to": rule.date_to or None,
                "accounts": rule.account_prefix or "",
                "label": rule.label_pattern or "",
                "order": rule.order_pattern or "",
                "values": {
                    name: rule[name].id for name in rule._criteria() if rule[name]
                },
            }
            shares = analytic.read(rule.analytic_distribution)
            if shares:
                found.append(analytic.Rule(rule.id, shares, **common))
            version = versions.get((rule.key_id.id, day))
            if version:
                shares = version._distribution()
                found.append(analytic.Rule(-rule.id, shares, **common))
        return found

    def _day(self, line):
        return line.move_id.date or fields.Date.context_today(self)

    # One line ------------------------------------------------------------------------

    def _propose_one(self, book, line):
        kept = analytic.read(line._ap_given_distribution(), book.step)
        code = book.codes.get(line.account_id.id)
        if not code or any(share < 0 for share in kept.values()):
            return None
        day = self._day(line)
        kinds = analytic.kinds_on(book.requirements, code, day)
        forbidden = {plan for plan, kind in kinds.items() if kind == "forbidden"}
        taken = set(analytic.plan_shares(kept, book.plan_of)) | forbidden
        facts = line._ap_analytic_facts(day, code)
        steps, parts, versions = self._from_rules(book, facts, taken)
        lesson = self._from_past(book, line, taken)
        if lesson:
            steps.append(lesson[0])
            parts.append(lesson[1])
        if not parts:
            return None
        pieces = [
            piece
            for part in ([kept] if kept else []) + parts
            for piece in analytic.components(part, book.plan_of)
        ]
        distribution = analytic.written(combine(pieces, book.step))
        why = {"distribution": distribution, "steps": steps}
        if kept:
            why["kept"] = analytic.written(kept)
        return Proposal(distribution, why, frozenset(versions))

    def _from_rules(self, book, facts, taken):
        """The first matching rule of each axis; `taken` grows."""
        steps, parts, used = [], [], set()
        rules = book.rules[facts.day]
        for rule, part in analytic.choose(rules, facts, taken, book.plan_of):
            plans = sorted(analytic.plan_shares(part, book.plan_of))
            number = abs(rule.id)
            step = {"rule": number, "name": book.names[number], "plans": plans}
            if rule.id < 0:
                version = book.versions[number, facts.day]
                step |= {"version": version.id, "key": version.display_name}
                used.add(version.id)
            steps.append(step)
            parts.append(part)
            taken |= set(plans)
        return steps, parts, used

    def _from_past(self, book, line, taken):
        """What enough of the last bills agree on, for the axes not taken."""
        lesson = book.learned.get(self.env["ap.analytic.learning"].key_of(line))
        if not lesson or not analytic.is_supported(
            lesson.same, lesson.seen, *book.enough
        ):
            return None
        past = analytic.read(lesson.distribution, book.step)
        if any(one not in book.plan_of for key in past for one in key):
            return None  # an account is gone: the past is no guide
        shares = analytic.plan_shares(past, book.plan_of)
        plans = {
            plan
            for plan, share in shares.items()
            if share == analytic.HUNDRED and plan not in taken
        }
        part = analytic.project(past, plans, book.plan_of)
        if not part:
            return None
        step = {
            "bills": lesson.moves,
            "same": lesson.same,
            "seen": lesson.seen,
            "plans": sorted(plans),
        }
        return step, part
