# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table `data/doors.csv` against what the registry lets each role do.

Columns: `what` (access, company, open, closed, method), `model`, `name` (fields or
methods, apart by blanks), `who` (letters of `matrix.ROLES`), `why`.

- access: `PCH:rw U:r`, what the access rights of Odoo give each role.
- company: `own` (a user of another company neither reads nor writes it), `shared`.
- open: fields that people write; `who` of those that have access (empty: all of them).
- closed: fields that nobody writes; `*` for all that are not named: each is tried.
- given: fields that a person gives when the record is made, and nobody writes later.
- method: who may call it; `any`: it only opens a screen, where rights are asked again;
  `-`: nobody on what is another's; `~…`: Odoo refuses the others by another sentence.
"""

from odoo.tests import tagged

from . import matrix
from .matrix import OPERATIONS, ROLES, Table, outcome, read_table
from .matrix_scene import MatrixCase

# Methods of add-ons that come by themselves beside others (of OCA), with the add-on.
BESIDE = {("ap.bank.match", "action_by_hand"): "ap_treasury_oca"}


class Tries:
    """What the registry lets each role do, tried once for all tests of the class."""

    def __init__(self, case):
        self.case, self.env = case, case.env

    def rights(self, model):
        """Return {letter: operations} of the access rights."""
        return {
            letter: frozenset(
                short
                for short, operation in OPERATIONS.items()
                if self.env[model].with_user(user).has_access(operation)
            )
            for letter, user in self.case.users.items()
        }

    def written(self, model, name, letters):
        """Return {letter: outcome} of writing the field, by those who have access."""
        sample = self.case.samples[model]
        value = self._other(sample, name)
        return {
            letter: self._try(sample, letter, lambda one: matrix.write(one, name, value))
            for letter in letters
        }

    def _other(self, sample, name):
        return matrix.other_value(sample.sudo(), name, sample.sudo()[name])

    def made(self, model, letter, names):
        """Return what these fields have in a record that the role makes with what a
        person gives; None when it cannot."""
        values, found = self.case._people_give(model), {}

        def make(records):
            one = records.create(values).sudo()
            self.env.flush_all()
            one.invalidate_recordset()
            found.update({name: one[name] for name in names})

        done = self._try(self.env[model], letter, make) == "open"
        return found if done else None

    def ways(self, model, name, letter, plain):
        """Yield (way, outcome) of each other way to the field; `plain` as of `made`."""
        sample = self.case.samples[model]
        field, value = sample._fields[name], self._other(sample, name)
        if plain is not None and (model, name) not in self.case.table.given:
            values = self.case._people_give(model)

            def make(records):
                matrix.create(records, values, name, plain[name])

            yield "made", self._try(self.env[model], letter, make)
        if field.type in ("char", "text", "integer", "float", "monetary", "boolean"):
            yield (
                "imported",
                self._try(sample, letter, lambda one: matrix.load(one, name, value)),
            )
        for parent, many in matrix.parents(sample):
            command = {many: [(1, sample.id, {name: value})]}

            def nest(records, parent=parent, command=command):
                above = parent.with_env(records.env)
                matrix.changing(records, name, lambda: above.write(command))

            yield f"{parent._name}.{many}", self._try(sample, letter, nest)

    def called(self, model, name, letters):
        """Return {letter: outcome} of calling the method."""
        sample = self.case.samples.get(model, self.env[model])

        def call(records):
            method = getattr(records, name)
            return method(*matrix.arguments(method, self.case))

        return {letter: self._try(sample, letter, call) for letter in letters}

    def _try(self, sample, letter, act):
        user = self.case.users[letter]
        records = sample.with_user(user).with_context(
            allowed_company_ids=self.case.company.ids
        )
        return outcome(self.env, lambda: act(matrix.asked_by(records, user)))


@tagged("post_install", "-at_install")
class TestMatrix(MatrixCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.table = Table(read_table())
        cls.tries = Tries(cls)
        cls.models = matrix.our_models(cls.env)
        cls.extended = matrix.extended_models(cls.env)
        cls.fields = {
            name: matrix.our_fields(cls.env, name) for name in cls.models + cls.extended
        }
        cls.methods = {
            name: matrix.our_methods(cls.env, name) for name in cls.models + cls.extended
        }

    # Nothing without a decision ------------------------------------------------------

    def test_everything_of_ours_has_a_line_and_every_line_something(self):
        self.assertEqual(undecided(self.table, self), [])
        self.assertEqual(self.table.twice, [], "decided twice")

    def test_what_has_no_line_is_named(self):
        """Each kind of line taken away is missed: as a new model, field or method is."""
        for what, key in (
            ("access", "ap.finding"), ("company", "ap.finding"),
            ("open", ("ap.recurring", "amount")), ("closed", ("ap.finding", "*")),
            ("methods", ("ap.finding", "waive")),
            ("closed", ("account.move", "ap_posted_by_id")),
            ("methods", ("account.move", "ap_set_status")),
        ):  # fmt: skip
            kept = getattr(self.table, what)
            with self.subTest(what=what, key=key):
                value = kept.pop(key)
                try:
                    missing = undecided(self.table, self) + self._differences_of(key)
                    name = key if isinstance(key, str) else key[0]
                    self.assertTrue([one for one in missing if name in one], missing)
                finally:
                    kept[key] = value

    def _differences_of(self, key):
        model = key if isinstance(key, str) else key[0]
        return written_otherwise(self.table, self, [model])

    # Rights ----------------------------------------------------------------------------

    def test_access_rights_are_those_of_the_table(self):
        found = []
        for model in self.models:
            wanted, rights = self.table.access.get(model), self.tries.rights(model)
            if wanted != rights:
                found.append(f"{model}: {shown(rights)}, decided {shown(wanted or {})}")
        self.assertEqual(found, [])

    def test_every_model_of_the_table_has_a_record_that_is_tried(self):
        """Without one, reading and writing by each role would be tried on nothing."""
        without = [model for model in self.models if not self.samples[model]]
        self.assertEqual(without, [])

    def test_another_company_sees_and_changes_nothing(self):
        found = []
        for model in self.models:
            record = self.samples[model]
            if self.table.company.get(model) != "own" or not record:
                continue
            for letter, user in self.strangers.items():
                other = record.with_user(user)
                for allowed in (self.elsewhere.ids, self.company.ids):
                    there = other.with_context(allowed_company_ids=allowed)
                    ways = {
                        "read": lambda there=there: self._read(there),
                        "write": lambda there=there: there.write({}),
                        "search": lambda there=there: self._found(there),
                        "unlink": lambda there=there: there.unlink(),
                    }
                    found += [
                        f"{model}: {way} by {ROLES[letter][0]} of another company"
                        for way, act in ways.items()
                        if outcome(self.env, act) == "open"
                    ]
        self.assertEqual(found, [])

    def _read(self, records):
        if not records.read(["company_id"]):
            raise LookupError  # a line of a view that is gone

    def _found(self, records):
        if not records.search([("id", "in", records.ids)]):
            raise LookupError  # not found, as it should be

    # Fields ----------------------------------------------------------------------------

    def test_fields_are_written_by_whom_the_table_says(self):
        self.assertEqual(written_otherwise(self.table, self, self.models), [])

    def test_our_fields_of_odoos_models_too(self):
        self.assertEqual(written_otherwise(self.table, self, self.extended), [])

    def test_no_default_of_a_client_reaches_a_field_that_nobody_writes(self):
        """Neither sent in the context nor kept for the user, for whoever may create."""
        found = []
        for model in self.models:
            makers = [
                letter
                for letter, rights in self.tries.rights(model).items()
                if "c" in rights
            ]
            if not makers or self.env[model]._transient:
                continue
            names = [
                name
                for name in self.fields[model]
                if self.table.is_closed(model, name)
                and (model, name) not in self.table.given
                and self.env[model]._fields[name].store
                and self.env[model]._fields[name].type != "one2many"
            ]
            sent = {f"default_{name}": self._default(model, name) for name in names}
            asked = self.env[model].with_user(self.users[makers[0]]).with_context(**sent)
            plain = self.env[model].with_user(self.users[makers[0]])
            got, own = asked.default_get(names), plain.default_get(names)
            found += [
                f"{model}.{name}"
                for name in got
                if got[name] != own.get(name) and not _drawn(model, name)
            ]
        self.assertEqual(found, [])

    def _default(self, model, name):
        empty = self.env[model].sudo().new({})
        return matrix.other_value(empty, name, empty[name])

    def test_no_other_way_reaches_a_field_that_nobody_writes(self):
        """Neither making a record, nor a command of its parent, nor a file imported."""
        found, makers = [], set()
        for model in self.models + self.extended:
            sample = self.samples.get(model)
            if not sample or self.env[model]._transient:
                continue
            rights = self.tries.rights(model)
            names = [one for one in self.fields[model] if self.table.is_closed(model, one)]
            for letter in (one for one in rights if names and "w" in rights[one]):
                plain = None
                if "c" in rights[letter]:
                    plain = self.tries.made(model, letter, names)
                makers |= {model} if plain is not None else set()
                found += [
                    f"{model}.{name}: {way} by {ROLES[letter][0]}"
                    for name in names
                    for way, result in self.tries.ways(model, name, letter, plain)
                    if result == "open"
                ]
        self.assertEqual(found, [])
        self.assertLessEqual(
            {"account.move", "ap.closing", "ap.closing.line", "ap.closing.run", "ap.import",
             "ap.receipt", "ap.recurring", "ap.reimputation", "ap.payment.report",
             "purchase.order", "res.partner.bank"},
            makers,
        )  # fmt: skip

    # Methods ---------------------------------------------------------------------------

    def test_methods_are_called_by_whom_the_table_says(self):
        found = []
        for model in self.models + self.extended:
            for name in self.methods[model]:
                who = self.table.methods.get((model, name))
                if who in (None, "any"):
                    continue
                # Of those who may, the one with the least rights is enough.
                letters = [one for one in ROLES if one not in who or one in who.strip("~")[:1]]
                # Odoo refuses some by a sentence that is no refusal of rights.
                no = ("closed", "refused") if who.startswith("~") else ("closed",)
                wrong = [
                    f"{ROLES[letter][0]} {result}"
                    for letter, result in self.tries.called(model, name, letters).items()
                    if (letter in who and result == "closed")
                    or (letter not in who and result not in no)
                ]
                if wrong:
                    found.append(f"{model}.{name} ({who}): {', '.join(wrong)}")
        self.assertEqual(found, [])


# -- differences --------------------------------------------------------------------------


def undecided(table, case) -> list[str]:
    """Return what the registry has and the table does not say, and the other way."""
    found = [f"no access: {name}" for name in case.models if name not in table.access]
    found += [f"no company: {name}" for name in case.models if name not in table.company]
    for model in case.models + case.extended:
        found += [
            f"no line for the field {model}.{name}"
            for name in case.fields[model]
            if (model, name) not in table.open and not table.is_closed(model, name)
        ]
        found += [
            f"no line for the method {model}.{name}"
            for name in case.methods[model]
            if (model, name) not in table.methods
        ]
    found += [f"no such model: {name}" for name in table.access if name not in case.models]
    for (model, name), _who in (*table.open.items(), *table.closed.items()):
        if name != "*" and name not in case.fields.get(model, ()):
            found.append(f"no such field: {model}.{name}")
    installed = set(case.env["ir.module.module"]._installed())
    for model, name in table.methods:
        is_here = BESIDE.get((model, name), "ap_desk") in installed
        if is_here and name not in case.methods.get(model, ()):
            found.append(f"no such method: {model}.{name}")
    return found


def written_otherwise(table, case, models) -> list[str]:
    """Return the fields that somebody writes who should not, or cannot who should."""
    found = []
    for model in models:
        if not case.samples.get(model):
            continue
        writers = [
            letter for letter, rights in case.tries.rights(model).items() if "w" in rights
        ]
        for name in case.fields[model]:
            if not writers:
                break
            who = table.open.get((model, name), "-") or "".join(writers)
            results = case.tries.written(model, name, writers)
            wrong = [
                f"{ROLES[letter][0]} {result}"
                for letter, result in results.items()
                if (result == "open" and letter not in who)
                or (result == "closed" and letter in who)
            ]
            if wrong:
                found.append(f"{model}.{name}: {', '.join(wrong)}")
    return found


def shown(rights) -> str:
    """Return rights as the table writes them."""
    return " ".join(
        f"{letter}:{''.join(short for short in OPERATIONS if short in operations)}"
        for letter, operations in rights.items()
        if operations
    )


def _drawn(model, name) -> bool:
    """Whether each record draws a number of its own by default."""
    return (model, name) in {("ap.closing.line", "source_key")}
