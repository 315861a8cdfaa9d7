# SPDX-License-Identifier: AGPL-3.0-or-later
from . import ap_kpi_target, ap_kpi_target_line
