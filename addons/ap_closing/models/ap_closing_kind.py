# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models

from . import kinds
from .closing_values import ProposedLine
from .cost_owners import CostOwners


class ApClosingKind(models.AbstractModel):
    """The registry of the kinds of closing entries: a higher room adds its own to
    `_registered`. See `kinds.closing_kind.ClosingKind`."""

    _name = "ap.closing.kind"
    _description = "Kinds of closing entries"

    def _registered(self) -> list[kinds.ClosingKind]:
        """The kinds of the rooms that are there. Of two with one code the last one
        stands."""
        return [
            kinds.Received(), kinds.DraftBill(), kinds.Recurring(), kinds.CreditDue(),
            kinds.BilledNotReceived(), kinds.Prepaid(), kinds.Release(), kinds.Manual(),
        ]  # fmt: skip

    def _kinds(self) -> dict[str, kinds.ClosingKind]:
        """All kinds by code, in the order in which a month is closed."""
        found = {kind.code: kind for kind in self._registered()}
        return dict(sorted(found.items(), key=lambda item: item[1].sequence))

    def _labels(self) -> dict[str, str]:
        """Names of the kinds, in the language of the reader."""
        return {code: kind.label(self.env) for code, kind in self._kinds().items()}

    def _selection(self) -> list[tuple[str, str]]:
        return list(self._labels().items())

    def _is_present(self, code: str) -> bool:
        """Whether a month has entries of the kind: proposed, or typed in. Kinds of which
        the source is not there (orders) are known by what they have posted."""
        kind = self._kinds().get(code)
        return bool(kind) and kind.is_present

    def _stale_on(self, fact: str) -> list[str]:
        """The codes of the kinds of which a fact changes the proposals."""
        return [code for code, kind in self._kinds().items() if fact in kind.stale_on]

    def _put_aside(self) -> list[str]:
        """The codes of the kinds that put costs aside."""
        return [code for code, kind in self._kinds().items() if kind.cost_sign < 0]

    def _brought_in(self) -> list[str]:
        """The codes of the kinds that bring costs into the month."""
        return [code for code, kind in self._kinds().items() if kind.cost_sign > 0]

    def _propose(self, kind: str, closing, day, cache: dict) -> list[ProposedLine]:
        """The lines of one kind at the end of `day`. `cache` lives for one closing, so
        that kinds of one source read it once."""
        return self._kinds()[kind].propose(closing, day, cache)

    def _owners(self, closing, day, cache: dict) -> CostOwners:
        """What decides which source owns a cost of this closing."""
        if "owners" not in cache:
            cache["owners"] = self._new_owners(closing, day, cache)
        return cache["owners"]

    def _new_owners(self, closing, day, cache: dict) -> CostOwners:
        return CostOwners(self, closing, day, cache)

    def _ordered_values(self, closing, day, cache: dict) -> dict[tuple, object]:
        """What receipts on orders accrue, by supplier and account."""
        return {}

    def _explain(self, line) -> str:
        """In words, in the reader's language, where the amount of a line comes from."""
        kind = self._kinds().get(line.kind)
        return kind.explain(line, line.explanation_values or {}) if kind else ""
