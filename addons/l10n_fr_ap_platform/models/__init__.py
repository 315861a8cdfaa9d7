# SPDX-License-Identifier: AGPL-3.0-or-later
# ruff: noqa: I001  models inherit from those imported before them
from . import ap_lifecycle_reason, ap_bill_status, ap_bill_status_message
from . import ap_bill_status_import, account_move, account_move_flow
from . import account_move_button
