# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pure rules of supplier accounts: values in, values out; no Odoo, no clock, no file.

Statements of suppliers, in the order of the work:

- `statement_text`: the printed text of a PDF as a table
- `statement_header`, `statement_words`: where the list begins, what its columns hold
- `statement_rows`: documents, balances, and what cannot be read
- `statement_sign`: who owes whom; understood, or asked once
- `statement_matching`, `statement_numbers`, `statement_sums`, `statement_pairs`: their
  lines and our items, numbers before amounts
- `statement_bridge`: from their balance to ours, to zero
"""
