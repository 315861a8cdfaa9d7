# SPDX-License-Identifier: AGPL-3.0-or-later
from . import ap_closing_cancel, ap_closing_override, ap_recurring_chase
