# SPDX-License-Identifier: AGPL-3.0-or-later
from . import ap_commitment, ap_order_position_line, ap_supplier_quality
