# SPDX-License-Identifier: AGPL-3.0-or-later
from . import ap_supplier_day
from . import ap_bank_change_ask, base_partner_merge_automatic_wizard
