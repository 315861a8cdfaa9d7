# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from . import models, report, wizard


def uninstall_hook(env):
    """Files of expenses go with the expenses that they brought: without the room nobody
    could read them, and they would keep their profiles."""
    going = env(context={**env.context, MODULE_UNINSTALL_FLAG: True, "active_test": False})
    profiles = going["ap.import.profile"].search([("target", "=", "expense")])
    going["ap.import"].search([("profile_id", "in", profiles.ids)]).unlink()
