# SPDX-License-Identifier: AGPL-3.0-or-later
"""From before 19.0.2.4.0: settings of the desk left Odoo's page for screens of their own.

Odoo removes what no file names any more at the end of an update. Until then these views
look for blocks that are gone, and the first add-on that is installed by the same update
and extends that page is refused.
"""

GONE = (
    ("ap_closing", "res_config_settings_view_form"),
    ("ap_closing", "res_config_settings_view_form_lock"),
    ("ap_closing", "res_config_settings_view_form_reports"),
    ("ap_purchase", "res_config_settings_view_form"),
    ("l10n_fr_ap_extras", "res_config_settings_view_form_analytic"),
    ("ap_analytic", "res_config_settings_view_form_analytic"),
)


def migrate(cr, version):
    """Switch them off; the end of the update removes them."""
    modules, names = zip(*GONE, strict=True)
    cr.execute(
        """UPDATE ir_ui_view view SET active = FALSE
             FROM ir_model_data data
             JOIN unnest(%s, %s) gone(module, name) USING (module, name)
            WHERE data.model = 'ir.ui.view' AND data.res_id = view.id""",
        (list(modules), list(names)),
    )
