# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    law_access,
    partner_facts,
    res_country_group,
    supplier_card,
    supplier_control,
    supplier_words,
    tax_proposal,
    vat_choice,
    vat_clue,
)
