# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    account_document_import_mixin,
    account_edi_common,
    account_journal,
    account_move,
    account_move_line,
    account_partial_reconcile,
    ap_bill_document,
    ap_bill_duplicate,
    ap_changed,
    ap_control,
    ap_einvoice_rule,
    ap_einvoice_term,
    res_company,
    res_config_settings,
    res_partner,
)
