# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accruals without a document of a French company (charges à payer), as plain data.

Codes are beginnings of account codes. The closing, a room above, turns them into its
templates; without it nobody asks. Rates are a policy of the company: 42 % is only where
one begins.
"""

TEMPLATES = [
    {
        "code": "bonus",
        "name": "Bonuses and their social charges",
        "name@fr": "Primes et charges sociales",
        "applies": "1",
        "lines": [
            {
                "label": "Bonuses",
                "label@fr": "Primes à payer",
                "account": "641",
                "counterpart": "4286",
            },
            {
                "label": "Social charges on bonuses",
                "label@fr": "Charges sociales sur primes",
                "account": "645",
                "counterpart": "4386",
                "percent": 42.0,
                "of": 0,
            },
        ],
    },
    {
        "code": "taxes",
        "name": "Taxes other than on profit",
        "name@fr": "Impôts et taxes",
        "applies": "1",
        "lines": [
            {
                "label": "Business property tax (CFE) and others",
                "label@fr": "CFE et autres impôts et taxes",
                "account": "635",
                "counterpart": "4481",
            }
        ],
    },
    {
        "code": "other",
        "name": "Other accrued expenses",
        "name@fr": "Autres charges à payer",
        "applies": "12",
        "lines": [
            {
                "label": "Expense to pay that is no supplier's bill",
                "label@fr": "Charge à payer hors facture fournisseur",
                "account": "658",
                "counterpart": "468",
            }
        ],
    },
]
