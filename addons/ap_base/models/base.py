# SPDX-License-Identifier: AGPL-3.0-or-later
"""What holds for every model: defaults of engine records, fields of the suite."""

from odoo import SUPERUSER_ID, api, models
from odoo.tools.misc import clean_context

from .ap_guarded import _is_derived

SUITE = ("ap_", "l10n_fr_ap_")


class Base(models.AbstractModel):
    _inherit = "base"

    # Whether a wizard of Odoo is kept to who opened it, as those of the suite are.
    _ap_of_who_asked = False

    @api.model
    def default_get(self, fields):
        """What the engine makes as superuser takes no default from whoever called it."""
        ours = self._name.startswith("ap.") and not self._transient
        if ours and self.env.su and self.env.uid != SUPERUSER_ID:
            self = self.with_env(self.env(context=clean_context(self.env.context)))
        values = super().default_get(fields)
        if not ours:
            return values
        return {name: values[name] for name in values if not _is_derived(self._fields[name])}

    def _register_hook(self):
        """What the suite adds to a stock model is not for suppliers on the portal: its
        fields are read by internal users, unless a field names its groups itself."""
        super()._register_hook()
        if self._name.startswith("ap."):
            return
        for field in self._fields.values():
            if not field.groups and _is_of_suite(field._modules):
                field.groups = "base.group_user"


def _is_of_suite(modules) -> bool:
    return bool(modules) and all(name.startswith(SUITE) for name in modules)
