# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    accrual_templates_fr,
    ap_reimputation,
    conformity,
    french_einvoice,
    helpers,
    law,
    template_fr,
)
