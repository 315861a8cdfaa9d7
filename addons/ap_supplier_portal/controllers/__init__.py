# SPDX-License-Identifier: AGPL-3.0-or-later
from . import supplier_home, supplier_ask, supplier_bills
