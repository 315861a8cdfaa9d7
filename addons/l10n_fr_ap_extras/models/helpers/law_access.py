# SPDX-License-Identifier: AGPL-3.0-or-later
"""Temporary way to the law."""

import csv
from functools import lru_cache
from pathlib import Path

from odoo import api, models

from ...rules import law as rules
from ...rules.vat_deduction import nature_from_row

DATA = Path(__file__).resolve().parents[2] / "data"


@lru_cache
def _rows(name):
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@lru_cache
def _law():
    rows = _rows
    return rules.Law(
        [rules.value_from_row(r) for r in rows("ap.legal.value")],
        [rules.reference_from_row(r) for r in rows("ap.legal.reference")],
        [rules.text_from_row(r) for r in rows("ap.legal.text")],
    )


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _ap_law(self):
        return _law()

    @api.model
    def _ap_natures(self):
        return [nature_from_row(row) for row in _rows("ap.vat.nature")]

    @api.model
    def _ap_nature_selection(self):
        return [(row["code"], row["name"]) for row in _rows("ap.vat.nature")]
