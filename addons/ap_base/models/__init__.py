# SPDX-License-Identifier: AGPL-3.0-or-later
from . import ap_entry, res_company, res_config_settings
