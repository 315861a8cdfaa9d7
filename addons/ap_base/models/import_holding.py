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


def take(env, rows) -> None:
    """The rows before let go of their keys, these take them. The unique index makes sure
    that nobody else did meanwhile."""
    rows = [row for row in rows if row.state in ("new", "changed", "gone")]
    env.flush_all()
    before = [row.previous_id for row in rows if row.previous_id]
    set_applied(env, before, False)
    taken = [row for row in rows if row.state != "gone"]
    env.cr.execute(
        SQL(
            """UPDATE ap_import_row AS row
                  SET is_applied = TRUE, res_id = applied.res_id
                 FROM unnest(%s::integer[], %s::integer[]) AS applied (id, res_id)
                WHERE row.id = applied.id""",
            [row.stored_id for row in taken],
            [row.res_id or 0 for row in taken],
        ),
        log_exceptions=False,  # the index answers who came second
    )
    env["ap.import.row"].invalidate_model()


def gone(record, documents, keys) -> list[int]:
    """The rows that hold other keys than these: of these documents, or of the whole profile
    where each file is complete."""
    record.env.flush_all()
    found = record.env.execute_query(
        SQL(
            """SELECT row.id FROM ap_import_row AS row
                WHERE row.company_id = %(company)s AND row.profile_id = %(profile)s
                  AND row.is_applied
                  AND (%(whole)s OR row.document = ANY(%(documents)s::varchar[]))
                  AND NOT EXISTS (SELECT 1 FROM unnest(%(keys)s::varchar[]) AS here (key)
                                   WHERE here.key = row.external_key)""",
            company=record.company_id.id,
            profile=record.profile_id.id,
            whole=record.profile_id.is_complete,
            documents=list(documents),
            keys=list(keys),
        )
    )
    return [row_id for [row_id] in found]


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
