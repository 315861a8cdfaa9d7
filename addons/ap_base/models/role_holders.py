# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who has a role: the people who could do what one person may not do alone."""


def holders(env, group: str, companies):
    """The people with the role (`ap_base.group_…`) who work in one of these companies:
    neither portal users nor Odoo itself."""
    root = env.ref("base.user_root").id
    return env.ref(group).sudo().all_user_ids.filtered(
        lambda user: user.active
        and not user.share
        and user.id != root
        and user.company_ids & companies
    )
