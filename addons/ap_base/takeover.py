# SPDX-License-Identifier: AGPL-3.0-or-later
"""An add-on cut out of another takes over what stood there: no record is lost, made
twice, or set back to what the file says.

Called by the hooks of the add-on that receives; where the other one is not installed
nothing is found and nothing happens. Where the receiver stands above the giver, a migration
of the giver calls it first: the giver's update must not meet views of fields that are gone.
"""

from collections.abc import Mapping
from typing import NamedTuple

from odoo.tools import SQL

NEVER_KEPT = {"id", "write_date", "write_uid"}


class Takeover(NamedTuple):
    """What moves from one add-on to another."""

    giver: str
    receiver: str
    models: tuple[str, ...] = ()  # with their fields, choices and constraints
    fields: Mapping[str, tuple[str, ...]] = {}  # of models that stay where they are
    constraints: tuple[str, ...] = ()  # of such models: names in the database
    records: tuple[str, ...] = ()  # external ids


def take_over(env, taken):
    """Give the external ids, constraints and relations of `taken` to the receiver.

    Values of records that a person may have changed (`noupdate`) are set aside, since
    the installation that follows writes what the files say. Return how many ids moved.
    """
    env.flush_all()
    moved = env.execute_query(
        SQL(
            """UPDATE ir_model_data data SET module = %(receiver)s
                WHERE module = %(giver)s
                  AND (name = ANY(%(names)s) OR name ~ ANY(%(patterns)s))
                  AND NOT EXISTS (SELECT FROM ir_model_data other
                       WHERE other.module = %(receiver)s AND other.name = data.name)
            RETURNING model, res_id, COALESCE(noupdate, FALSE)""",
            giver=taken.giver, receiver=taken.receiver,
            names=_names(taken), patterns=_patterns(taken),
        )
    )  # fmt: skip
    for table in ("ir_model_constraint", "ir_model_relation"):
        env.execute_query(_of_models(table, taken))
    by_model = {}
    for model, number, noupdate in moved:
        if noupdate:
            by_model.setdefault(model, []).append(number)
    for model, numbers in by_model.items():
        _set_aside(env, taken, model, numbers)
    env.invalidate_all()
    env.registry.clear_all_caches()
    return len(moved)


def restore(env, taken):
    """Write back what `take_over` had set aside, and compute anew what depends on it: the
    installation had computed that from the values of the files. Return how many records."""
    env.flush_all()
    prefix, changed = _kept(taken, ""), {}
    for (kept,) in env.execute_query(
        SQL("SELECT relname FROM pg_class WHERE starts_with(relname, %s)"
            " AND relpersistence = 't' AND pg_table_is_visible(oid)", prefix)
    ):  # fmt: skip
        table = kept.removeprefix(prefix)
        changed[table] = _written_back(env, kept, table)
        env.cr.execute(SQL("DROP TABLE %s", SQL.identifier(kept)))
    env.invalidate_all()
    env.registry.clear_all_caches()
    for table, (numbers, names) in changed.items():
        _compute_anew(env, table, numbers, names)
    return sum(len(numbers) for numbers, _names in changed.values())


def _written_back(env, kept, table):
    """Ids of the rows that the files had changed, as they were again; columns that both have."""
    names = _shared_columns(env, kept, table)
    columns = [SQL.identifier(name) for name in names]
    query = SQL(
        "UPDATE %s AS row SET %s FROM %s AS kept WHERE row.id = kept.id"
        " AND (%s) IS DISTINCT FROM (%s) RETURNING row.id",
        SQL.identifier(table), SQL(", ").join(SQL("%s = kept.%s", name, name) for name in columns),
        SQL.identifier(kept), SQL(", ").join(SQL("row.%s", name) for name in columns),
        SQL(", ").join(SQL("kept.%s", name) for name in columns),
    )  # fmt: skip
    return [number for (number,) in env.execute_query(query)], names


def _compute_anew(env, table, numbers, names):
    """What other records have stored of those columns: a severity, whether a payment waits."""
    for name, model in env.registry.items():
        if numbers and model._table == table and model._auto and not model._abstract:
            env[name].browse(numbers).modified([one for one in names if one in model._fields])
    env.flush_all()


def _names(taken):
    """External ids by name: records, what a cron brings, models, constraints."""
    models = [f"model_{_flat(model)}" for model in taken.models]
    fields = [
        f"field_{_flat(model)}__{name}"
        for model, names in taken.fields.items()
        for name in names
    ]
    actions = [f"{name}_ir_actions_server" for name in taken.records]
    constraints = [f"constraint_{name}" for name in taken.constraints]
    return [*taken.records, *actions, *models, *fields, *constraints]


def _patterns(taken):
    """Those that Odoo makes by itself: fields, choices and constraints of models."""
    found = [
        f"^(field_{_flat(model)}__|selection__{_flat(model)}__|constraint_{_flat(model)}_)"
        for model in taken.models
    ]
    found += [
        f"^selection__{_flat(model)}__{name}__"
        for model, names in taken.fields.items()
        for name in names
    ]
    return found


def _of_models(table, taken):
    """The rows by which uninstalling an add-on drops constraints and relations."""
    return SQL(
        """UPDATE %s AS held SET module = receiver.id
             FROM ir_module_module giver, ir_module_module receiver
            WHERE giver.name = %s AND receiver.name = %s AND held.module = giver.id
              AND (held.model IN (SELECT id FROM ir_model WHERE model = ANY(%s))
                   OR held.name = ANY(%s))
        RETURNING held.id""",
        SQL.identifier(table), taken.giver, taken.receiver, list(taken.models),
        list(taken.constraints),
    )  # fmt: skip


def _kept(taken, table):
    return f"ap_kept_{taken.receiver}__{table}"


def _set_aside(env, taken, model, numbers):
    table = env[model]._table if model in env else _flat(model)
    env.cr.execute(
        SQL(
            "CREATE TEMPORARY TABLE %s AS SELECT * FROM %s WHERE id = ANY(%s)",
            SQL.identifier(_kept(taken, table)), SQL.identifier(table), numbers,
        )
    )  # fmt: skip


def _shared_columns(env, *tables):
    """The columns that both tables have, without those that say who wrote last."""
    rows = env.execute_query(
        SQL(
            """SELECT attname FROM pg_attribute
                WHERE attrelid IN (%s::regclass, %s::regclass) AND attnum > 0
                  AND NOT attisdropped
                GROUP BY attname HAVING COUNT(*) = 2 ORDER BY attname""",
            *tables,
        )
    )
    return [name for (name,) in rows if name not in NEVER_KEPT]


def _flat(model):
    return model.replace(".", "_")
