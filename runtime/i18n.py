# SPDX-License-Identifier: AGPL-3.0-or-later
"""`./ap i18n`: export each add-on's template, bring its fr.po up to it; French texts
get their typography."""

import subprocess

from .database import Databases
from .say import run, say
from .stack import Stack

# Run by the environment's Python, which has polib. Dates are left out: they would
# change the files without a change of their texts.
MERGE = """
import sys, polib
sys.path.insert(0, sys.argv[3])
from runtime.french import typeset
template, target = polib.pofile(sys.argv[1]), sys.argv[2]
for name in ("POT-Creation-Date", "PO-Revision-Date"):
    template.metadata.pop(name, None)
template.save()
known = {}
try:
    known = {(e.msgctxt, e.msgid): e.msgstr for e in polib.pofile(target)}
except OSError:
    pass
french = polib.POFile()
french.metadata = {**template.metadata, "Language": "fr"}
for entry in template:
    entry.msgstr = typeset(known.get((entry.msgctxt, entry.msgid), ""))
    french.append(entry)
french.save(target)
print(len(french.untranslated_entries()))
"""


def main(*words: str) -> int:
    """Refresh `i18n/*.pot` and `i18n/fr.po`; say how many texts wait for French."""
    stack = Stack.ensure()
    modules = list(words) or stack.settings.own_modules
    for module in modules:
        (stack.settings.addons / module / "i18n").mkdir(exist_ok=True)
    python = [str(stack.python), "-W", "ignore", "-m", "odoo", "i18n", "export"]
    database = Databases(stack).template()
    run([*python, "-c", stack.conf, "-d", database, *modules], env=stack.environment)
    for module in modules:
        folder = stack.settings.addons / module / "i18n"
        done = subprocess.run(
            [
                stack.python, "-c", MERGE, folder / f"{module}.pot", folder / "fr.po",
                stack.settings.root,
            ],
            capture_output=True, text=True, check=True,
        )
        say(f"{module}: {done.stdout.strip()} texts without French")
    return 0
