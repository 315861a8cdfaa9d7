# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every code that matching answers with, and its values: what the records put into words."""

from __future__ import annotations

from types import MappingProxyType

# What speaks for or against a proposal: code -> names of its values, in their order (of
# ``names_others`` and ``same_words``: as many as there are).
REASONS = MappingProxyType({
    # the amount
    "amount": (),
    "original_amount": ("amount", "currency"),
    "discount": ("amount",),
    "only": (),
    "sum": ("count",),
    "sum_of_named": (),
    "only_set": ("among",),
    "may_be_chance": ("among",),
    "small_difference": ("amount",),
    "fee_taken": ("amount",),
    "near_rate": ("amount", "currency"),
    "part_payment": ("left",),
    "overpaid": ("left",),
    "sum_of_lines": ("count", "amount"),
    "opposite_amount": ("day",),
    "batch": ("batch", "count"),
    # references
    "reference": ("reference",),
    "end_to_end": ("reference",),
    "cut_reference": ("reference",),
    "named_among": ("count",),
    "names_others": ("items",),
    "other_number": ("reference",),
    # the party
    "iban": ("number",),
    "mandate": ("number",),
    "creditor": ("number",),
    "habit": ("count",),
    "name": (),
    "first_word": (),
    "part_of_name": (),
    "shared_name": (),
    "other_party": (),
    "party_unknown": (),
    # days
    "due": ("days",),
    "far_from_due": ("days",),
    "before_item": (),
    # loans
    "instalment": ("day",),
    "instalment_differs": ("amount",),
    "contract": ("reference",),
    "loan_words": (),
    "lender": (),
    # returns, transfers, rules
    "returned": ("reason",),
    "same_words": ("words",),
    "own_account": ("number",),
    "internal_words": (),
    "own_name": (),
    "on_its_way": ("day",),
    "other_side_awaited": (),
    "rule": ("rule",),
})  # fmt: skip

# Why the best proposal is not automatic: code -> names of its values.
WHY = MappingProxyType({
    "not_explained": ("left",),
    "below_threshold": ("score",),
    "second_answer": ("score",),
    "claimed_twice": ("item",),
    "other_line": ("line",),
})  # fmt: skip
