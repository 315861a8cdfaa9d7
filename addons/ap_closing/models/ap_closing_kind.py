# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models

from .closing_values import Kind, ProposedLine
from .cost_owners import CostOwners


class ApClosingKind(models.AbstractModel):
    """The kinds of closing entries. A higher room adds one by inheriting:

    * `_kinds` with one more `Kind`,
    * `_labels` with its name and the reference of its entries,
    * `_propose_<code>(closing, day, cache)` that returns `ProposedLine` values,
    * `_explain_<code>(line, values)` that says in words where an amount comes from.
    """

    _name = "ap.closing.kind"
    _description = "Kinds of closing entries"

    def _kinds(self) -> dict[str, Kind]:
        """All kinds by code, in the order in which a month is closed."""
        kinds = (
            Kind("received", 1, "ap_accrued_expense_account_id", True),
            Kind("draft_bill", 1, "ap_accrued_expense_account_id", True),
            Kind("credit_due", -1, "ap_credit_due_account_id", True),
            Kind("billed_not_received", -1, "ap_prepaid_account_id", False),
            Kind("prepaid", -1, "ap_prepaid_account_id", False),
            Kind("release", 1, "ap_prepaid_account_id", False, reverses=False),
            Kind("manual", 1, "ap_accrued_other_account_id", True, proposes=False),
        )
        return {kind.code: kind for kind in kinds}

    def _labels(self) -> dict[str, str]:
        """Names of the kinds, in the language of the reader."""
        return {
            "received": self.env._("Bills not received"),
            "draft_bill": self.env._("Bills not posted"),
            "credit_due": self.env._("Credit notes to receive"),
            "billed_not_received": self.env._("Billed ahead of receipt"),
            "prepaid": self.env._("Prepaid expenses"),
            "release": self.env._("Releases of prepaid expenses"),
            "manual": self.env._("Other accruals"),
        }

    def _selection(self) -> list[tuple[str, str]]:
        labels = self._labels()
        return [(code, labels[code]) for code in self._kinds()]

    def _has_source(self, code: str) -> bool:
        """Whether an add-on that is there proposes lines of the kind. Kinds of which the
        source is not there (orders) are known by what they have posted."""
        kind = self._kinds().get(code)
        return bool(kind and kind.proposes) and hasattr(self, f"_propose_{code}")

    def _is_present(self, code: str) -> bool:
        """Whether a month has entries of the kind: proposed, or typed in."""
        kind = self._kinds().get(code)
        return bool(kind) and (not kind.proposes or self._has_source(code))

    def _propose(self, kind: str, closing, day, cache: dict) -> list[ProposedLine]:
        """The lines of one kind at the end of `day`. `cache` lives for one closing, so
        that kinds of one source read it once."""
        return self._read_once(kind, closing, day, cache)

    def _read_once(self, kind: str, closing, day, cache: dict) -> list[ProposedLine]:
        """The lines as their source gives them, before others put them in doubt."""
        read = cache.setdefault("read", {})
        if kind not in read:
            read[kind] = getattr(self, f"_propose_{kind}")(closing, day, cache)
        return read[kind]

    def _owners(self, closing, day, cache: dict) -> CostOwners:
        """What decides which source owns a cost of this closing."""
        if "owners" not in cache:
            cache["owners"] = self._new_owners(closing, day, cache)
        return cache["owners"]

    def _new_owners(self, closing, day, cache: dict) -> CostOwners:
        return CostOwners(self, closing, day, cache)

    def _explain(self, line) -> str:
        """In words, in the reader's language, where the amount of a line comes from."""
        explain = getattr(self, f"_explain_{line.kind}", None)
        return explain(line, line.explanation_values or {}) if explain else ""
