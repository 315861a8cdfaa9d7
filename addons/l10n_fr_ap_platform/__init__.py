# SPDX-License-Identifier: AGPL-3.0-or-later
from . import controllers, models, report, wizard
from .hooks import post_init, pre_init
