# SPDX-License-Identifier: AGPL-3.0-or-later
"""The loans of the demo company: one for the workshop, one for its vans."""

from .values import Day

LENDERS = {"nord": "Banque du Nord", "sud": "Crédit mutualiste du Sud"}
# What each contract says; days are those of the story.
LOANS = [
    {
        # 10 of 60 instalments of 1,823.66 at year-end: 84,556.05 owed
        "lender": "nord", "name": "Équipement de l'atelier", "reference": "PN-2026-0417",
        "principal": 100000.00, "rate_percent": 3.6, "instalments": 60, "period": "1",
        "received": Day(10, 15), "first": Day(9, 15), "mode": "constant_payment",
        "insurance_kind": "per_row", "insurance_amount": 25.00, "fee_amount": 1200.00,
        "fee_treatment": "spread", "accrual_day_count": "exact/365",
    },
    {
        # 2 of 20 quarters of 2,750.00 of capital: 49,500.00 owed
        "lender": "sud", "name": "Utilitaires", "reference": "CMS-88213",
        "principal": 55000.00, "rate_percent": 3.9, "instalments": 20, "period": "3",
        "received": Day(7, 10), "first": Day(4, 10), "mode": "constant_principal",
    },
]  # fmt: skip
STORY = ("lender", "received", "first")  # what is no field of a loan
