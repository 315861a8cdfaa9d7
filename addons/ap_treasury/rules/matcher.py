# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bank lines matched: automatic, suggested with reasons, or nothing.

Automatic asks for three things at once: a score above the threshold, an amount that is
explained to the last cent, and no second answer that explains it as well; and no other
line may claim the same item as well. Everything else is for a person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from .match_evidence import Evidence, read_label_of, weigh_parties
from .match_groups import grouped
from .match_index import Index, World
from .match_items import converted_answers, item_answers
from .match_others import loan_answers, return_answers, rule_answers
from .match_transfers import Transfers
from .match_values import (
    AUTOMATIC,
    GROUP,
    LOAN,
    NONE,
    RETURN,
    SUGGESTED,
    TRANSFER,
    BankLine,
    Key,
    Payment,
    Proposal,
    Reason,
    Result,
)


def match_lines(lines: Sequence[BankLine], world: World) -> list[Result]:
    """Return the result of each line, in the order of the lines.

    Lines of all journals of a company are given together: transfers, returns and
    payments in parts are found among them.
    """
    index = Index(world)
    read = [read_label_of(line, index) for line in lines]
    index.find_references({key for one in read for key in one.keys})
    evidence_of = {one.line.key: weigh_parties(one, index) for one in read}
    transfers, payments = Transfers(lines), _payments(lines, index, evidence_of)
    answers = {}
    for line in lines:
        evidence = evidence_of[line.key]
        if not line.amount:
            answers[line.key] = []
            continue
        found = item_answers(evidence, index) + converted_answers(evidence, index)
        found += loan_answers(evidence, index) + rule_answers(evidence, index)
        found += return_answers(evidence, index, payments)
        found += transfers.answers(evidence, index, evidence_of)
        answers[line.key] = found
    for key, group in grouped(lines, answers, index).items():
        answers[key].append(group)
    results = {line.key: _judge(line.key, answers[line.key], index) for line in lines}
    _settle_claims(results, index)
    _settle_pairs(results)
    index.gone.update(_taken(results.values()))
    return [
        _without_taken(results[line.key], evidence_of[line.key], index)
        for line in lines
    ]


def free_lines(
    results: Iterable[Result], items: Iterable[Key]
) -> dict[Key, tuple[Key, ...]]:
    """Return the lines that may pay each of these items, as far as nobody has decided.

    Whoever pays a bill by hand sees that the bank has paid it already.
    """
    found: dict[Key, list[Key]] = {item: [] for item in items}
    for result in results:
        for item in dict.fromkeys(
            part.item
            for one in result.proposals
            if one.exact
            for part in one.allocations
        ):
            if item in found:
                found[item].append(result.line)
    return {item: tuple(lines) for item, lines in found.items() if lines}


def _payments(
    lines: Iterable[BankLine], index: Index, evidence_of: Mapping[Key, Evidence]
) -> Mapping:
    """Return payments by amount: those matched before, and the lines of this run."""
    found = defaultdict(list, {k: list(v) for k, v in index.payments.items()})
    for line in lines:
        if not evidence_of[line.key].kind("return") and not line.return_reason:
            one = Payment(
                line.key,
                line.journal,
                line.day,
                line.amount,
                None,
                line.label,
                line.end_to_end,
            )
            found[line.amount].append(one)
    return found


def _judge(key: Key, answers: Sequence[Proposal], index: Index) -> Result:
    """Return the state of a line by its own answers."""
    policy = index.policy
    ranked = sorted(
        answers, key=lambda one: (-_rank(one), len(one.allocations), one.what)
    )
    ranked = [one for one in ranked if one.score >= policy.least][: policy.most_shown]
    if not ranked:
        return Result(key, NONE)
    best = ranked[0]
    why = None
    if not best.exact:
        why = Reason("not_explained", (best.rest,))
    elif best.score < policy.threshold:
        why = Reason("below_threshold", (best.score,))
    elif (rival := _rival(best, ranked[1:], policy.margin)) is not None:
        why = Reason("second_answer", (rival.score,))
    return Result(key, SUGGESTED if why else AUTOMATIC, tuple(ranked), why)


