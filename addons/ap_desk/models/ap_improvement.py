# SPDX-License-Identifier: AGPL-3.0-or-later
"""Improvements of how the desk works: an idea, the change, and what it did to a figure.

The effect is worked out from months of key figures that were kept, and from the replay of
months that are over: it is never typed.
"""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ..rules import kpi_values
from . import kpi_months, replay_words

MONTHS = ("baseline_from", "baseline_to", "after_from", "after_to")
BEYOND = ("change", "changed_on", "version_ids", "replay_id", *MONTHS)
OF_IDEA = frozenset({"name", "idea", "kpi_id", "company_id"})


class ApImprovement(models.Model):
    _name = "ap.improvement"
    _description = "Improvement"
    _inherit = ["mail.thread", "ap.guarded"]
    _order = "state, id DESC"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    idea = fields.Text(help="What costs time or goes wrong, and what would be better.")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    author_id = fields.Many2one(
        "res.users", string="Author", required=True, copy=False, default=lambda self: self.env.user
    )
    state = fields.Selection(
        [("idea", "Idea"), ("planned", "Planned"), ("in_use", "In use"),
         ("measured", "Measured"), ("dropped", "Dropped")],
        string="Status", required=True, default="idea", tracking=True, copy=False,
    )  # fmt: skip
    change = fields.Text(string="Change made", tracking=True)
    changed_on = fields.Date(string="In use since", tracking=True, copy=False)
    version_ids = fields.Many2many(
        "ap.setting.version",
        string="Rules and settings changed",
        domain="[('company_id', 'in', (False, company_id))]",
    )
    replay_id = fields.Many2one(
        "ap.replay", string="Replay", check_company=True, index="btree_not_null", copy=False
    )
    replay_text = fields.Char(
        compute="_compute_replay_text", string="Tried on past months",
        help="What the replay says: documents decided without a person and as people had "
        "decided, out of those that can be judged, before and after the change.",
    )  # fmt: skip
    kpi_id = fields.Many2one(
        "ap.kpi", string="Key figure aimed at", index="btree_not_null", ondelete="restrict",
        tracking=True,
    )  # fmt: skip
    baseline_from = fields.Date(string="Before: from", help="Month.")
    baseline_to = fields.Date(string="Before: to", help="Month.")
    after_from = fields.Date(string="After: from", help="Month.")
    after_to = fields.Date(string="After: to", help="Month.")
    before_text = fields.Char(compute="_compute_effect", string="Before")
    after_text = fields.Char(compute="_compute_effect", string="After")
    effect = fields.Selection(
        [("better", "Better"), ("worse", "Worse"), ("same", "The same"), ("unknown", "Not known")],
        compute="_compute_effect",
    )
    effect_text = fields.Char(compute="_compute_effect", string="Measured")
    missing_text = fields.Char(compute="_compute_effect", string="Months not kept")

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | {"author_id"}

    @api.constrains(*MONTHS)
    def _check_months(self):
        for one in self:
            for first, last in (MONTHS[:2], MONTHS[2:]):
                if bool(one[first]) != bool(one[last]) or one[first] and one[last] < one[first]:
                    raise ValidationError(
                        self.env._("Give the first and the last month, in their order.")
                    )
            if one.baseline_to and one.after_from and one.after_from <= one.baseline_to:
                raise ValidationError(self.env._("The months after come after those before."))

    @api.constrains("state", "changed_on", "kpi_id")
    def _check_state(self):
        for one in self:
            if one.state in ("in_use", "measured") and not one.changed_on:
                raise ValidationError(self.env._("Say since when the change is in use."))
            if one.state == "measured" and one.effect == "unknown":
                raise ValidationError(
                    self.env._(
                        "Nothing is measured yet: name the key figure and months that were "
                        "kept, before and after."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_beyond_idea(vals.keys())
        found = super().create([_of_months(vals) for vals in vals_list])
        given = {name for name in BEYOND if any(one[name] for one in found)}
        found._refuse_beyond_idea(given)  # defaults that a client sends count as well
        return found

    def write(self, vals):
        self._refuse_beyond_idea(vals.keys())
        return super().write(_of_months(vals))

    def unlink(self):
        self._refuse_beyond_idea(())
        return super().unlink()

    def _refuse_beyond_idea(self, names):
        """An apprentice has ideas, and words them as long as they are ideas; from there on
        it takes an accountant."""
        if self.env.su or self.env.user.has_group("ap_base.group_accountant"):
            return
        beyond = {name for name in names if not name.startswith("message_")} - OF_IDEA
        others = self.filtered(lambda one: one.state != "idea" or one.author_id != self.env.user)
        if beyond or others:
            raise AccessError(
                self.env._(
                    "Beyond one's own ideas, improvements take the role Accountant or above."
                )
            )

    # Effect ----------------------------------------------------------------------------

    @api.depends("kpi_id", "company_id", *MONTHS)
    @api.depends_context("lang")
    def _compute_effect(self):
        for one in self:
            before, missing = one._kept_figure(one.baseline_from, one.baseline_to)
            after, later = one._kept_figure(one.after_from, one.after_to)
            kpi = one.kpi_id
            one.before_text = kpi._in_words(before) if kpi else ""
            one.after_text = kpi._in_words(after) if kpi else ""
            one.effect = kpi_values.effect(before, after, kpi.better) if kpi else "unknown"
            one.effect_text = "" if one.effect == "unknown" else one._effect_words(before, after)
            one.missing_text = ", ".join(
                format_date(self.env, month, date_format="MMMM yyyy") for month in missing + later
            )

    @api.depends("replay_id.counts", "replay_id.changed_count")
    @api.depends_context("lang")
    def _compute_replay_text(self):
        for one in self:
            replay = one.replay_id
            one.replay_text = replay_words.in_short(replay) if replay.counts else ""

    def _kept_figure(self, first, last):
        """(the figure of these months as they were kept, the months that were not kept)."""
        if not (self.kpi_id and first and last):
            return None, []
        months, missing, sums = [], [], kpi_values.Sums()
        while first <= last:
            months.append(first)
            first += relativedelta(months=1)
        for month in months:
            kept = kpi_months.kept(self.kpi_id, self.company_id, month).get(self.kpi_id.id)
            if kept is None:
                missing.append(month)
            else:
                sums += kpi_values.total(kept)
        return (None if missing else kpi_values.value(sums, self.kpi_id.unit)), missing

    def _effect_words(self, before, after) -> str:
        names = dict(self._fields["effect"]._description_selection(self.env))
        sign = "+" if after >= before else "−"
        apart = abs(after - before)
        words = self.kpi_id._in_words(apart)
        if self.kpi_id.unit == "percent":  # between two shares
            number = formatLang(self.env, float(apart), digits=1)
            words = self.env._("%(number)s points", number=number)
        return f"{names[self.effect]} ({sign}{words})"

    # Screens ---------------------------------------------------------------------------

    def action_figures(self):
        """The kept months behind the effect, by supplier."""
        self.ensure_one()
        kept = self.env["ap.kpi.value"]
        spans = [
            [("month", ">=", one[first]), ("month", "<=", one[last])]
            for one in self
            for first, last in (MONTHS[:2], MONTHS[2:])
            if one[first] and one[last]
        ]
        domain = fields.Domain.OR(spans) if spans else fields.Domain.FALSE
        domain &= fields.Domain("kpi_id", "=", self.kpi_id.id)
        domain &= fields.Domain("company_id", "=", self.company_id.id)
        return {
            "type": "ir.actions.act_window",
            "name": self.kpi_id.name or self.name,
            "res_model": kept._name,
            "view_mode": "list,pivot",
            "views": [(False, "list"), (False, "pivot")],
            "domain": list(domain),
        }


def _of_months(vals) -> dict:
    """The values with the first day of each month that is given."""
    months = {
        name: fields.Date.to_date(vals[name]).replace(day=1)
        for name in MONTHS
        if vals.get(name)
    }
    return {**vals, **months}
