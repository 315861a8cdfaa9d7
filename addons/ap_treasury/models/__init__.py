# SPDX-License-Identifier: AGPL-3.0-or-later
# ruff: noqa: I001  a model stands before the files that add to it
from . import res_company
from . import ap_bank_balance, account_bank_statement_line, account_move_line
from . import ap_bank_rule, ap_bank_match, ap_bank_match_part, ap_bank_match_log
from . import ap_import_profile, ap_import
from . import ap_bank_reconciliation, ap_bank_reconciliation_line, ap_tie_out
from . import account_journal, ap_closing_count, ap_first_step
from . import ap_work
