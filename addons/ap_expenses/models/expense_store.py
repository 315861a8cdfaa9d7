# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows of files into expenses, in bulk: new ones copied, changed ones followed or
corrected, gone ones taken out or given back."""

from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.ap_base.models.bulk import copy_rows

from . import expense_values

# What a person decided, kept when the tool changes what it says.
KEPT = (
    "account_id", "employee_id", "supplier_id", "nature_id", "tax_id", "bill_id",
    "analytic_distribution", "is_reclaimed", "is_held", "note", "chosen",
)  # fmt: skip


def store(file, tool, rows) -> None:
    """Make the expenses say what the rows say, and set ``res_id`` of each."""
    env = file.env
    fresh = [row for row in rows if row.state == "new"]
    touched = set(_create(file, tool, fresh).ids)
    known = _known(env, [row for row in rows if row.state in ("changed", "gone")])
    for row in rows:
        if row.state in ("changed", "gone"):
            expense = known.get(row.res_id, known[None])
            if row.state == "changed":
                touched |= set(_follow(file, expense, row).ids)
            elif expense:
                touched |= set(_gone(file, expense, row).ids)
    env["ap.expense"].sudo().browse(sorted(touched)).exists()._prepare()


def _known(env, rows) -> dict:
    """The expenses of rows by id; none under None."""
    expenses = env["ap.expense"].sudo()
    found = expenses.browse({row.res_id for row in rows if row.res_id}).exists()
    return {None: expenses, **{one.id: one for one in found}}


def _create(file, tool, rows):
    """COPY of new expenses; their records."""
    env = file.env
    expenses = env["ap.expense"].sudo()
    if not rows:
        return expenses
    env.flush_all()
    ids = [
        one for [one] in env.execute_query(
            SQL("SELECT nextval('ap_expense_id_seq') FROM generate_series(1, %s)", len(rows))
        )
    ]  # fmt: skip
    now = env.cr.now()
    fixed = {
        "tool_id": tool.id, "company_id": tool.company_id.id,
        "currency_id": tool.company_id.currency_id.id, "import_id": file.id,
        "revision": 0, "is_current": "t", "is_gone": "f", "state": "review",
        "create_uid": env.uid, "write_uid": env.uid, "create_date": now, "write_date": now,
        "liability_due": "f", "settlement_due": "f", "is_cost": "f", "is_reclaimed": "f",
        "is_held": "f",
    }  # fmt: skip
    flags = {name for name, field in expenses._fields.items() if field.type == "boolean"}
    made = []
    for row_id, row in zip(ids, rows, strict=True):
        values = {**fixed, **expense_values.columns(row.values, tool)}
        values |= {"id": row_id, "row": row.number, "raw": row.raw}
        values |= {
            name: "t" if value else "f"
            for name, value in values.items()
            if name in flags and value not in ("t", "f")
        }
        made.append(values)
        row.res_id = row_id
    names = list(made[0])
    copy_rows(env.cr, "ap_expense", names, ([one[name] for name in names] for one in made))
    expenses.invalidate_model()
    return expenses.browse(ids)


def _follow(file, expense, row):
    """What is not booked says what the tool says; what is booked gets a correction."""
    tool = expense.tool_id
    values = {**_written(expense_values.columns(row.values, tool)), "raw": row.raw,
              "row": row.number, "is_gone": False}  # fmt: skip
    for name in expense.chosen or ():  # a person said otherwise
        values.pop(name, None)
    if expense.liability_move_id or expense.settlement_move_id:
        expense = _revise(file, expense, values)
    else:
        expense.write(values)
    row.res_id = expense.id
    return expense


def _gone(file, expense, row):
    """A transaction that the tool has no longer: never booked, it goes; booked, the
    correction gives it back."""
    if expense.liability_move_id or expense.settlement_move_id:
        revision = _revise(file, expense, {"is_gone": True})
        row.res_id = revision.id
        return revision
    before = expense.previous_id
    if before:  # a correction that was not booked: what is booked has to go instead
        expense.write({"is_gone": True})
        return expense
    expense.unlink()
    return before


def _revise(file, expense, values):
    """A new revision, which books the difference to what is booked."""
    own = {
        name: expense[name]
        for name, field in expense._fields.items()
        if field.store and field.type not in ("many2one", "one2many", "many2many")
        and name not in ("id", "create_date", "write_date", "liability_items",
                         "settlement_items", "liability_date", "settlement_booked_date")
    }  # fmt: skip
    own |= {name: expense[name].id for name in _links(expense)}
    expense.write(
        {"is_current": False, "state": "replaced", "liability_due": False,
         "settlement_due": False}
    )  # fmt: skip
    expense.flush_recordset()
    return expense.create(
        {
            **own, **values,
            "revision": expense.revision + 1,
            "is_current": True,
            "previous_id": expense.id,
            "import_id": file.id,
            "state": "review",
        }
    )  # fmt: skip


def _links(expense) -> list[str]:
    names = ("tool_id", "company_id", "currency_id", "account_id", "employee_id",
             "partner_id", "supplier_id", "nature_id", "tax_id", "bill_id")  # fmt: skip
    return [name for name in names if name in expense._fields]


def _written(columns) -> dict:
    """Columns as the ORM writes them."""
    return {name: False if value is None else value for name, value in columns.items()}


# -- undone ----------------------------------------------------------------------------------


def take_back(file, tool, rows) -> None:
    """As before the file. Raises UserError where something of it is booked."""
    expenses = file.env["ap.expense"].sudo()
    touched: set[int] = set()
    again, places = [], []
    known = _known(file.env, rows)
    _refuse_booked(expenses.union(*known.values()), file)
    brought = [known[row.res_id] for row in rows if row.state == "new" and row.res_id in known]
    expenses.union(*brought).unlink()
    for row in rows:
        expense = known.get(row.res_id, known[None])
        if row.state == "new":
            continue
        if expense and expense.previous_id and expense.import_id == file:
            touched.add(_restore(expense).id)
        elif expense and row.previous_values:
            expense.write(_written(expense_values.columns(row.previous_values, tool)))
            touched.add(expense.id)
        elif row.previous_values:
            row.values = row.previous_values
            again.append(row)
            places.append(row.previous_id)
    touched |= set(_create(file, tool, again).ids)
    stored = file.env["ap.import.row"].sudo()
    for row, previous in zip(again, places, strict=True):
        stored.browse(previous).res_id = row.res_id
    expenses.browse(sorted(touched)).exists()._prepare()


def _refuse_booked(expenses, file) -> None:
    expense = expenses.filtered(
        lambda one: one.liability_move_id or one.settlement_move_id
    )[:1]
    entry = expense.liability_move_id or expense.settlement_move_id
    if entry:
        raise UserError(
            file.env._(
                "%(expense)s is booked in %(entry)s: take that entry back first, then the "
                "import.",
                expense=expense.display_name,
                entry=entry.display_name,
            )
        )


def _restore(revision):
    """The revision before counts again."""
    before = revision.previous_id
    revision.unlink()
    before.env.flush_all()
    before.is_current = True
    return before
