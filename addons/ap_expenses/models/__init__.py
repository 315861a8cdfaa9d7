# SPDX-License-Identifier: AGPL-3.0-or-later
# ruff: noqa: I001  a model stands before the files that add to it
from . import ap_expense_nature, ap_expense_vat_rule
from . import ap_expense_tool
from . import ap_expense_category, ap_expense_centre
from . import ap_expense
from . import ap_expense_booking
from . import ap_expense_message, ap_expense_message_line
from . import ap_changed, ap_finding
from . import account_move, ap_first_step
from . import ap_closing_count, ap_closing_kind, ap_closing_line, ap_tie_out
from . import ap_import_profile, ap_import
from . import ap_expense_figure, ap_expense_scale, ap_expense_allowance
from . import ap_expense_limit, ap_expense_vehicle
from . import ap_control
from . import ap_expense_person
from . import ap_expense_organisation, ap_expense_organisation_line
from . import ap_work
