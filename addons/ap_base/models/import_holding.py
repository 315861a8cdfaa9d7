# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which rows hold their keys, and who took them over."""

from odoo.tools import SQL


def set_applied(env, ids, value: bool) -> None:
    """Let rows hold their keys, or let go of them."""
    env.execute_query(
        SQL(
            "UPDATE ap_import_row SET is_applied = %s WHERE id = ANY(%s) RETURNING id",
            value,
            ids,
        )
    )
    env["ap.import.row"].invalidate_model()


def later_import(record) -> list[int]:
    """The import that took over keys of this one, if any."""
    record.env.flush_all()
    found = record.env.execute_query(
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
            record.id,
        )
    )
    return [found[0][0]] if found else []
