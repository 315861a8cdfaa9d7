# SPDX-License-Identifier: AGPL-3.0-or-later
from . import ap_expense_balance, ap_expense_finding_group
