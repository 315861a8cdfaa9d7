# SPDX-License-Identifier: AGPL-3.0-or-later
"""Allocation keys: shares of one axis that hold from a day on, and are kept for ever."""

from decimal import Decimal

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.ap_base.arithmetic.allocation import allocate
from odoo.addons.ap_base.arithmetic.money import HUNDRED, to_decimal
from odoo.addons.ap_base.models import arguments

from ...rules import allocation_key

FROZEN = {"key_id", "date_from", "line_ids"}


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


class ApAllocationKeyVersion(models.Model):
    """The shares of a key from a day on."""

    _name = "ap.allocation.key.version"
    _inherit = ["ap.guarded"]
    _description = "Version of an allocation key"
    _order = "date_from desc, id desc"
    _check_company_auto = True

    key_id = fields.Many2one(
        "ap.allocation.key", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="key_id.company_id", store=True, index=True)
    plan_id = fields.Many2one(related="key_id.plan_id")
    date_from = fields.Date(
        string="From", required=True, default=fields.Date.context_today
    )
    date_to = fields.Date(
        string="To", help="Included. Empty: until the next version starts."
    )
    source = fields.Char(help="Where the weights come from.")
    line_ids = fields.One2many("ap.allocation.key.line", "version_id", string="Shares")
    shares_text = fields.Char(compute="_compute_shares_text", string="Shares in words")
    is_used = fields.Boolean(
        string="Used",
        readonly=True,
        copy=False,
        help="Lines were imputed with it: it is not changed any more.",
    )

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | {"is_used"}

    _once = models.UniqueIndex(
        "(key_id, date_from)", "The key already has a version from that day."
    )
    _dates_in_order = models.Constraint(
        "CHECK(date_to IS NULL OR date_from <= date_to)",
        "A version must end after it starts.",
    )

    @api.depends("key_id.name", "date_from")
    def _compute_display_name(self):
        for version in self:
            version.display_name = f"{version.key_id.name} {version.date_from or ''}"

    @api.depends_context("lang")
    @api.depends("line_ids.share", "line_ids.analytic_account_id.name")
    def _compute_shares_text(self):
        percent = self.env["account.move.line"]._ap_percent
        for version in self:
            version.shares_text = ", ".join(
                f"{line.analytic_account_id.name} {percent(to_decimal(line.share))}"
                for line in version.line_ids
            )

    @api.constrains("line_ids", "key_id")
    def _check_lines(self):
        for version in self:
            if not any(line.weight > 0 for line in version.line_ids):
                raise ValidationError(
                    self.env._(
                        "%(version)s shares nothing out: give a weight to one account "
                        "at least.",
                        version=version.display_name,
                    )
                )

    def _weights(self) -> dict:
        return {
            line.analytic_account_id.id: to_decimal(line.weight)
            for line in self.line_ids
        }

    def _distribution(self) -> dict:
        """The shares by combination, as the pure rules take them."""
        return {
            (line.analytic_account_id.id,): to_decimal(line.share)
            for line in self.line_ids
            if line.share
        }

    def _refuse_used(self):
        used = self.filtered("is_used")
        if used:
            raise UserError(
                self.env._(
                    "%(version)s was used to impute lines and stays as it is: write a "
                    "new version that starts on a later day.",
                    version=used[0].display_name,
                )
            )

    def write(self, vals):
        if vals.keys() & FROZEN:
            self._refuse_used()
        if "is_used" in vals and not self.env.su:
            raise AccessError(self.env._("Odoo itself says which versions are used."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_unused(self):
        self._refuse_used()


class ApAllocationKeyLine(models.Model):
    """One account and its part; parts need not sum to anything, shares sum to 100."""

    _name = "ap.allocation.key.line"
    _inherit = ["ap.guarded"]
    _description = "Share of an allocation key"
    _order = "version_id, id"
    _rec_name = "analytic_account_id"
    _check_company_auto = True

    version_id = fields.Many2one(
        "ap.allocation.key.version", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="version_id.company_id", store=True, index=True
    )
    plan_id = fields.Many2one(related="version_id.plan_id")
    analytic_account_id = fields.Many2one(
        "account.analytic.account",
        string="Analytic account",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('root_plan_id', '=', plan_id)]",
        check_company=True,
    )
    weight = fields.Float(
        required=True,
        default=1.0,
        digits=(16, 4),
        help="A share, a head count, square metres: any figure. Shares follow.",
    )
    share = fields.Float(
        string="Share (%)",
        compute="_compute_share",
        store=True,
        digits="Percentage Analytic",
    )

    _once = models.UniqueIndex(
        "(version_id, analytic_account_id)", "That account is already in the version."
    )
    _not_negative = models.Constraint(
        "CHECK(weight >= 0)", "A weight cannot be below zero."
    )

    @api.depends("weight", "version_id.line_ids.weight")
    def _compute_share(self):
        digits = self.env["decimal.precision"].precision_get("Percentage Analytic")
        step = Decimal(1).scaleb(-digits)
        for version, lines in self.grouped("version_id").items():
            members = version.line_ids | lines
            weights = [max(to_decimal(line.weight), Decimal(0)) for line in members]
            if not any(weights):
                members.share = 0.0
                continue
            for line, share in zip(
                members, allocate(HUNDRED, weights, step), strict=True
            ):
                line.share = float(share)

    @api.constrains("analytic_account_id")
    def _check_plan(self):
        for line in self:
            if line.analytic_account_id.root_plan_id != line.version_id.plan_id:
                raise ValidationError(
                    self.env._(
                        "“%(account)s” is not of the axis “%(plan)s” of the key.",
                        account=line.analytic_account_id.display_name,
                        plan=line.version_id.plan_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.version_id._refuse_used()
        return lines

    def write(self, vals):
        if vals.keys() & {"version_id", "analytic_account_id", "weight"}:
            self.version_id._refuse_used()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_unused(self):
        self.version_id._refuse_used()
