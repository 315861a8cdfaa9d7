# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers that are no open item: instalments, returns, transfers between our accounts,
rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from .labels import is_strong, plain, read_label, reference_keys
from .match_evidence import AMOUNT, DUE, ONLY, Evidence, account_in
from .match_index import Index, compact
from .match_values import (
    LOAN,
    RETURN,
    RULE,
    TRANSFER,
    BankLine,
    Key,
    Payment,
    Proposal,
    Reason,
    ScheduleRow,
    Split,
)

CONTRACT, LOAN_WORDS, LENDER = 400, 250, 90
RULE_BY_ITSELF, RULE_ASKED = 720, 500
RETURN_WORDS, SAME_END_TO_END, SAME_WORDS = 260, 400, 150
OWN_ACCOUNT, INTERNAL_WORDS, OWN_NAME, PAIRED = 300, 240, 200, 100


def loan_answers(evidence: Evidence, index: Index) -> list[Proposal]:
    """The instalment of a loan, split as in the row of its schedule."""
    line, days = evidence.line, index.policy.loan_days
    rows = list(index.rows_by_amount.get((line.currency, line.amount), ()))
    near = [row for row in rows if abs((row.day - line.day).days) <= days]
    found = [_instalment(evidence, row, near) for row in near]
    if not near:
        found = _other_amount(evidence, index)
    return found


def _instalment(
    evidence: Evidence, row: ScheduleRow, near: Sequence[ScheduleRow]
) -> Proposal:
    named = _contract(evidence, row)
    reasons = [Reason("amount"), Reason("instalment", (row.day,))]
    points = AMOUNT + DUE
    if len(near) == 1:
        points += ONLY
        reasons.append(Reason("only"))
    if named:
        points += CONTRACT
        reasons.append(Reason("contract", (named,)))
    if evidence.kind("loan"):
        points += LOAN_WORDS
        reasons.append(Reason("loan_words"))
    if any(plain(name) in evidence.label.text for name in row.names if plain(name)):
        points += LENDER
        reasons.append(Reason("lender"))
    splits = tuple(Split(*part) for part in row.parts)
    return Proposal(
        LOAN, points, tuple(reasons), True, bool(named), (), splits, (), row.key
    )


def _contract(evidence: Evidence, row: ScheduleRow) -> str:
    keys = (key for text in row.references for key in reference_keys(text))
    return next((key for key in keys if key in evidence.keys and is_strong(key)), "")


def _other_amount(evidence: Evidence, index: Index) -> list[Proposal]:
    """A row of a contract that the label names, with another amount: for a person."""
    line, found = evidence.line, []
    rows = {
        row.key: row
        for key in evidence.keys
        for row in index.rows_by_reference.get(key, ())
    }
    for row in rows.values():
        if row.currency == line.currency and _contract(evidence, row):
            gap = abs((row.day - line.day).days)
            if gap <= index.policy.loan_days:
                rest = line.amount - row.amount
                reasons = (Reason("contract"), Reason("instalment_differs", (rest,)))
                splits = tuple(Split(*part) for part in row.parts)
                found.append(
                    Proposal(
                        LOAN,
                        CONTRACT,
                        reasons,
                        False,
                        True,
                        (),
                        splits,
                        (),
                        row.key,
                        rest,
                    )
                )
    return found


def return_answers(
    evidence: Evidence, index: Index, payments: Mapping[Decimal, Sequence[Payment]]
) -> list[Proposal]:
    """An earlier payment that the bank takes back: same account, opposite amount.

    ``payments``: by amount, those matched before and the lines of this run.
    """
    line = evidence.line
    announced = evidence.kind("return") or bool(line.return_reason)
    earlier = [
        one
        for one in payments.get(-line.amount, ())
        if one.journal == line.journal
        and one.key != line.key
        and 0 <= (line.day - one.day).days <= index.policy.return_days
    ]
    found = []
    for one in earlier:
        same = bool(line.end_to_end) and one.end_to_end == line.end_to_end
        if announced or same:
            found.append(_return(evidence, one, announced, same, index))
    return found


