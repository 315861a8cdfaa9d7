# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one source of closing entries is: one object per kind, registered by its room."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from odoo.addons.ap_base.arithmetic.accrual import settled_part

from ..closing_values import ProposedLine


class ClosingKind:
    """A kind of closing entry. A room registers its own:

        class ApClosingKind(models.AbstractModel):
            _inherit = "ap.closing.kind"

            def _registered(self):
                return [*super()._registered(), LoanInterest()]

    Of two with one code the last one stands, so that a room completes a kind of below.
    An object holds no state: it serves every database and language.

    - ``code``: its stable name, kept in runs and lines
    - ``sequence``: in which order the kinds of a month are closed
    - ``cost_sign``: +1 brings a cost into the month, -1 puts it aside
    - ``counterpart``: the field of the company with its balance-sheet account
    - ``asset_counterpart``: that for lines on accounts of fixed assets, where it differs
    - ``has_vat``: whether its VAT goes to the VAT account of accruals
    - ``proposes``: False: its lines are typed in or imported
    - ``reverses``: False: posted for good, nothing comes back the next day
    - ``has_limit``: whether the company's smallest amount to accrue holds for it
    - ``of_documents``: each source is a document or a line of one, which may go to
      another account or supplier after it was posted
    - ``stale_on``: the facts that change a month's proposal of it, by their names in
      `changed_months` or those of the room's own
    - ``tie_outs``: codes of the comparisons that prove its lines
    """

    code = ""
    sequence = 100
    cost_sign = 1
    counterpart = ""
    asset_counterpart = ""
    has_vat = True
    proposes = True
    reverses = True
    has_limit = True
    of_documents = False
    stale_on: frozenset[str] = frozenset()
    tie_outs: tuple[str, ...] = ()

    @property
    def has_source(self) -> bool:
        """Whether an add-on that is there proposes its lines."""
        return self.proposes

    @property
    def is_present(self) -> bool:
        """Whether a month has entries of it: proposed, or typed in."""
        return self.has_source or not self.proposes

    def label(self, env) -> str:
        """Its name and the reference of its entries, in the language of `env`."""
        raise NotImplementedError

    def counterpart_account(self, company, is_asset=False):
        """The balance-sheet account that its lines wait on, empty when the company has
        none. `is_asset`: of lines on accounts of fixed assets."""
        return company[is_asset and self.asset_counterpart or self.counterpart]

    def propose(self, closing, day: date, cache: dict) -> list[ProposedLine]:
        """Its lines at the end of `day`. `cache` lives for one closing, so that kinds of
        one source read it once."""
        raise NotImplementedError

    def explain(self, line, words: Mapping) -> str:
        """In words, in the reader's language, where the amount of a line comes from.
        `words`: the explanation values that were proposed with it."""
        return ""

    # -- what comes later ------------------------------------------------------------

    def actuals(self, env, bills, sources: Mapping[str, Sequence[int]]) -> list[dict]:
        """Its posted lines beside the documents that they waited for, as
        `posted_accruals.COLUMNS` of each pair; of a line without any, one row.

        `bills`: what was just posted or taken back. `sources`: {model: ids} to look at
        besides.
        """
        return []

    def settled(self, rows: Sequence[Mapping], line: Mapping) -> tuple[Decimal, Decimal]:
        """What the documents of one line say, and of how much of its quantity. `line`:
        its `posted_accruals.FIGURES`."""
        came = [(Decimal(row["billed"]), Decimal(row["billed_amount"])) for row in rows]
        return settled_part(came, line["quantity"], line["before"])

    # -- steps of its run --------------------------------------------------------------

    def after_post(self, run) -> None:
        """What the kind notes beside the entries, in the same transaction."""

    def after_keep(self, run) -> None:
        """What must stay as it was begun, now that something of it is posted."""

    def before_cancel(self, run):
        """What `after_cancel` has to know of the posting that is undone."""

    def after_cancel(self, run, known) -> None:
        """What the kind notes of a cancelled posting; `known`: of `before_cancel`."""
