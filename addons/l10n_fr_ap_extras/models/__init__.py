# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    account_move,
    account_move_line,
    ap_control,
    ap_reimputation,
    conformity,
    french_einvoice,
    helpers,
    law,
    template_fr,
)
