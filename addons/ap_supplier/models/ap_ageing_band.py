# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import ValidationError

MOST = 5
# The columns of the bands in lists, in their order.
BANDS = [f"band_{place}" for place in range(1, MOST + 1)]


class ApAgeingBand(models.Model):
    """How late an open item is, in bands: each goes up to the day before the next one."""

    _name = "ap.ageing.band"
    _description = "Band of ageing"
    _order = "day_from"

    name = fields.Char(required=True, translate=True)
    day_from = fields.Integer(
        string="From (days late)", required=True, help="The first band starts at 1."
    )
    day_to = fields.Integer(
        string="To (days late)", compute="_compute_day_to", help="Included. 0: and more."
    )

    _from_once = models.Constraint(
        "UNIQUE(day_from)", "Another band starts on that day: give each its own."
    )
    _from_late = models.Constraint(
        "CHECK(day_from >= 1)", "A band starts at 1 day late or later."
    )

    @api.depends("day_from")
    def _compute_day_to(self):
        starts = [start for _name, start, _end in self._bounds()]
        for band in self:
            later = [start for start in starts if start > band.day_from]
            band.day_to = later[0] - 1 if later else 0

    @api.constrains("day_from")
    def _check_set(self):
        self._refuse_set(self.search([]))  # pylint: disable=no-search-all

    @api.ondelete(at_uninstall=False)
    def _unlink_except_first(self):
        self._refuse_set(self.search([("id", "not in", self.ids)]))

    def _refuse_set(self, bands):
        """Every day late is in one band, or the ageing would not add up."""
        if not 1 <= len(bands) <= MOST or min(bands.mapped("day_from")) != 1:
            raise ValidationError(
                self.env._(
                    "There are 1 to %(most)s bands, and the first one starts at 1 day late.",
                    most=MOST,
                )
            )

    @api.model
    def _bounds(self) -> list[tuple]:
        """The bands in order: (name, from, to or None)."""
        bands = self.sudo().search([])  # pylint: disable=no-search-all; five at most
        ends = [*(band.day_from - 1 for band in bands[1:]), None]
        return [
            (band.name, band.day_from, end)
            for band, end in zip(bands, ends[: len(bands)], strict=True)
        ]
