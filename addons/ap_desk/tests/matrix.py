# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what, as a table, and what the registry really lets each role do.

The table (`data/doors.csv`) is the decision; this module reads the registry, tries, and
names each difference. A model, field or method of ours without a line is a difference.
"""

import csv
import inspect
from datetime import date, datetime
from pathlib import Path

from psycopg2 import Error as DatabaseError

from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.models import MAGIC_COLUMNS
from odoo.tools import SQL, mute_logger

TABLE = Path(__file__).parent / "data" / "doors.csv"
SUITE = ("odoo.addons.ap_", "odoo.addons.l10n_fr_ap_")
ADDONS = ("ap_", "l10n_fr_ap_")
# Letters of the table.
ROLES = {
    "U": ("auditor", "ap_base.group_auditor"),
    "P": ("apprentice", "ap_base.group_apprentice"),
    "C": ("accountant", "ap_base.group_accountant"),
    "H": ("head", "ap_base.group_head"),
    "B": ("buyer", "purchase.group_purchase_user"),
    "M": ("manager without a role of the desk", "account.group_account_manager"),
    "N": ("purchase manager", "purchase.group_purchase_manager"),
    "I": ("stock invoicing", "account.group_account_invoice"),
    "R": ("stock read-only", "account.group_account_readonly"),
    "T": ("keeper of contacts", "base.group_partner_manager"),
    "A": ("administrator", "base.group_system"),
    "O": ("portal", "base.group_portal"),
    "X": ("public", "base.group_public"),
}
OPERATIONS = {"r": "read", "w": "write", "c": "create", "d": "unlink"}
# Methods of Odoo that ours override: what they may is stated by access and fields.
OF_ODOO = frozenset(
    {"create", "write", "unlink", "default_get", "init", "copy", "copy_data", "search",
     "name_search", "web_read", "load", "update_field_translations", "fields_get",
     "message_new", "message_route", "message_update",  # mails come as superuser
     # of OCA's screen, where it is installed: ap_treasury_oca tests who may
     "reconcile_bank_line", "unreconcile_bank_line"}
)  # fmt: skip
OF_MAIL = ("message_", "activity_", "my_activity_", "website_message_", "rating_")


class Row:
    """A line of the table."""

    def __init__(self, what, model, name, who, why=""):
        self.what, self.model, self.who, self.why = what, model, who, why
        self.names = name.split()


def read_table(path=TABLE):
    """Return the lines of the table."""
    with path.open(encoding="utf-8", newline="") as file:
        return [Row(**row) for row in csv.DictReader(file)]


class Table:
    """The decisions, by what they are about."""

    def __init__(self, rows):
        self.access, self.company, self.open, self.closed = {}, {}, {}, {}
        self.methods, self.given, self.twice = {}, {}, []
        for row in rows:
            getattr(self, f"_add_{row.what}")(row)

    def _put(self, kept, key, value):
        if key in kept:
            self.twice.append(key)
        kept[key] = value

    def _add_access(self, row):
        rights = dict.fromkeys(ROLES, frozenset())
        for part in row.who.split():
            letters, operations = part.split(":")
            rights |= {letter: frozenset(operations) for letter in letters}
        self._put(self.access, row.model, rights)

    def _add_company(self, row):
        self._put(self.company, row.model, row.who)

    def _add_open(self, row):
        for name in row.names:
            self._put(self.open, (row.model, name), row.who)

    def _add_closed(self, row):
        for name in row.names:
            self._put(self.closed, (row.model, name), row.who)

    def _add_given(self, row):
        for name in row.names:
            self._put(self.given, (row.model, name), row.who)

    def _add_method(self, row):
        for name in row.names:
            self._put(self.methods, (row.model, name), row.who)

    def is_closed(self, model, name):
        """Whether nobody writes it once the record is made."""
        if (model, name) in self.open:
            return False
        return not {(model, name), (model, "*")}.isdisjoint({**self.closed, **self.given})


# -- what the registry has ----------------------------------------------------------


def is_ours(name):
    """Whether the model is of the suite; add-ons that only prove it do not count."""
    return name.startswith("ap.") and not name.startswith("ap.test.")


def _of_suite(module):
    return module.startswith(ADDONS) and not module.startswith("ap_test_")


def our_models(env):
    """Return the names of our models that have records: stored, views and wizards."""
    return sorted(
        name for name in env.registry if is_ours(name) and not env[name]._abstract
    )


def our_fields(env, name):
    """Return our fields of a model that a client could write: of our own models, all;
    of a model of Odoo, those that we added."""
    found = []
    for field in env[name]._fields.values():
        if field.name in MAGIC_COLUMNS or field.name.startswith(OF_MAIL):
            continue
        modules = field._modules
        proving = any(one.startswith("ap_test_") for one in modules)
        added = modules and all(_of_suite(one) for one in modules)
        if (added or is_ours(name) and not proving) and (field.store or field.inverse):
            found.append(field.name)
    return sorted(found)


def extended_models(env):
    """Return the models of Odoo to which we add a field or a method."""
    return sorted(
        name
        for name in env.registry
        if not is_ours(name)
        and name != "base"
        and (our_fields(env, name) or our_methods(env, name))
    )


def our_methods(env, name):
    """Return the names of methods of ours that a client can call on a model."""
    model_class, found = env.registry[name], []
    for attribute in dir(model_class):
        if attribute.startswith("_") or attribute in OF_ODOO:
            continue
        functions = [
            base.__dict__[attribute]
            for base in model_class.__mro__
            if attribute in base.__dict__
        ]
        if not inspect.isfunction(functions[0]) or _is_private(model_class, attribute):
            continue
        # Which of several add-ons stands the last is no matter of ours.
        if any(_is_of_ours(function) for function in functions):
            found.append(attribute)
    return sorted(found)


def _is_of_ours(function):
    module = getattr(function, "__module__", "")
    return module.startswith(SUITE) and not module.startswith("odoo.addons.ap_test_")


def _is_private(model_class, attribute):
    return any(
        getattr(base.__dict__.get(attribute), "_api_private", False)
        for base in model_class.__mro__
    )


# -- trying ---------------------------------------------------------------------------


def asked_by(records, user):
    """Make the user the one who opened these wizards; undone with what is tried."""
    if records._transient and records:
        owner = SQL(
            "UPDATE %s SET create_uid = %s WHERE id = ANY(%s)",
            SQL.identifier(records._table), user.id, records.ids,
        )  # fmt: skip
        records.env.execute_query(SQL("%s RETURNING id", owner))
        records.invalidate_recordset(["create_uid"])
    return records


def outcome(env, act):
    """Return "open", "refused" (by what it contains) or "closed" (by rights); nothing
    is left behind."""
    try:
        with mute_logger("odoo.sql_db", "odoo.models"), env.cr.savepoint(flush=False):
            act()
            env.flush_all()
            raise _Undo
    except _Undo:
        return "open"
    except AccessError:
        return "closed"
    except _Ignored:
        return "ignored"
    except (UserError, RedirectWarning, DatabaseError):
        return "refused"
    except Exception:
        return "reached"  # arguments that mean nothing: no right stood in the way
    finally:
        env.cr.clear()  # what was not flushed is undone, too
        env.cr.postcommit.clear()


class _Undo(Exception):
    pass


class _Ignored(Exception):
    """What was written is not what the field has afterwards, because it never was."""


def write(record, name, value):
    """Write the field, or say that the value was ignored."""
    changing(record, name, lambda: record.write({name: value}))


def changing(record, name, act):
    """Do it, or say that the field has the value that it had."""
    before = record.sudo()[name]
    act()
    record.env.flush_all()
    record.invalidate_recordset([name])
    if record.sudo()[name] == before:
        raise _Ignored


def create(records, values, name, plain):
    """Create with the field, or say that the value was ignored; `plain` is what the
    field has in a record that is made without it."""
    value = other_value(records.sudo(), name, plain)
    made = records.create({**values, name: value})
    made.env.flush_all()
    made.invalidate_recordset([name])
    got = made.sudo()[name]  # a text that each record draws is another one each time
    if got == plain or (isinstance(value, str) and got != value):
        raise _Ignored


def load(record, name, value):
    """Import the field as a file does, or say that the value was ignored."""
    text = str(value) if value not in (True, False) else str(int(value))
    changing(record, name, lambda: record.load([".id", name], [[str(record.id), text]]))


def parents(record):
    """Return [(parent, list of it that has the record)], by each list in the registry."""
    found = []
    for field in record._fields.values():
        if field.type != "many2one" or not field.store:
            continue
        parent = record.sudo()[field.name].sudo(False)
        found += [
            (parent, one.name)
            for one in parent._fields.values()
            if one.type == "one2many"
            and one.comodel_name == record._name
            and one.inverse_name == field.name
            and parent
        ]
    return found


def other_value(record, name, now):
    """Return a value that the field can take, other than the one it has now."""
    field = record._fields[name]
    if field.type in ("char", "text", "html"):
        return "zz" if now != "zz" else "zzz"
    if field.type in ("integer", "float", "monetary"):
        return (now or 0) + 1
    if field.type == "boolean":
        return not now
    if field.type == "date":
        return date(2026, 9, 15) if now != date(2026, 9, 15) else date(2026, 9, 16)
    if field.type == "datetime":
        return datetime(2026, 9, 15)  # noqa: DTZ001  Odoo keeps UTC without zone
    if field.type == "selection":
        return _other_choice(record, field, now)
    if field.type == "binary":
        return b"eno="
    if field.type == "json":
        return {"zz": 1}
    return _other_link(record, field, now)


def _other_choice(record, field, now):
    values = [value for value, _label in field._description_selection(record.env)]
    return next((value for value in values if value != now), False)


def _other_link(record, field, now):
    if field.type in ("many2one_reference",):
        return (now or 0) + 1
    if field.type == "reference":
        return f"res.partner,{record.env.user.partner_id.id}"
    if field.type == "many2one":
        others, domain = record.env[field.comodel_name].sudo(), [("id", "not in", now.ids)]
        here = []  # one of the same company where there is one: another's is refused
        if "company_id" in others._fields:
            here = list(others._check_company_domain(record.env.company))
        found = others.search(domain + here, limit=1) or others.search(domain, limit=1)
        return found.id
    if field.type == "many2many":
        others = record.env[field.comodel_name].sudo()
        here, domain = record.env.company, [("id", "not in", now.ids)]
        if field.comodel_name == "res.company":
            domain += [("id", "=", here.id)]
        elif {"company_id", "company_ids"} & others._fields.keys():
            domain += [*others._check_company_domain(here)]
        other = others.search(domain, limit=1)
        return [(4, other.id)] if other else [(5, 0, 0)]
    if field.type == "one2many":
        return [(5, 0, 0)] if now else [(0, 0, {})]
    return "zz"


def arguments(method, scene):
    """Return arguments for each parameter without default, by what it is called."""
    known = {
        "company_id": scene.company.id, "date": "2026-10-31", "date_from": "2026-10-01",
        "date_to": "2026-10-31", "date_end": "2026-10-31", "day": "2026-10-31",
        "date_from_": "2026-10-01", "reason": "because", "account_code": "408",
        "code": "204", "user_id": scene.env.uid, "rows": [], "bill_ids": [],
        "filename": "x.csv", "content_base64": "", "profile": "zz", "note": "because",
    }  # fmt: skip
    parameters = list(inspect.signature(method).parameters.values())
    return [
        known.get(one.name, False)
        for one in parameters
        if one.default is one.empty
        and one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)
    ]
