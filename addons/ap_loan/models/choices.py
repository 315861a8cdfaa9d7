# SPDX-License-Identifier: AGPL-3.0-or-later
"""The choices of a contract as fields offer them; the values are those of the rules."""

LARGE = {"dialog_size": "extra-large"}  # of a screen that asks for much
STATES = [("draft", "Draft"), ("active", "Running"), ("repaid", "Repaid")]
RATE_KINDS = [
    ("fixed", "Fixed"),
    ("stepped", "Fixed by steps"),
    ("variable", "Follows an index"),
]
CONVERSIONS = [
    ("proportional", "Proportional (yearly rate ÷ periods)"),
    ("equivalent", "Equivalent (compound)"),
]
MODES = [
    ("constant_payment", "Constant instalments"),
    ("constant_principal", "Constant capital"),
    ("bullet", "Repaid at the end (in fine)"),
]
PERIODS = [
    ("1", "Monthly"),
    ("2", "Every two months"),
    ("3", "Quarterly"),
    ("6", "Half-yearly"),
    ("12", "Yearly"),
]
DAY_COUNTS = [
    ("months", "Months (a month is a twelfth)"),
    ("30/360", "30/360"),
    ("exact/360", "Exact days/360"),
    ("exact/365", "Exact days/365"),
    ("exact/exact", "Exact days/days of the year"),
]
BROKEN_PERIODS = [
    ("first_row", "With the first instalment"),
    ("own_row", "In a row of its own"),
]
DEFERRALS = [
    ("none", "None"),
    ("partial", "Partial: interest only"),
    ("total", "Total: interest is added to the capital"),
]
INSURANCES = [
    ("none", "None"),
    ("initial", "Percentage of the capital lent"),
    ("remaining", "Percentage of the capital outstanding"),
    ("per_row", "Amount of each instalment"),
    ("total", "Amount for the whole loan"),
]
ROUNDINGS = [("nearest", "To the nearest"), ("up", "Up")]
LAST_ROWS = [
    ("payment", "The last instalment differs"),
    ("interest", "The interest of the last instalment differs"),
]
FEE_TREATMENTS = [
    ("expense", "Charge of the year"),
    ("spread", "Spread over the loan"),
]
COST_METHODS = [
    ("months", "By months"),
    ("days", "By days"),
    ("interest", "By interest"),
    ("capital", "By capital repaid"),
]
ACCRUALS = [
    ("basis", "By the day count of the contract"),
    ("next_row", "Part elapsed of the next interest"),
]
ROW_KINDS = [
    ("broken", "Broken interest"),
    ("instalment", "Instalment"),
    ("repayment", "Early repayment"),
]
# Why there is a version of a schedule.
EVENTS = [
    ("contract", "Computed from the contract"),
    ("bank_table", "Table of the bank"),
    ("early_repayment", "Early repayment"),
    ("rate_change", "Change of rate"),
    ("index", "Index published"),
    ("rescheduling", "Rescheduling"),
]
KEPT = [
    ("keep_term", "The term: a lower instalment"),
    ("keep_payment", "The instalment: a shorter term"),
]
REVALUATIONS = [
    ("year_end", "At the closing rate at year-end"),
    ("each", "At the closing rate at each closing"),
]
