# SPDX-License-Identifier: AGPL-3.0-or-later
"""The arithmetic of payables and of the month-end close, and nothing else.

Values come in, values go out: ``Decimal`` amounts, ``date`` days, frozen dataclasses.
Nothing here knows Odoo, reads the clock, a file or a database; the ORM's floats are
turned into decimals at the border, by `money.to_decimal`.

- `money`: rounding, the only place where a figure loses digits
- `debit_credit`: signed balance to debit and credit, and back
- `allocation`: an amount split into parts that sum
- `exact_sums`: sets of amounts that add up to one
- `calendar`: periods, months, 30/360 days
- `proration`: prepaid expenses at a date and their monthly plan
- `accrual`: quantities received and not billed, and the bills that settle them
- `line_tax`: the taxes of a line: untaxed amount, tax that is cost, VAT deducted
- `service_period`: service periods in the words of a bill
- `matching`: bills matched to purchase orders
- `account_numbers`: keys of bank accounts
- `bill_numbers`, `duplicates`: bills that may be the same bill twice
- `rollforward`: opening + new - reversed = closing
- `exceptions`: what each of them refuses

Two habits hold everywhere. Both bounds of a period are included. Rounding is
cumulative: part k = round(cumulative k) - round(cumulative k-1), so parts always sum to
the whole and no residue is left for the last one.
"""
