# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which code judges: a new version of a rule lets all bills be looked at again."""

import time
from functools import cache
from hashlib import sha256
from pathlib import Path

from odoo.modules.module import get_module_path
from odoo.tools import SQL

STARTED = time.time()
_ABOVE = """
WITH RECURSIVE above (name) AS (
    SELECT 'ap_base'::varchar
    UNION
    SELECT module.name
      FROM above
      JOIN ir_module_module_dependency needed ON needed.name = above.name
      JOIN ir_module_module module ON module.id = needed.module_id
     WHERE module.state IN ('installed', 'to upgrade', 'to remove')
)
SELECT module.name, module.latest_version, above.name IS NOT NULL
  FROM ir_module_module module
  LEFT JOIN above ON above.name = module.name
 WHERE module.state IN ('installed', 'to upgrade', 'to remove')
 ORDER BY module.name
"""


def code_stamp(env) -> str:
    """The digest of what is installed, and of the Python of the add-ons that stand on this
    one; "" where files changed since the server started: what it runs is not known then."""
    rows = env.execute_query(SQL(_ABOVE))
    files = _digest_of_files(tuple(name for name, _version, ours in rows if ours))
    stated = [(name, version) for name, version, _ours in rows]
    return sha256(f"{files} {stated}".encode()).hexdigest() if files else ""


@cache
def _digest_of_files(modules) -> str:
    digest = sha256()
    for name in modules:
        folder = Path(get_module_path(name, display_warning=False) or "/nonexistent")
        for path in sorted(folder.rglob("*.py")):
            if "tests" in path.relative_to(folder).parts:
                continue
            if path.stat().st_ctime > STARTED:
                return ""
            digest.update(f"{name}/{path.relative_to(folder)}\n".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
