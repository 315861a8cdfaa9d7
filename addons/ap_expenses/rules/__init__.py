# SPDX-License-Identifier: AGPL-3.0-or-later
"""Expense rules without Odoo: transactions, people, organisation and controls.

`transaction` is what every tool's file is read into, `organisation` compares the people
of two sides, `control_*` find what is wrong with transactions.
"""
