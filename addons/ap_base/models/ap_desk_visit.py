# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models


class ApDeskVisit(models.Model):
    """When somebody said last that all of the dashboard was seen: one row a person, which
    nobody but that person reads and nobody writes."""

    _name = "ap.desk.visit"
    _description = "Last look at the dashboard"
    _rec_name = "user_id"

    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    seen_on = fields.Datetime(required=True)

    _once = models.UniqueIndex("(user_id)")

    @api.model
    def _last_seen(self):
        """When the person said so last; False: never."""
        own = [("user_id", "=", self.env.uid)]  # nobody else's: so it may be read as root
        return self.sudo().search(own, limit=1).seen_on

    @api.model
    def _stamp(self):
        """It is now; pressed twice at once, the later one stands."""
        self.env.cr.execute(
            "INSERT INTO ap_desk_visit (user_id, seen_on, create_uid, write_uid,"
            " create_date, write_date)"
            " VALUES (%(uid)s, %(now)s, %(uid)s, %(uid)s, %(now)s, %(now)s)"
            " ON CONFLICT (user_id) DO UPDATE SET seen_on = EXCLUDED.seen_on,"
            " write_date = EXCLUDED.write_date",
            {"uid": self.env.uid, "now": fields.Datetime.now()},
        )
        self.invalidate_model()
