# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the roles of the desk close, whatever other roles the same person has."""

from odoo import SUPERUSER_ID

POSTING_ROLE = "ap_base.group_accountant"
CLOSED_ROLES = ("ap_base.group_apprentice", "ap_base.group_auditor")


def is_closed(env) -> bool:
    """Whether the user has a role of the desk that posts nothing, and none that posts."""
    user = env.user
    return not user.has_group(POSTING_ROLE) and any(
        user.has_group(role) for role in CLOSED_ROLES
    )


def may_post(env) -> bool:
    """Whether the user posts entries: an accountant of the desk, or who has Odoo's own
    role for it and no role of the desk that closes it. Being superuser opens nothing."""
    if env.uid == SUPERUSER_ID or env.user.has_group(POSTING_ROLE):
        return True
    return not is_closed(env) and env.user.has_group("account.group_account_invoice")
