# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files of expense tools, read into `rules.transaction`. Nothing here knows Odoo.

- `errors`: what is refused, with row, column, value and remedy
- `result`: what a reader gives: transactions, faults, skipped rows, totals
- `cells`: amounts in major and minor units, days and times
- `record`: one row or object on its way to a transaction
- `profile`, `profiles`: sheets whose columns have names; `tables` reads them
- `concur_extract`, `concur_documents`, `spendesk_api`, `json_tools`, `sage_lines`:
  the tools with a reader of their own
- `archive`: ZIP files, whose receipts belong to rows
- `people`, `people_out`: organisations read and written
- `reading`: the one door, by content
"""