def _return(
    evidence: Evidence, one: Payment, announced: bool, same: bool, index: Index
) -> Proposal:
    line = evidence.line
    points, reasons = AMOUNT, [Reason("opposite_amount", (one.day,))]
    if announced:
        points += RETURN_WORDS
        reasons.append(Reason("returned", (line.return_reason,)))
    if same:
        points += SAME_END_TO_END
        reasons.append(Reason("end_to_end", (line.end_to_end,)))
    else:
        shared = set(evidence.label.words) & set(_words(one, index))
        if shared or (one.partner is not None and one.partner in evidence.parties):
            points += SAME_WORDS
            reasons.append(Reason("same_words", tuple(sorted(shared))))
        if (line.day - one.day).days <= 10:
            points += DUE
    return Proposal(
        RETURN, points, tuple(reasons), True, same, lines=(one.key,), source=one.key
    )


def _words(one: Payment, index: Index) -> tuple[str, ...]:
    return read_label(one.label, index.world.words).words


class Transfers:
    """Lines of several of our journals that may be the two sides of a transfer."""

    def __init__(self, lines: Iterable[BankLine]) -> None:
        self.by_amount: dict[tuple, list[BankLine]] = defaultdict(list)
        for line in lines:
            self.by_amount[line.currency, line.amount].append(line)

    def answers(
        self, evidence: Evidence, index: Index, evidence_of: Mapping[Key, Evidence]
    ) -> list[Proposal]:
        """Return the other side of a transfer, or that it is to be waited for."""
        line = evidence.line
        points, reasons = _internal(evidence, index)
        if not points:
            return []
        others = [
            other
            for other in self.by_amount.get((line.currency, -line.amount), ())
            if other.journal != line.journal
            and abs((other.day - line.day).days) <= index.policy.transfer_days
        ]
        found = []
        for other in others:
            theirs, why = _internal(evidence_of[other.key], index)
            if theirs and _accounts_agree(line, other, index):
                total = AMOUNT + PAIRED + points + theirs // 2
                every = (Reason("opposite_amount", (other.day,)), *reasons, *why)
                found.append(
                    Proposal(
                        TRANSFER,
                        total,
                        every,
                        True,
                        True,
                        (),
                        (),
                        (other.key,),
                        other.journal,
                    )
                )
        if not found:
            every = (*reasons, Reason("other_side_awaited"))
            found.append(Proposal(TRANSFER, AMOUNT + points - DUE, every, False))
        return found


def _internal(evidence: Evidence, index: Index) -> tuple[int, list[Reason]]:
    """Return what speaks for a transfer between our own accounts."""
    line = evidence.line
    accounts = index.world.accounts
    iban = compact(line.iban) if compact(line.iban) in accounts else ""
    iban = iban or account_in(evidence.label.text, accounts)
    if iban and accounts[iban] != line.journal:
        return OWN_ACCOUNT, [Reason("own_account", (iban,))]
    if evidence.kind("internal"):
        return INTERNAL_WORDS, [Reason("internal_words")]
    text = f" {evidence.label.text} "
    named = any(f" {name} " in text for name in index.own if name)
    if named and not evidence.named:
        return OWN_NAME, [Reason("own_name")]
    return 0, []


def _accounts_agree(line: BankLine, other: BankLine, index: Index) -> bool:
    """Say whether neither side names another account of ours than the other's."""
    accounts = index.world.accounts
    for one, two in ((line, other), (other, line)):
        journal = accounts.get(compact(one.iban)) if one.iban else None
        if journal is not None and journal != two.journal:
            return False
    return True


def rule_answers(evidence: Evidence, index: Index) -> list[Proposal]:
    """What a rule books the line on."""
    rule = evidence.rule
    if rule is None or rule.target is None:
        return []
    points = RULE_BY_ITSELF if rule.automatic else RULE_ASKED
    reasons = (Reason("rule", (rule.key,)),)
    return [Proposal(RULE, points, reasons, True, False, source=rule.key)]
