# SPDX-License-Identifier: AGPL-3.0-or-later
# ruff: noqa: I001  a model stands before the files that add to it
from . import ap_recurring
from . import ap_recurring_learn, ap_recurring_chase
