# SPDX-License-Identifier: AGPL-3.0-or-later
from . import analytic, ap_first_step, imputation
