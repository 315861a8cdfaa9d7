# SPDX-License-Identifier: AGPL-3.0-or-later
# ruff: noqa: I001  a model stands before the files that add to it
from . import ap_ageing_band, ap_supplier_account_kind
from . import ap_supplier_match, ap_supplier_review
from . import account_partial_reconcile
from . import ap_tie_out, ap_closing_count, ap_control
from . import ap_supplier_statement, ap_supplier_statement_line, ap_supplier_statement_decision
from . import ap_import, ap_import_profile
from . import res_company, res_config_settings
from . import ap_supplier_word, ap_contact_change
from . import ap_bank_change, ap_bank_change_event
from . import res_bank, res_partner, res_partner_bank
from . import account_move, account_payment, account_bank_statement_line
from . import ir_attachment
from . import ap_supplier_request_type, ap_supplier_request, mail_thread
from . import ap_work
