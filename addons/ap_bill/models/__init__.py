# SPDX-License-Identifier: AGPL-3.0-or-later
# ruff: noqa: I001  models inherit from those imported before them
from . import ap_desk_counter, res_company, res_config_settings
from . import ap_bill_duplicate, account_journal, account_payment
from . import payment_hold, ap_control_paid_on_hold, res_partner, res_partner_bank
from . import bill_queue, bill_rights
