# SPDX-License-Identifier: AGPL-3.0-or-later
"""Work that is killed: forks of one process, each of which dies by SIGKILL before one of the
statements that write, or after COMMIT."""

import os
import subprocess

from test_killed import _value_printed, _wait_for_the_backends

# One process that counts the statements of each work that write, then sends forks of itself
# into it: each dies before the statement whose number it reads from a pipe, or after COMMIT
# (0). -1 asks how many statements there are.
FORKS = r"""
import os, re, signal
from odoo import api, sql_db
from odoo.modules.registry import Registry

WRITES = re.compile(r"\s*(INSERT INTO|UPDATE|DELETE FROM)\s+.?(TABLES)", re.I)
told, database, user = os.fdopen(PIPE), env.cr.dbname, env.ref("base.user_admin").id
real = sql_db.Cursor.execute
state = {"seen": 0, "last": None}

def count():
    state["seen"] += 1
    if state["seen"] == state["last"]:
        os.kill(os.getpid(), signal.SIGKILL)

def counted(cursor, query, *args, **kwargs):
    if WRITES.match(query.code if hasattr(query, "code") else str(query)):
        count()
    return real(cursor, query, *args, **kwargs)

def copied(cursor, *args, **kwargs):
    count()
    return cursor._obj.copy_expert(*args, **kwargs)

def work(what, commit):
    with Registry(database).cursor() as cr:
        new = api.Environment(cr, user, {"allowed_company_ids": [COMPANY]})
        WORK
        cr.flush()
        if commit:
            cr.commit()
        if commit or state["last"]:
            os.kill(os.getpid(), signal.SIGKILL)
        cr.rollback()

env.cr.rollback()
sql_db.Cursor.execute, sql_db.Cursor.copy_expert = counted, copied
env.cr.close()
for line in told:
    what, last = line.split()
    sql_db.close_all()
    child = os.fork()
    if not child:
        state.update(seen=0, last=int(last) or None)
        if int(last) < 0:
            state["last"] = None
            work(what, False)
            print("STATEMENTS", state["seen"], flush=True)
            os._exit(0)
        work(what, last == "0")
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        print("KILLED", last, flush=True)
print("END", flush=True)
os._exit(0)
"""


class Killer:
    """``tables``: what names of tables that are written begin with; ``work``: one line of
    Python, of ``what`` and the environment ``new``."""

    def __init__(self, office, company, tables: str, work: str) -> None:
        self.office = office
        source, sink = os.pipe()
        script = FORKS.replace("WORK", work).replace("TABLES", tables)
        self.process = subprocess.Popen(
            office.shell_command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            pass_fds=[source],
        )  # fmt: skip
        os.close(source)
        script = script.replace("COMPANY", str(company)).replace("PIPE", str(source))
        self.process.stdin.write(script)
        self.process.stdin.close()
        self.tell = os.fdopen(sink, "w", buffering=1)

    def kill(self, what, counts, whole, shots=3, least=3) -> None:
        """Kill the work before statements, first to last, then after COMMIT. ``counts``:
        what there is, as it was after each kill, and ``whole`` after the last; ``least``: how
        many statements write."""
        nothing = counts()
        self.tell.write(f"{what} -1\n")
        count = int(_value_printed(self.process, "STATEMENTS"))
        assert count >= least, "it writes more than that"
        assert counts() == nothing != whole, "it was tried, and taken back"
        for last in sorted({1, 2, count, *range(3, count, max(1, count // shots))}):
            self.tell.write(f"{what} {last}\n")
            assert _value_printed(self.process, "KILLED") == str(last)
            _wait_for_the_backends(self.office)
            assert counts() == nothing, f"before statement {last} of {count}"
        self.tell.write(f"{what} 0\n")
        assert _value_printed(self.process, "KILLED") == "0"
        assert counts() == whole, "after COMMIT it stands"

    def close(self) -> None:
        """Let the process end."""
        self.tell.close()
        self.process.wait(60)
