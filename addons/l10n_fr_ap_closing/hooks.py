# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stood in another add-on before this one was cut out of it (19.0.2)."""

from odoo.addons.ap_base.takeover import Takeover, restore, take_over

TAKEN = Takeover(
    giver="ap_desk",
    receiver="l10n_fr_ap_closing",
    records=(
        "ap_closing_view_form_fec",
    ),
)  # fmt: skip


def pre_init(env):
    """Take the records over before they are loaded, so that none is made twice."""
    take_over(env, TAKEN)


def post_init(env):
    """What a person had set on them stays as it was set."""
    restore(env, TAKEN)
