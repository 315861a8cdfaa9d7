# SPDX-License-Identifier: AGPL-3.0-or-later
# ruff: noqa: I001  models inherit from those imported before them
from . import ap_guarded, ap_kept, ap_setting_version, ap_versioned, base, ap_remembered_table, ir_rule
from . import ap_changed, ir_attachment, mail_message
from . import ap_entry, res_company, res_config_settings
from . import ap_control, ap_control_message, ap_control_night, ap_control_run, ap_control_stamp
from . import ap_account_nature
from . import ap_finding, ap_finding_mixin
from . import account_bank_statement_line, account_move
from . import account_move_line
from . import res_partner
from . import ap_import
from . import ap_import_profile, ap_import_column, ap_import_row, ap_import_progress
from . import ap_config_table, ap_desk_visit, ap_desk_counter, ap_first_step, ap_public_holiday
from . import ap_work
