# SPDX-License-Identifier: AGPL-3.0-or-later
"""Allocation keys: shares of one axis that hold from a day on, and are kept for ever."""

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.ap_base.models import arguments

from ...rules import allocation_key


class ApAllocationKey(models.Model):
    """How a common cost is shared between the accounts of one axis.

    Each version holds from a day on. One that was used to impute a line is never
    changed: a new version says what holds from then on.
    """

    _name = "ap.allocation.key"
    _inherit = ["mail.thread"]
    _description = "Allocation key"
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    plan_id = fields.Many2one(
        "account.analytic.plan",
        string="Axis",
        required=True,
        ondelete="restrict",
        domain=[("parent_id", "=", False)],
        tracking=True,
    )
    driver_id = fields.Many2one(
        "ap.allocation.driver",
        string="Drawn from",
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="Each month a new version takes its shares from the figures of the "
        "driver. Empty: people write the versions.",
    )
    version_ids = fields.One2many("ap.allocation.key.version", "key_id", copy=False)
    current_version_id = fields.Many2one(
        "ap.allocation.key.version", compute="_compute_current", string="In force"
    )
    current_shares = fields.Char(compute="_compute_current", string="Shares today")

    _name_once = models.UniqueIndex(
        "(company_id, name) WHERE active", "There is another key of that name."
    )

    @api.depends("version_ids.date_from", "version_ids.date_to", "version_ids.line_ids")
    def _compute_current(self):
        today = fields.Date.context_today(self)
        versions = self._versions_on([today])
        for key in self:
            version = versions.get((key.id, today), self.version_ids.browse())
            key.current_version_id = version
            key.current_shares = version.shares_text

    def _versions_on(self, days) -> dict:
        """The version in force of each key on each of these days, where there is one."""
        found = {}
        for key in self:
            values = [
                allocation_key.Version(one.id, one.date_from, one.date_to or None)
                for one in key.version_ids
                if one.date_from
            ]
            for day in days:
                version = allocation_key.version_on(values, day)
                if version:
                    found[key.id, day] = key.version_ids.browse(version.id)
        return found

    def recompute(self, month=None):
        """Draw the version of a month (the present one) from the driver's figures.

        Gives one dict for each key: its id, and the id of the version of that month, or
        False where the driver has no figures or the version is used: that one stays.
        """
        if not self.env.su and not self.env.user.has_group("ap_base.group_accountant"):
            raise AccessError(
                self.env._(
                    "Drawing allocation keys takes the role Accountant or above."
                )
            )
        day = self._month(month)
        drawn = self.filtered("driver_id")
        figures = drawn.driver_id._figures()
        result = []
        for key in self:
            version = key in drawn and key._draw(figures[key.driver_id.id], day)
            result.append(
                {"id": key.id, "version_id": version.id if version else False}
            )
        return result

    def _month(self, month):
        day = arguments.day(self.env, month) if month else fields.Date.context_today(self)
        return day.replace(day=1)

    def _draw(self, figures, month):
        """The version of the month with the shares of the figures; None when nothing
        is known, or when the version is used and says something else."""
        known, weights = allocation_key.figures_for(figures, month)
        accounts = self.env["account.analytic.account"].browse(weights)
        accounts = accounts.filtered(lambda one: one.root_plan_id == self.plan_id)
        if not accounts:
            return None
        lines = [
            Command.create({"analytic_account_id": one.id, "weight": weights[one.id]})
            for one in accounts
        ]
        source = self.env._(
            "%(driver)s, figures of %(month)s",
            driver=self.driver_id.name,
            month=known.strftime("%m/%Y"),
        )
        version = self.version_ids.filtered(lambda one: one.date_from == month)
        if not version:
            return version.create(
                {
                    "key_id": self.id,
                    "date_from": month,
                    "source": source,
                    "line_ids": lines,
                }
            )
        if version._weights() == {one.id: weights[one.id] for one in accounts}:
            return version
        if version.is_used:
            return None
        version.write({"source": source, "line_ids": [Command.clear(), *lines]})
        return version

    @api.ondelete(at_uninstall=False)
    def _unlink_unused(self):
        self.version_ids._refuse_used()

    def action_recompute(self):
        """Draw the version of this month from the driver."""
        done = self.recompute()
        failed = self.browse([row["id"] for row in done if not row["version_id"]])
        message = self.env._("The shares of this month are up to date.")
        if failed:
            message = self.env._(
                "Nothing was drawn for %(keys)s: the driver has no figures for this "
                "axis, or the version of this month is already used and stays as it is.",
                keys=", ".join(failed.mapped("name")),
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if failed else "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def _cron_recompute(self):
        """The versions of the month that has begun, of all keys drawn from a driver."""
        self.search([("driver_id", "!=", False)]).recompute()
