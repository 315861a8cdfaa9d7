# SPDX-License-Identifier: AGPL-3.0-or-later
from . import account_move, account_move_line, res_company, res_config_settings
