# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    ap_vat_choice,
    ap_vat_clue,
    product_template,
    res_country_group,
    res_partner,
)
