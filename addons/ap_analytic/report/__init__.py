# SPDX-License-Identifier: AGPL-3.0-or-later
from . import ap_analytic_cost, ap_analytic_gap
