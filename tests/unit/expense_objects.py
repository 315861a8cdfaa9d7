# SPDX-License-Identifier: AGPL-3.0-or-later
"""Objects of the interfaces of expense tools, written here from their published fields."""

PLEO = {
    "items": [
        {
            "accountingEntryId": "P1",
            "type": "CARD",
            "date": "2026-03-05",
            "amount": {
                "inSupplierCurrency": {"value": -180.0, "currency": "EUR"},
                "inWalletCurrency": {"value": -180.0, "currency": "EUR"},
            },
            "accountingEntryLines": [
                {
                    "accountingEntryLineId": "L1",
                    "account": {"code": "6135", "name": "Logiciel"},
                    "lineAmount": -120.0,
                    "netAmount": -100.0,
                    "tax": {"amount": -20.0, "rate": 0.2, "code": "20"},
                    "tags": [{"code": "CC10", "groupCode": "CC"}],
                },
                {
                    "accountingEntryLineId": "L2",
                    "account": {"code": "6064"},
                    "lineAmount": -60.0,
                    "netAmount": -50.0,
                    "tax": {"amount": -10.0, "rate": 0.2, "code": "20"},
                },
            ],
            "user": {"id": "u1", "name": "Anne Martin", "code": "E1"},
            "team": {"name": "Sales"},
            "vendor": {"name": "LOGICIEL SAS", "country": "FR"},
            "servicePeriod": {"startDate": "2026-03-01", "endDate": "2027-02-28"},
            "files": [{"url": "https://example.com/f/1", "type": "pdf"}],
        },
        {
            "accountingEntryId": "P2",
            "type": "CARD",
            "date": "2026-03-19",
            "amount": {
                "inSupplierCurrency": {"value": 120.0, "currency": "EUR"},
                "inWalletCurrency": {"value": 120.0, "currency": "EUR"},
            },
            "accountingEntryLines": [
                {
                    "accountingEntryLineId": "L1",
                    "account": {"code": "6135"},
                    "lineAmount": 120.0,
                    "netAmount": 100.0,
                    "tax": {"amount": 20.0, "rate": 0.2, "code": "20"},
                }
            ],
            "user": {"id": "u1", "code": "E1"},
            "vendor": {"name": "LOGICIEL SAS"},
        },
    ]
}
QONTO_JSON = {
    "transactions": [
        {
            "transaction_id": "q1",
            "amount": 12.34,
            "amount_cents": 1234,
            "local_amount": 2000,
            "local_amount_cents": 2000,
            "currency": "EUR",
            "local_currency": "JPY",
            "side": "debit",
            "operation_type": "card",
            "label": "TOKYO CAFE",
            "emitted_at": "2026-03-31T22:30:00.000Z",
            "settled_at": "2026-04-02T08:00:00.000Z",
            "status": "completed",
            "card_last_digits": "4242",
            "attachment_ids": [],
            "attachment_required": True,
        },
        {
            "transaction_id": "q2",
            "amount": 5.0,
            "amount_cents": 500,
            "currency": "EUR",
            "side": "credit",
            "operation_type": "card",
            "label": "SHOP",
            "emitted_at": "2026-03-30T10:00:00.000Z",
            "status": "completed",
            "attachment_ids": ["a"],
        },
        {
            "transaction_id": "q3",
            "amount": 7.0,
            "currency": "EUR",
            "side": "debit",
            "operation_type": "card",
            "label": "SHOP",
            "emitted_at": "2026-03-30T10:00:00.000Z",
            "status": "declined",
        },
    ]
}
BREX = {
    "items": [
        {
            "id": "b1",
            "status": "APPROVED",
            "expense_type": "CARD",
            "billing_amount": {"amount": 1234, "currency": "EUR"},
            "original_amount": {"amount": 2000, "currency": "JPY"},
            "purchased_at": "2026-03-05T10:00:00Z",
            "merchant": {"raw_descriptor": "CAFE", "mcc": "5812", "country": "JP"},
            "user": {"id": "u1"},
            "receipts": [],
        },
        {
            "id": "b2",
            "status": "VOID",
            "expense_type": "CARD",
            "billing_amount": {"amount": 500, "currency": "EUR"},
            "purchased_at": "2026-03-05T10:00:00Z",
        },
    ]
}
RAMP = {
    "data": [
        {
            "id": "r1",
            "amount": 40.0,
            "currency_code": "EUR",
            "original_transaction_amount": {"amount": 4346, "currency_code": "USD"},
            "user_transaction_time": "2026-03-05T10:00:00+00:00",
            "state": "CLEARED",
            "merchant_name": "Shop",
            "merchant_category_code": "5999",
            "card_holder": {"user_id": "u1", "first_name": "Anne", "last_name": "M"},
            "line_items": [
                {
                    "amount": {"amount": 1500, "currency_code": "EUR"},
                    "accounting_field_selections": [
                        {"type": "GL_ACCOUNT", "external_code": "6064"}
                    ],
                },
                {"amount": {"amount": 2500, "currency_code": "EUR"}},
            ],
            "receipts": ["x"],
        }
    ]
}
SPENDESK_API = {
    "payables": [
        {
            "id": "pay-1",
            "type": "physicalCard",
            "userId": "u1",
            "bookkeepingStatus": "prepared",
            "payableDate": "2026-03-04",
            "accountingDate": None,
            "amount": 20000,
            "currency": "USD",
            "functionalAmount": 18437,
            "functionalCurrency": "EUR",
            "functionalExchangeRate": 0.92185,
            "costCenterName": "CC10",
            "teamName": "Sales",
            "counterparty": {
                "id": "s1",
                "type": "supplier",
                "name": "Inn NYC",
                "accountPayable": {
                    "generalAccountCode": "401000",
                    "auxiliaryAccountCode": "INN",
                },
            },
            "lineItems": [
                {
                    "expenseAccount": {"code": "625600", "description": "Hotel"},
                    "vatAccount": {"code": "none", "rate": 0},
                    "financial": {
                        "vatAmount": 0,
                        "netAmount": 15000,
                        "grossAmount": 15000,
                    },
                },
                {
                    "expenseAccount": {"code": "625700", "description": "Meals"},
                    "vatAccount": {"code": "none", "rate": 0},
                    "financial": {
                        "vatAmount": 0,
                        "netAmount": 5000,
                        "grossAmount": 5000,
                    },
                },
            ],
            "allocations": [{"allocatedAmount": 18437, "settlement": {"id": "st-1"}}],
            "documentaryEvidence": {
                "provided": {"type": "invoice", "valid": True, "notValidReason": None},
                "notProvided": None,
            },
        },
        {
            "id": "pay-2",
            "type": "expenseClaim",
            "userId": "u2",
            "bookkeepingStatus": "created",
            "payableDate": "2026-03-05",
            "amount": 1500,
            "currency": "JPY",
            "functionalAmount": 1500,
            "functionalCurrency": "JPY",
            "lineItems": [],
            "allocations": [],
            "documentaryEvidence": {"notProvided": {"reason": "lost"}},
        },
    ],
    "settlements": [
        {
            "id": "st-1",
            "type": "payment",
            "medium": "card",
            "paidFrom": "spendeskAccount",
            "createdAt": "2026-03-04T10:00:00Z",
            "clearedAt": "2026-03-31T22:30:00Z",
            "amount": 20000,
            "currency": "USD",
            "billingAmount": 18437,
            "billingCurrency": "EUR",
            "billingExchangeRate": 0.92185,
            "state": "created",
        },
        {
            "id": "st-2",
            "type": "payment",
            "medium": "card",
            "paidFrom": "spendeskAccount",
            "transactionDescription": "UNKNOWN SHOP",
            "createdAt": "2026-03-06T10:00:00Z",
            "clearedAt": "2026-03-07T10:00:00Z",
            "amount": 999,
            "currency": "EUR",
            "billingAmount": 999,
            "billingCurrency": "EUR",
            "state": "created",
        },
    ],
    "bank-fees": [
        {
            "id": "f-1",
            "kind": "fxFee",
            "settlementId": "st-1",
            "amount": 369,
            "currency": "EUR",
            "createdAt": "2026-03-04T10:00:00Z",
            "chargedAt": "2026-03-04T10:00:00Z",
        }
    ],
    "wallet-loads": [
        {
            "id": "l-1",
            "type": "wireTransfer",
            "amount": 100000,
            "currency": "EUR",
            "createdAt": "2026-03-01T10:00:00Z",
        }
    ],
    "users": [
        {"id": "u1", "firstName": "Anne", "lastName": "Martin", "email": "a@example.com"}
    ],
}
