# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    test_account_nature,
    test_accrual_templates,
    test_analytic_required,
    test_analytic_rules,
    test_analytic_keys,
    test_bill_document,
    test_chart,
    test_einvoice_controls,
    test_fec,
    test_lifecycle,
    test_lifecycle_messages,
    test_payment_report,
    test_supplier_card,
    test_tax_proposal,
)
