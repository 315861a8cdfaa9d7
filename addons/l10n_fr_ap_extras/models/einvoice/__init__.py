# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    account_edi_common,
    account_journal,
    account_move,
    ap_bill_document,
    ap_bill_document_read,
    ap_control_difference,
    ap_control_document,
    ap_einvoice_rule,
    bill_rights,
    document_import,
)
