# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bank lines matched again by the rules of the treasury, on the days on which they came."""

from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_treasury.models import match_world
from odoo.addons.ap_treasury.models.match_past import DatedRule, Past, rules_on
from odoo.addons.ap_treasury.rules.match_values import AUTOMATIC, LOAN, RETURN, RULE
from odoo.addons.ap_treasury.rules.matcher import match_lines

from ...rules.replay_values import Answer, Decision
from .kind import Kind, Replayed

# What people matched lines with: items of others, else the account of the line itself.
REFERENCES = """
    SELECT line.id, item.account_id, other.id, answer.is_by_itself,
           loan_row.id, other_move.statement_line_id
      FROM account_bank_statement_line AS line
      JOIN account_move AS move ON move.id = line.move_id
      JOIN account_journal AS journal ON journal.id = line.journal_id
      JOIN account_move_line AS item ON item.move_id = move.id
       AND item.account_id IS DISTINCT FROM journal.default_account_id
       AND item.account_id IS DISTINCT FROM journal.suspense_account_id
       AND item.tax_line_id IS NULL AND item.balance <> 0
 LEFT JOIN account_partial_reconcile AS part
        ON item.id IN (part.debit_move_id, part.credit_move_id)
 LEFT JOIN account_move_line AS other
        ON other.id = CASE WHEN part.debit_move_id = item.id
                           THEN part.credit_move_id ELSE part.debit_move_id END
       AND NOT EXISTS (SELECT FROM account_partial_reconcile AS exchange
                        WHERE exchange.exchange_move_id = other.move_id)
 LEFT JOIN ap_bank_match AS answer ON answer.statement_line_id = line.id
       AND answer.state = 'done'
 LEFT JOIN account_move AS other_move ON other_move.id = other.move_id
 LEFT JOIN ap_loan_row AS loan_row ON loan_row.move_id = move.id
     WHERE line.company_id = %(company)s AND line.is_reconciled
       AND move.state = 'posted' AND move.date BETWEEN %(first)s AND %(last)s"""


