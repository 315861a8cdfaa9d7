# SPDX-License-Identifier: AGPL-3.0-or-later
"""From 19.0.2.0.0: controls themselves say whether they look at what changed."""

LOOKED_AT_CHANGES = [
    "analytic_required", "bill_account_unknown", "bill_dates", "bill_dates_blocking",
    "bill_file_problem", "bill_identifier", "bill_locked_period", "bill_mention",
    "bill_mention_blocking", "bill_number_order", "bill_tax_choice", "bill_terms",
    "bill_vat", "bill_vat_regime", "duplicate_bill", "einvoice_amount",
    "einvoice_arithmetic", "einvoice_buyer", "einvoice_difference", "einvoice_favour",
    "einvoice_field", "einvoice_means", "einvoice_rules", "einvoice_vat_moment",
    "supplier_made_by_import",
]  # fmt: skip


def migrate(cr, version):
    cr.execute(
        "UPDATE ap_control SET check_on_change = TRUE WHERE code = ANY(%s)",
        (LOOKED_AT_CHANGES,),
    )
