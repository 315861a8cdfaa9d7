# SPDX-License-Identifier: AGPL-3.0-or-later
from . import ap_order_position, ap_tax_rules, res_company
