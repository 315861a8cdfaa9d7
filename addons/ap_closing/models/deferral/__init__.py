# SPDX-License-Identifier: AGPL-3.0-or-later
# ruff: noqa: I001  a model stands before the files that add to it
from . import ap_deferral, ap_deferral_part, ap_deferral_entry, ap_deferral_rule