class BankReplay(Kind):
    """Before: the rules and limits that held on each day. After: today's, or those of then
    with the rules and limits that are tried."""

    def __init__(self, replay) -> None:
        super().__init__(replay)
        company, first, last = replay.company_id, replay.date_from, replay.date_to
        self.past = Past(company, first, last, replay.basis == "entered")
        rules = self.env["ap.bank.rule"].with_context(active_test=False)
        own = rules.search([("company_id", "in", (False, company.id))], order="id")
        self.versions = [
            one for one in rules._ap_versions(own)
            if one.values["company_id"] in (False, company.id)
        ]  # fmt: skip
        self.limits = [
            one for one in company._ap_versions(company) if one.record_id == company.id
        ]
        self.today = rules_on(company, self.versions, company._company_today())
        self._references(first, last)

    def days(self):
        return self.past.days

    def work(self, day):
        then, after = self._rules(day)
        before_limits, after_limits = self._limits(day)
        first = self._answers(day, then, before_limits)
        same = (then, before_limits) == (after, after_limits)
        second = first if same else self._answers(day, after, after_limits)
        later = [one for one in self.today if one.since > day]
        reads = self.past.reader(one.rule for one in later)
        by_key = {one.rule.key: one for one in later}
        return [
            self._row(line, first[line.key], second[line.key], (reads, by_key))
            for line in self.past.lines_of(day)
        ]

    def names(self, answers):
        keys = {part for one in answers for part in one.parts}
        items = self.env["account.move.line"].browse(k for kind, k in keys if kind == "item")
        accounts = self.env["account.account"].browse(k for kind, k in keys if kind == "account")
        lines = self.env["account.bank.statement.line"].browse(
            k for kind, k in keys if kind == "line"
        )
        rows = self.env["ap.loan.row"].browse(k for kind, k in keys if kind == "row")
        return (
            {("item", one.id): one.move_id.ref or one.move_id.name or "" for one in items}
            | {("account", one.id): one.with_company(self.company).code for one in accounts}
            | {("line", one.id): one.payment_ref or one.name or "" for one in lines}
            | {("row", one.id): one.loan_id.display_name for one in rows}
        )

    def unknown(self):
        env, found = self.env, []
        unsure = {one.name for one in (*self.versions, *self.limits) if not one.is_sure}
        if unsure:
            found.append(env._(
                "Changed before changes were kept, so taken as they were afterwards: %(names)s.",
                names=", ".join(sorted(unsure)),
            ))  # fmt: skip
        if self.past.without_hour and self.replay.basis == "entered":
            found.append(env._(
                "%(count)s items have no hour of posting: the day they were made counts.",
                count=self.past.without_hour,
            ))  # fmt: skip
        found.append(env._(
            "Names of partners and schedules of loans are today's; matchings count from the "
            "day of the later document."
        ))  # fmt: skip
        return found

    # Rules and limits ------------------------------------------------------------------

    def _rules(self, day) -> tuple[list[DatedRule], list[DatedRule]]:
        then = rules_on(self.company, self.versions, day)
        if self.replay.rules_after == "today":
            return then, self.today
        tried = self.replay.bank_rule_ids.sorted(lambda one: (one.sequence, one.id))
        newest = {one.record_id: one for one in self.versions}
        mine = [
            DatedRule(one._as_rule(), one.name, newest[one.id].number, self.replay.date_from)
            for one in tried
        ]
        return then, mine + [one for one in then if one.rule.key not in set(tried.ids)]

    def _limits(self, day):
        """((number of the version, small, fee) before, after)."""
        known = [
            one for one in self.limits if self.company._company_day(one.since) <= day
        ] or self.limits[:1]
        then, now = (self._limit_values(one) for one in (known[-1], self.limits[-1]))
        replay = self.replay
        if replay.rules_after == "today":
            return then, now
        if replay.has_limits:
            return then, (0, to_decimal(replay.small_limit), to_decimal(replay.fee_limit))
        return then, then

    def _limit_values(self, one):
        small, fee = one.values["ap_bank_small_limit"], one.values["ap_bank_fee_limit"]
        return one.number, to_decimal(small), to_decimal(fee)

    # Deciding --------------------------------------------------------------------------

    def _answers(self, day, dated, limits) -> dict:
        """{line: (decision, reason)} of the day, under these rules and limits."""
        number, small, fee = limits
        world = self.past.world(day, [one.rule for one in dated], match_world.policy_with(small, fee))
        lines = self.past.lines(day)
        read = self.past.reader(one.rule for one in dated)
        by_key = {one.rule.key: one for one in dated}
        return {
            line.key: self._decision(result, read(line), by_key, number)
            for line, result in zip(lines, match_lines(lines, world), strict=True)
        }

    def _decision(self, result, read, by_key, number) -> Decision:
        answers = tuple(_answer(one, by_key) for one in result.proposals)
        if not result.proposals:
            return Decision()
        best, (rule, groups) = result.best, read
        named = by_key.get(best.source) if best.kind == RULE else None
        if rule and groups.get("reference") and best.has("reference"):
            named = by_key[rule.key]
        by = ("rule", named.name, named.number) if named else ("limits", "", number)
        return Decision(result.state, answers, by)

    def _row(self, line, before, after, later) -> Replayed:
        reads, by_key = later
        unseen = []
        if before.state != AUTOMATIC:
            unseen = [
                ("item", self._item_name(item), 0, known)
                for item, known in self.past.came_later(line.day, line)
            ]
            rule, _groups = reads(line)
            if rule:
                found = by_key[rule.key]
                unseen.append(("rule", found.name, found.number, found.since))
        reference, by_itself = self.references.get(line.key, (None, False))
        return Replayed(
            "account.bank.statement.line", line.key, line.day, line.label or "/", line.amount,
            self._currency(line), before, after, None if by_itself else reference, by_itself,
            unseen=tuple(unseen),
        )  # fmt: skip

    def _item_name(self, item) -> str:
        return next(iter(item.references[1:]), "") or next(iter(item.references), "")

    def _currency(self, line) -> int:
        journal = self.env["account.journal"].browse(line.journal)
        return (journal.currency_id or self.company.currency_id).id

    def _references(self, first, last) -> None:
        parts, itself = {}, {}
        for line, account, item, by_itself, row, other in match_world.rows_of(
            self.company, REFERENCES, first=first, last=last
        ):
            found = parts.setdefault(line, set())
            found.add(("item", item) if item else ("account", account))
            found |= {("row", row)} if row else set()
            found |= {("line", other)} if other else set()
            itself[line] = bool(by_itself)
        self.references = {
            line: (Answer(tuple(sorted(found))), itself[line]) for line, found in parts.items()
        }


def _answer(proposal, by_key) -> Answer:
    """What a proposal names; of a payment that comes back, nothing that could be compared."""
    if proposal.kind == RETURN:
        return Answer()
    if proposal.kind == RULE:
        return Answer((("account", by_key[proposal.source].rule.target),))
    parts = {("item", one.item) for one in proposal.allocations}
    if not parts and proposal.kind == LOAN:
        parts = {("row", proposal.source)}
    elif not parts:
        parts = {("line", key) for key in proposal.lines}
    return Answer(tuple(sorted(parts)))
