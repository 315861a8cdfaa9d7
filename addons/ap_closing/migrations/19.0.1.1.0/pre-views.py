# SPDX-License-Identifier: AGPL-3.0-or-later
"""The form of a closing is one view: the checklist's addition to it is gone."""


def migrate(cr, version):
    """Odoo would hold the old addition against the new form, and refuse it."""
    cr.execute(
        """
        WITH gone AS (
            DELETE FROM ir_model_data
             WHERE module = 'ap_closing' AND name = 'ap_closing_view_form_checklist'
         RETURNING res_id
        )
        DELETE FROM ir_ui_view WHERE id IN (SELECT res_id FROM gone)
        """
    )
