# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many mentions a bill bears, as its last check stored it."""

import json

from odoo import api, fields, models
from odoo.tools import SQL

UPSERT = """
INSERT INTO ap_bill_conformity AS old (move_id, company_id, present_count,
       missing_count, unverifiable_count, create_uid, create_date, write_uid, write_date)
SELECT id, %(company)s, present, missing, unverifiable, %(uid)s, %(now)s, %(uid)s, %(now)s
  FROM jsonb_to_recordset(%(rows)s::jsonb) AS told (
       id integer, present integer, missing integer, unverifiable integer)
ON CONFLICT (move_id) DO UPDATE SET
       present_count = EXCLUDED.present_count, missing_count = EXCLUDED.missing_count,
       unverifiable_count = EXCLUDED.unverifiable_count,
       write_uid = EXCLUDED.write_uid, write_date = EXCLUDED.write_date
 WHERE (old.present_count, old.missing_count, old.unverifiable_count) IS DISTINCT FROM
       (EXCLUDED.present_count, EXCLUDED.missing_count, EXCLUDED.unverifiable_count)
"""


class ApBillConformity(models.Model):
    """How many mentions a bill bears: one row per bill, written by its check."""

    _name = "ap.bill.conformity"
    _description = "Conformity of a bill"
    _rec_name = "move_id"

    move_id = fields.Many2one("account.move", required=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, index=True)
    present_count = fields.Integer(string="Mentions present")
    missing_count = fields.Integer(string="Mentions missing")
    unverifiable_count = fields.Integer(string="Mentions not verifiable")

    _move_unique = models.Constraint(
        "UNIQUE(move_id)", "A bill is checked into one row."
    )

    @api.model
    def _remember(self, company, counts):
        """Write the counts of bills: {id: (present, missing, unverifiable)}."""
        names = ("present", "missing", "unverifiable")
        rows = [
            {"id": bill, **dict(zip(names, stated, strict=True))}
            for bill, stated in counts.items()
        ]
        if rows:
            self.env.cr.execute(
                SQL(
                    UPSERT,
                    company=company.id,
                    uid=self.env.uid,
                    now=fields.Datetime.now(),
                    rows=json.dumps(rows),
                )
            )
            self.invalidate_model()
