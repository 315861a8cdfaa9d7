# SPDX-License-Identifier: AGPL-3.0-or-later
# ruff: noqa: I001  a model stands before the files that add to it
from . import res_company
from . import ap_closing_orders, ap_closing, ap_closing_run
from . import ap_closing_change, ap_closing_line
from . import ap_closing_accounts
from . import ap_first_step, ap_tie_out
from . import account_move, account_move_line, ap_finding
from . import res_currency_rate
from . import service_period
from . import deferral
from . import recurring, manual
from . import ap_closing_kind
from . import checklist
from . import ap_work
