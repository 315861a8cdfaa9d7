# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    account_chart_template,
    ap_accrual_template,
    ap_accrual_template_line,
    ap_import,
)
