# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the tests of an add-on that was cut out of another one share."""

from odoo.tools import SQL

from ..takeover import _flat


class TakeoverCheck:
    """The heir names `taken`, `pre_init` and `post_init`."""

    def _ids(self, module):
        query = SQL("SELECT name, model, res_id FROM ir_model_data WHERE module = %s", module)
        self.env.flush_all()
        return {row[0]: row[1:] for row in self.env.execute_query(query)}

    def _give_back(self):
        """As it was before the cut: everything of the receiver stands in the giver,
        which need not be installed beside it."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """UPDATE ir_model_data data SET module = %s WHERE module = %s
                      AND name NOT LIKE 'module_%%'
                      AND NOT EXISTS (SELECT FROM ir_model_data other
                           WHERE other.module = %s AND other.name = data.name)""",
                self.taken.giver, self.taken.receiver, self.taken.giver,
            )
        )  # fmt: skip
        self.env.invalidate_all()
        self.env.registry.clear_all_caches()

    def assertTakenOver(self):
        """Each record, model and field of before has its id again, and the same row.

        What is of the receiver only since its cut may stay with the giver in this test.
        """
        before = self._ids(self.taken.receiver)
        others = self._ids(self.taken.giver)
        wanted = {
            *self.taken.records, *(f"model_{_flat(one)}" for one in self.taken.models),
            *(
                f"field_{_flat(model)}__{name}"
                for model, names in self.taken.fields.items() for name in names
            ),
        }  # fmt: skip
        self.assertEqual(sorted(wanted - before.keys()), [], "listed, but not of the add-on")
        self._give_back()
        own = wanted - others.keys()  # a heir in the giver has its own id of the model
        self.assertFalse(own & self._ids(self.taken.receiver).keys())
        self.pre_init(self.env)
        after = self._ids(self.taken.receiver)
        self.assertEqual({name: after.get(name) for name in wanted},
                         {name: before[name] for name in wanted})  # fmt: skip
        fields = {
            name for name in before
            if name.startswith(tuple(f"field_{_flat(one)}__" for one in self.taken.models))
        }  # fmt: skip
        self.assertEqual(fields - after.keys(), set())
        left = self._ids(self.taken.giver)
        self.assertEqual({name: left.get(name) for name in others}, others)

    def assertKept(self, record, name, by_file):
        """What a person set is there again after the files have been loaded."""
        chosen = record[name]
        self._give_back()
        self.pre_init(self.env)
        record.write(by_file)  # as the installation does, which loads all files
        self.assertNotEqual(record[name], chosen)
        self.post_init(self.env)
        self.assertEqual(record[name], chosen)
        self.assertEqual(record.exists(), record)
