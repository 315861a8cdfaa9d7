# SPDX-License-Identifier: AGPL-3.0-or-later
# ruff: noqa: I001  a model stands before the files that add to it
from . import ap_loan_index, ap_loan_index_value
from . import ap_loan
from . import ap_loan_part
from . import ap_loan_tranche, ap_loan_rate
from . import ap_loan_schedule, ap_loan_row
from . import ap_loan_guarantee, ap_loan_covenant, ap_loan_document
from . import account_move, account_move_line
from . import ap_closing_kind, ap_closing_line, ap_control, ap_tie_out
from . import ap_import_profile, ap_import, res_company
