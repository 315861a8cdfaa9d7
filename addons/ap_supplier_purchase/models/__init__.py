# SPDX-License-Identifier: AGPL-3.0-or-later
from . import ap_supplier_request
