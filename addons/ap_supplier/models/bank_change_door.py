# SPDX-License-Identifier: AGPL-3.0-or-later
"""The door of suppliers' bank accounts: only a settled case opens it."""

from odoo.addons.ap_base.models.engine_pass import Pass

# Open while a case is applied, or while what came in from outside is put aside.
DOOR = Pass("ap_supplier.bank_details")
# What says where the money goes.
WATCHED = frozenset(
    {
        "acc_number", "sanitized_acc_number", "acc_holder_name", "partner_id", "bank_id",
        "clearing_number", "active", "allow_out_payment",
    }
)  # fmt: skip
OPEN = ("open", "approved")


def is_shut(env) -> bool:
    """Whether changes from here open a case; data files of an installation pass."""
    return env.registry.ready and not DOOR.is_open
