# SPDX-License-Identifier: AGPL-3.0-or-later
from .closing_kind import ClosingKind


class Manual(ClosingKind):
    """Lines that people type in, take from a template or bring by a file."""

    code, sequence = "manual", 80
    counterpart = "ap_accrued_other_account_id"
    proposes = False
    tie_outs = ("accrued_other", "accrued_vat")

    def label(self, env):
        return env._("Other accruals")

    def explain(self, line, words):
        return line.note or line.env._("Typed in.")
