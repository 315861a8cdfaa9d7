# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bank statements read, bank lines matched, and the reconciliation statement.

Values come in, values go out, as everywhere in the rules: no Odoo, no clock, no file.

Statements:

- `statement`: accounts, balances, entries and their details as values
- `reading`: a file of any format, recognised by its content; all of it or none
- `cfonb`, `camt`, `ofx`, `mt940`: one reader each; `figures`: what their texts share
- `sheet_rows`: rows of CSV and XLSX whose columns a profile has named
- `errors`: what is refused, with row, tag and remedy
- `lines`: bank lines out of entries; `import_rows`: the same as a table, facts as JSON
- `import_groups`: statements again, out of rows that the engine has cleaned
- `accounts`: the journal of a statement, by its whole number
- `chain`: balances inside a file, between files, against what is stored
- `line_keys`: lines that are there already

Matching:

- `match_values`: lines, open items, parties, rules, policy, and what is answered
- `labels`: what a label holds; the words of banks are data (`data/bank_label_words.csv`)
- `match_index`: the world, by whatever a line may name; `match_names`, `match_habits`
- `match_evidence`: what speaks for a party, an item, a day
- `match_items`, `match_answer`, `match_sums`, `match_groups`: open items
- `match_others`, `match_transfers`: instalments, returns, rules; transfers
- `matcher`: automatic, suggested or nothing; `match_codes`: every code of the answers
- `match_json`: proposals as they are kept; `match_shares`: a line among its parts, to the cent
- `match_rules`: patterns that people write, judged before they are kept

Reconciliation:

- `payment_proposal`: which bills to pay at a day, as far as the cash reaches
- `bank_reconciliation`: the statement at any day, ages, anomalies, likely causes
"""
