# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    test_account_nature,
    test_accrual_templates,
    test_chart,
    test_conformity,
    test_conformity_ways,
    test_fec,
    test_form_queries,
    test_french_axes,
    test_french_draft,
    test_french_einvoice,
    test_payment_report,
    test_published_french_invoices,
    test_read_again,
    test_shared_readings,
    test_supplier_card,
    test_tax_proposal,
)
