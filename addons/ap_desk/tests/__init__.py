# SPDX-License-Identifier: AGPL-3.0-or-later
from . import test_fec_year, test_matrix, test_menus, test_stock_screens
