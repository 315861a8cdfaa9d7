# SPDX-License-Identifier: AGPL-3.0-or-later
"""What orders bring into a month stands in an add-on of its own, above this one: who had
it keeps it."""


def migrate(cr, version):
    """Have it installed by this same update, where there are orders."""
    cr.execute(
        """UPDATE ir_module_module glue SET state = 'to install'
             FROM ir_module_module orders
            WHERE glue.name = 'ap_closing_purchase' AND glue.state = 'uninstalled'
              AND orders.name = 'ap_purchase'
              AND orders.state IN ('installed', 'to install', 'to upgrade')"""
    )
