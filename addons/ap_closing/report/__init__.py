# SPDX-License-Identifier: AGPL-3.0-or-later
# ruff: noqa: I001  what a list is stands before the file that shows it
from . import ap_accrual_variance, ap_accrual_accuracy
from . import ap_closing_flux, ap_closing_age, ap_closing_axis
from . import ir_attachment
