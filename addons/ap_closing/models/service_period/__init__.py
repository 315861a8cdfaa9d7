# SPDX-License-Identifier: AGPL-3.0-or-later
# ruff: noqa: I001  a model stands before the files that use it
from . import product_template
from . import ap_service_period
from . import ap_control
