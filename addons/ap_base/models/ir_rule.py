# SPDX-License-Identifier: AGPL-3.0-or-later
"""A question on the screen is of who asked it: nobody else reads or answers it."""

from odoo import api, models
from odoo.fields import Domain


class IrRule(models.Model):
    _inherit = "ir.rule"

    @api.model
    def _compute_domain(self, model_name, mode="read"):
        """Wizards hold figures, files and answers for an hour; the rules of Odoo keep
        them to nobody, and a company rule would be lacking on the next one."""
        domain = super()._compute_domain(model_name, mode)
        model = self.env[model_name]
        if self.env.su or not model._transient or not _is_ours(model):
            return domain
        return domain & Domain("create_uid", "=", self.env.uid)


def _is_ours(model) -> bool:
    """A wizard of the suite, or one of Odoo that holds what the suite puts there."""
    return model._name.startswith("ap.") or model._ap_of_who_asked
