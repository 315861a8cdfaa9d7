# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models

from . import replay_words

STATES = [("automatic", "By itself"), ("suggested", "Suggested"), ("none", "Left")]
VERDICT_NAMES = [
    ("automatic_right", "By itself, right"),
    ("automatic_wrong", "By itself, wrong"),
    ("automatic_unjudged", "By itself, not judged"),
    ("suggested_right", "Suggested, right"),
    ("suggested_wrong", "Suggested, wrong"),
    ("suggested_unjudged", "Suggested, not judged"),
    ("left", "Left"),
]


class ApReplayLine(models.Model):
    """A document of a replay: what would have been decided before and after the change."""

    _name = "ap.replay.line"
    _inherit = ["ap.guarded"]
    _description = "Document of a replay"
    _order = "changes_side DESC, date, id"

    replay_id = fields.Many2one("ap.replay", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one("res.company", required=True, index=True)
    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(model_field="res_model", string="Document", required=True)
    date = fields.Date(required=True)
    name = fields.Char(string="Label")
    amount = fields.Monetary()
    currency_id = fields.Many2one("res.currency", required=True)
    before = fields.Json(string="Decision before")
    after = fields.Json(string="Decision after")
    reference = fields.Json(string="Decision of people")
    before_state = fields.Selection(STATES, string="Before", required=True)
    after_state = fields.Selection(STATES, string="After", required=True)
    before_verdict = fields.Selection(VERDICT_NAMES, string="Before: verdict", required=True)
    after_verdict = fields.Selection(VERDICT_NAMES, string="After: verdict", required=True)
    changes_side = fields.Boolean(string="Changes sides")
    is_by_itself = fields.Boolean(string="Booked by itself")
    unseen = fields.Json(string="Known later")
    before_text = fields.Char(compute="_compute_words", string="Before: answer")
    after_text = fields.Char(compute="_compute_words", string="After: answer")
    before_rule = fields.Char(compute="_compute_words", string="Before: rule")
    after_rule = fields.Char(compute="_compute_words", string="After: rule")
    reference_text = fields.Char(compute="_compute_words", string="People decided")
    unseen_text = fields.Text(compute="_compute_words", string="Came later")

    _of_replay = models.UniqueIndex("(replay_id, res_model, res_id)")

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | self._ap_all_fields_but(())

    @api.depends("before", "after", "reference", "unseen")
    @api.depends_context("lang")
    def _compute_words(self):
        env = self.env
        for line in self:
            line.before_text = replay_words.decision(env, line.before_state, line.before)
            line.after_text = replay_words.decision(env, line.after_state, line.after)
            line.before_rule = replay_words.rule(env, line.before)
            line.after_rule = replay_words.rule(env, line.after)
            line.reference_text = replay_words.answer(env, line.reference or [])
            line.unseen_text = replay_words.unseen(env, line.unseen)

    def action_document(self):
        """Open the document."""
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id).get_formview_action()
