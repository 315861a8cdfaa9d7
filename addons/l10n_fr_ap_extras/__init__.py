# SPDX-License-Identifier: AGPL-3.0-or-later
from . import stdnum_files  # isort: skip: the models need it
from . import models, report, wizard


def post_init(env):
    """Give companies that already have the French chart our accounts and defaults."""
    env["account.chart.template"]._ap_complete_french_companies()
