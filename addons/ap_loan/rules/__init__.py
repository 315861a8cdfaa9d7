# SPDX-License-Identifier: AGPL-3.0-or-later
"""Loan rules without Odoo: terms, schedules, accrued interest, rates, versions, entries.

In the order of a loan's life: `terms` says what the contract says, `schedule` computes
its table, `table` reads the bank's own, `comparison` finds where and why they differ,
`accrual` gives the interest and the debt at a date, `effective_rate` the TEG and TAEG,
`issue_costs` spreads the costs, `entries` says what is booked, `versions` what an early
repayment or a new rate makes of the rest. `periods`, `rates` and `day_count` serve them, `simulation` takes plain values.
"""