def _rank(one: Proposal) -> int:
    """Return what answers are sorted by: what is explained whole comes first."""
    return (
        one.score + (100 if one.exact else 0) + (200 if one.sure and one.exact else 0)
    )


def _rival(best: Proposal, others: Sequence[Proposal], margin: int) -> Proposal | None:
    """Return the answer that explains the line as well as the best one, if any.

    What a strong reference names is not called in question by what merely has the same
    amount; a group that pays an item whole, not by the part it is made of.
    """
    for other in others:
        if not other.exact or (best.sure and not other.sure):
            continue
        own = best.has("reference") and not other.has("reference")
        if best.score - other.score <= (margin // 2 if own else margin):
            return other
    return None


def _settle_claims(results: dict[Key, Result], index: Index) -> None:
    """Make suggestions of the lines that claim one item: it can be paid once.

    A line that a reference names goes before one that has the same amount; between equals
    nobody decides.
    """
    claims: dict[tuple, list[Result]] = defaultdict(list)
    for result in results.values():
        for what in _claimed(result, index.policy.margin):
            claims[what].append(result)
    for what, claimants in claims.items():
        groups = {_group_of(result) for result in claimants}
        if len(groups) > 1:
            _one_of(what, claimants, results, index)


def _claimed(result: Result, margin: int) -> list[tuple]:
    """Return what a line takes, or needs: what stands in each of its answers that explain
    it about as well. A line that has another answer needs nothing of the first."""
    best = result.best
    if best is None or not best.exact:
        return []
    equal = [best]
    if result.state != AUTOMATIC:
        equal = [
            p for p in result.proposals if p.exact and best.score - p.score <= margin
        ]
    first, *others = [_what_of(one) for one in equal]
    return [what for what in first if all(what in other for other in others)]


def _what_of(one: Proposal) -> list[tuple]:
    """Return the items, lines or rows that an answer uses up."""
    found = [("item", part.item) for part in one.allocations]
    if one.kind in (RETURN, TRANSFER):
        found += [("line", key) for key in one.lines]
    elif one.kind == LOAN:
        found.append(("row", one.source))
    return found


def _group_of(result: Result) -> tuple:
    best = result.best
    return (
        tuple(sorted(map(str, (*best.lines, result.line))))
        if best.kind == GROUP
        else (str(result.line),)
    )


def _one_of(
    what, claimants: Sequence[Result], results: dict[Key, Result], index: Index
) -> None:
    """Leave automatic the one that claims best, if it does so by far."""
    ranked = sorted(claimants, key=lambda r: -_rank(r.best))
    first, second = ranked[0].best, ranked[1].best
    by_far = (first.sure and not second.sure) or (
        first.sure == second.sure and first.score - second.score > index.policy.margin
    )
    for result in ranked[1 if by_far else 0 :]:
        current = results[result.line]
        if current.state == AUTOMATIC:
            why = Reason("claimed_twice", (what[1],))
            results[result.line] = current._replace(state=SUGGESTED, why=why)


def _settle_pairs(results: dict[Key, Result]) -> None:
    """Both sides of a transfer, and all lines of a group, are automatic or none is."""
    for result in list(results.values()):
        best = result.best
        if (
            best is None
            or result.state != AUTOMATIC
            or best.kind not in (TRANSFER, GROUP)
        ):
            continue
        for key in best.lines:
            other = results.get(key)
            if (
                other is None
                or other.state != AUTOMATIC
                or other.best.kind != best.kind
            ):
                why = Reason("other_line", (key,))
                results[result.line] = result._replace(state=SUGGESTED, why=why)
                break


def _taken(results: Iterable[Result]) -> set[Key]:
    return {
        one.item
        for result in results
        if result.state == AUTOMATIC
        for one in result.best.allocations
    }


def _without_taken(result: Result, evidence: Evidence, index: Index) -> Result:
    """Return a suggestion without the answers whose items are gone."""
    if result.state != SUGGESTED:
        return result
    left = tuple(
        one
        for one in result.proposals
        if not any(part.item in index.gone for part in one.allocations)
    )
    if left == result.proposals:
        return result
    return result._replace(state=SUGGESTED if left else NONE, proposals=left)
