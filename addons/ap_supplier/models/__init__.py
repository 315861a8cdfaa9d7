# SPDX-License-Identifier: AGPL-3.0-or-later
# ruff: noqa: I001  a model stands before the files that add to it
from . import ap_ageing_band, ap_supplier_account_kind
from . import ap_supplier_item, ap_supplier_account, ap_supplier_match
from . import account_partial_reconcile
