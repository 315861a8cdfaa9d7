# SPDX-License-Identifier: AGPL-3.0-or-later
from . import ap_work, ir_cron
