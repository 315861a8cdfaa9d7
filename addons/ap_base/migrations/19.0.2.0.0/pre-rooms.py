# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk of bills stands in an add-on of its own, above this one: who had it keeps it."""

import runpy

from odoo import SUPERUSER_ID, api
from odoo.tools.misc import file_path

from odoo.addons.ap_base.takeover import take_over


def migrate(cr, version):
    """Have the add-on installed by this same update, and give it what is its own: its
    views name fields that this add-on no longer has."""
    cr.execute(
        """UPDATE ir_module_module SET state = 'to install'
            WHERE name = 'ap_bill' AND state = 'uninstalled'"""
    )
    taken = runpy.run_path(file_path("ap_bill/hooks.py"))["TAKEN"]
    take_over(api.Environment(cr, SUPERUSER_ID, {}), taken)
