# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    accrual_templates_fr,
    analytic,
    conformity,
    einvoice,
    helpers,
    imputation,
    law,
    lifecycle,
    template_fr,
)
