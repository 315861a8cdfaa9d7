# SPDX-License-Identifier: AGPL-3.0-or-later
# ruff: noqa: I001  models inherit from those imported before them
from . import (
    ap_imputation_change,
    account_analytic_line,
    ap_reimputation,
    ap_reimputation_line,
    ap_reimputation_total,
)
