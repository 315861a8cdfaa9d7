# SPDX-License-Identifier: AGPL-3.0-or-later
# ruff: noqa: I001  models inherit from those imported before them
from . import (
    res_company,
    ap_imputation_change,
    account_analytic_line,
    analytic_totals,
    account_move,
    account_move_line,
    ap_reimputation,
    ap_reimputation_line,
    reimputation_preview,
    reimputation_apply,
)
