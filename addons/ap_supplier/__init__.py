# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from . import models, report, wizard


def uninstall_hook(env):
    """Lists of suppliers go with the statements that they became: without the room nobody
    could read them, and they would keep their profiles."""
    going = env(context={**env.context, MODULE_UNINSTALL_FLAG: True, "active_test": False})
    profiles = going["ap.import.profile"].search([("target", "=", "supplier_statement")])
    going["ap.import"].search([("profile_id", "in", profiles.ids)]).unlink()
