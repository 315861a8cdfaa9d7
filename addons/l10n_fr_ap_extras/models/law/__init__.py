# SPDX-License-Identifier: AGPL-3.0-or-later
from . import dated_law, ap_bill_mention, ap_legal, ap_vat_law  # noqa: I001
