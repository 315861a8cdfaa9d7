# SPDX-License-Identifier: AGPL-3.0-or-later
from . import account_bank_statement_line, ap_bank_match
