# SPDX-License-Identifier: AGPL-3.0-or-later
# ruff: noqa: I001  models inherit from those imported before them
from . import ap_desk_counter, ap_first_step, res_company, res_config_settings
from . import ap_bill_duplicate, ap_control, account_journal, account_payment, account_payment_method_line
from . import ap_bill_rights, account_move, account_move_line
from . import account_partial_reconcile, res_partner, res_partner_bank
