# SPDX-License-Identifier: AGPL-3.0-or-later
from . import supplier_ask, supplier_bills, supplier_home
