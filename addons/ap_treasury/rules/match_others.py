# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers that are no open item: instalments, returns, rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from .labels import is_strong, plain, read_label, reference_keys
from .match_evidence import AMOUNT, DUE, ONLY, Evidence
from .match_index import Index
from .match_values import (
    LOAN,
    RETURN,
    RULE,
    BankLine,
    Payment,
    Proposal,
    Reason,
    ScheduleRow,
    Split,
)

CONTRACT, LOAN_WORDS, LENDER = 400, 250, 90
RULE_BY_ITSELF, RULE_ASKED = 720, 500
RETURN_WORDS, SAME_END_TO_END, SAME_WORDS = 260, 400, 150


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
        named = _contract(evidence, row)
        if row.currency == line.currency and named:
            gap = abs((row.day - line.day).days)
            if gap <= index.policy.loan_days:
                rest = line.amount - row.amount
                reasons = (
                    Reason("contract", (named,)),
                    Reason("instalment_differs", (rest,)),
                )
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
    earlier = list(payments.get(-line.amount, ()))
    if line.end_to_end:  # the bank keeps something for it
        earlier += [
            one
            for one in index.sent.get(line.end_to_end, ())
            if _less_fee(line, one, index)
        ]
    earlier = [
        one
        for one in earlier
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


def _less_fee(line: BankLine, one: Payment, index: Index) -> bool:
    """Say whether a payment comes back less what the bank may have taken for it."""
    return (
        one.amount * line.amount < 0
        and -index.policy.fee <= line.amount + one.amount < 0
    )


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
    fee = line.amount + one.amount
    splits = (Split("fee", fee),) if fee else ()
    return Proposal(
        RETURN, points, tuple(reasons), True, same, (), splits, (one.key,), one.key
    )


def _words(one: Payment, index: Index) -> tuple[str, ...]:
    return read_label(one.label, index.world.words).words


def rule_answers(evidence: Evidence, index: Index) -> list[Proposal]:
    """What a rule books the line on."""
    rule = evidence.rule
    if rule is None or rule.target is None:
        return []
    points = RULE_BY_ITSELF if rule.automatic else RULE_ASKED
    reasons = (Reason("rule", (rule.key,)),)
    return [Proposal(RULE, points, reasons, True, False, source=rule.key)]
