# SPDX-License-Identifier: AGPL-3.0-or-later
"""Applying staged rows and taking them back. All or nothing, once per key."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .import_value import ImportRow, from_json


class ApImport(models.Model):
    _inherit = "ap.import"

    def _apply(self):
        """Hand the rows to their target, and mark them as the holders of their keys."""
        self._refuse_outsiders(self._target().group)
        rows = self._staged_rows()
        self._target().apply([row for row in rows if row.state != "rejected"])
        self._hold([row for row in rows if row.state in ("new", "changed", "gone")])
        self.sudo().write(
            {
                "state": "applied",
                "user_id": self.env.uid,
                "date_applied": fields.Datetime.now(),
            }
        )

    def _staged_rows(self, states=None) -> list[ImportRow]:
        """The stored rows as values."""
        domain = [("import_id", "=", self.id)]
        if states:
            domain.append(("state", "in", states))
        kinds = {name: spec.type for name, spec in self._target().fields.items()}

        def revive(clean):
            return {
                name: from_json(value, kinds.get(name, "text"))
                for name, value in (clean or {}).items()
            }

        return [
            ImportRow(
                row.number,
                row.raw or {},
                revive(row.clean),
                row.document,
                row.external_key,
                row.state,
                res_id=row.res_id or None,
                previous_id=row.previous_id.id,
                previous_values=revive(row.previous_id.clean)
                if row.previous_id
                else None,
            )
            for row in self.env["ap.import.row"].search(domain, order="number, id")
        ]

    def _hold(self, rows):
        """The rows before let go of their keys, these take them. The unique index makes
        sure that nobody else did meanwhile."""
        self.env.flush_all()
        before = [row.previous_id for row in rows if row.previous_id]
        self._set_applied(before, False)
        taken = [row for row in rows if row.state in ("new", "changed")]
        self.env.cr.execute(
            SQL(
                """UPDATE ap_import_row AS row
                      SET is_applied = TRUE, res_id = applied.res_id
                     FROM unnest(%s::varchar[], %s::integer[]) AS applied (key, res_id)
                    WHERE row.import_id = %s AND row.external_key = applied.key
                      AND row.state IN ('new', 'changed')""",
                [row.key for row in taken],
                [row.res_id or 0 for row in taken],
                self.id,
            ),
            log_exceptions=False,  # the index answers who came second
        )
        self.env["ap.import.row"].invalidate_model()

    def _set_applied(self, ids, value):
        self.env.execute_query(
            SQL(
                "UPDATE ap_import_row SET is_applied = %s WHERE id = ANY(%s) RETURNING id",
                value,
                ids,
            )
        )
        self.env["ap.import.row"].invalidate_model()

    def _undo(self):
        """Give the keys back to the rows before, then let the target follow."""
        self._refuse_outsiders(self._target().group)
        self._lock()
        later = self._later_import()
        if later:
            raise UserError(
                self.env._(
                    "%(later)s changed rows of %(file)s afterwards: undo that import first.",
                    later=later.display_name,
                    file=self.display_name,
                )
            )
        rows = self._staged_rows(["new", "changed", "gone"])
        own = self.env["ap.import.row"].search(
            [("import_id", "=", self.id), ("is_applied", "=", True)]
        )
        self._set_applied(own.ids, False)
        self._set_applied([row.previous_id for row in rows if row.previous_id], True)
        self._target().undo(rows)
        self.sudo().write({"state": "undone"})

    def _later_import(self):
        """The import that took over keys of this one, if any."""
        self.env.flush_all()
        found = self.env.execute_query(
            SQL(
                """SELECT later.import_id
                     FROM ap_import_row AS mine
                     JOIN ap_import_row AS later
                       ON later.company_id = mine.company_id
                      AND later.profile_id = mine.profile_id
                      AND later.import_id > mine.import_id
                      AND (later.previous_id = mine.id
                           OR mine.state = 'gone' AND later.is_applied
                              AND later.external_key = mine.external_key)
                     JOIN ap_import AS import
                       ON import.id = later.import_id AND import.state = 'applied'
                    WHERE mine.import_id = %s AND later.state <> 'same'
                    ORDER BY later.import_id DESC LIMIT 1""",
                self.id,
            )
        )
        return self.browse(found[0][0] if found else [])
