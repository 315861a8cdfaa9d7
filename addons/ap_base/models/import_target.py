# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the rows of a file become: one object per kind, registered by its room."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from .import_value import ImportField, ImportRow


class ImportTarget:
    """A kind of record that files hold. A room registers its own:

        class ApImport(models.Model):
            _inherit = "ap.import"

            def _registered_targets(self):
                return [*super()._registered_targets(), ThingTarget]

    - ``code``: its stable name, kept in profiles
    - ``model``: what ``res_id`` of a row points to
    - ``group``: who may apply and undo such a file
    - ``row_by_row``: whether each row is judged and written for itself. `validate` and
      `apply` are then called for some rows at a time, whose values that are empty are left
      out: a long file is never in memory as a whole
    - ``file``: the import, as the user and in its company; empty where only the columns
      are asked for
    """

    code = ""
    model = ""
    group = "ap_base.group_accountant"
    row_by_row = False

    def __init__(self, file) -> None:
        self.file, self.env = file, file.env
        self.company = file.company_id

    @property
    def label(self) -> str:
        """What the choice in a profile is called, in the reader's language."""
        raise NotImplementedError

    @cached_property
    def fields(self) -> Mapping[str, ImportField]:
        """The values that a row may hold, by name."""
        raise NotImplementedError

    @property
    def mappable(self) -> tuple[str, ...]:
        """The values that a column of a sheet may hold: not what only readers hand over."""
        return tuple(self.fields)

    @property
    def other_headers(self) -> Mapping[str, Iterable[str]]:
        """Headers that files of others are known to have, by name of a field."""
        return {}

    @property
    def examples(self) -> tuple[Mapping, ...]:
        """The rows that a template shows, values by name of a field."""
        return ()

    def skips(self, cells: list) -> bool:
        """Whether a row of the file, given as its cells, is none to take: a line of sums
        below a table, say."""
        return False

    def validate(self, rows: list[ImportRow]) -> None:
        """Reject the rows that cannot be taken, by themselves; set ``document`` and
        ``key`` where the target knows them. The difference to what was is not known yet."""

    def review(self, rows: list[ImportRow]) -> None:
        """Reject rows for what they would change: their states are known, and those that
        are gone have been added."""

    def apply(self, rows: list[ImportRow]) -> None:
        """Write the rows that are not rejected, in bulk, and set ``res_id``."""
        raise NotImplementedError

    def undo(self, rows: list[ImportRow]) -> None:
        """Take the rows back, in bulk; ``previous_values`` hold what was before. Raises
        `UserError` where something was built on them."""
        raise NotImplementedError

    def give_back(
        self,
        rows: list[ImportRow],
        take_back: Callable[[Iterable[ImportRow]], object],
        record: Callable[[list[ImportRow]], object],
    ) -> None:
        """Undo: take back what the rows brought, and record again what was before them.

        ``record`` sets ``res_id``, which the rows of the earlier file get as well.
        """
        take_back(row for row in rows if row.state != "gone")
        before = [row for row in rows if row.previous_values]
        for row in before:
            row.values = row.previous_values
        record(before)
        stored = self.env["ap.import.row"].sudo()
        for row in before:
            stored.browse(row.previous_id).res_id = row.res_id
