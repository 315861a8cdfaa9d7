# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows of a list that is made when somebody asks for it, by COPY."""

from odoo import fields
from odoo.tools import SQL

from odoo.addons.ap_base.models.bulk import copy_rows


def make(model, names, rows):
    """Return new records of the transient model with these values, in their order."""
    model.check_access("create")
    if not rows:
        return model.browse()
    first = _reserve(model, len(rows))
    uid, now = model.env.uid, fields.Datetime.now()
    flags = {name for name in names if model._fields[name].type == "boolean"}
    columns = ["id", "create_uid", "write_uid", "create_date", "write_date", *names]
    copy_rows(
        model.env.cr,
        model._table,
        columns,
        (
            [number, uid, uid, now, now, *(
                (row[name] or "f") if name in flags else row[name] for name in names
            )]
            for number, row in enumerate(rows, first)
        ),
    )  # fmt: skip
    return model.browse(range(first, first + len(rows)))


def _reserve(model, count) -> int:
    """The first of so many ids in a row; others wait, so that they stay in a row."""
    model.env.cr.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [model._table])
    [[last]] = model.env.execute_query(
        SQL(
            "SELECT setval(%(sequence)s, nextval(%(sequence)s) + %(more)s)",
            sequence=f"{model._table}_id_seq",
            more=count - 1,
        )
    )
    return last - count + 1
