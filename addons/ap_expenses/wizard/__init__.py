# SPDX-License-Identifier: AGPL-3.0-or-later
from . import ap_expense_ask, ap_expense_decide, ap_expense_post
