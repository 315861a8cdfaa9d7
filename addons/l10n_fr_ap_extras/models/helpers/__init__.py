# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    res_country_group,
    res_partner,
    vat_choice,
    vat_clue,
)
