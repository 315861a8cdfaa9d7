# SPDX-License-Identifier: AGPL-3.0-or-later
"""Let python-stdnum find its data files.

Odoo 19 patches `stdnum` when it is imported and puts a loader in its place that cannot
read the files of the package: `import stdnum.iban` then fails. The loader that Python
itself would have used is put back.
"""

from importlib.machinery import PathFinder

import stdnum

if not hasattr(stdnum.__spec__.loader, "get_resource_reader"):
    stdnum.__spec__.loader = PathFinder.find_spec("stdnum").loader
