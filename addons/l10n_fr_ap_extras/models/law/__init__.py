# SPDX-License-Identifier: AGPL-3.0-or-later
from . import ap_dated_law, ap_cited_law, ap_bill_mention, ap_bill_mention_part, ap_legal_text, ap_legal_value, ap_legal_reference, ap_vat_nature, ap_einvoice_code, ap_vat_reverse_charge  # noqa: I001
