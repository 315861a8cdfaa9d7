# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, RedirectWarning, UserError
from odoo.tools import SQL

from odoo.addons.ap_base.models import arguments

from ..rules.match_json import loaded
from . import match_booking, match_parts, match_run, match_store, match_words

BATCH = 200  # automatic lines that one transaction of the cron books


class ApBankMatch(models.Model):
    """What the matching answers for a bank line: one row a line, replaced by each run as
    long as nothing is booked."""

    _name = "ap.bank.match"
    _inherit = ["ap.guarded"]
    _description = "Matching of a bank line"
    _order = "rank, date, statement_line_id"
    _rec_name = "label"
    _check_company_auto = True

    statement_line_id = fields.Many2one(
        "account.bank.statement.line", string="Bank line", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    journal_id = fields.Many2one(
        "account.journal", string="Bank account", required=True, index=True
    )
    currency_id = fields.Many2one("res.currency", required=True)
    date = fields.Date(required=True)
    amount = fields.Monetary(help="What is left of the line.")
    label = fields.Char()
    partner_id = fields.Many2one("res.partner")
    state = fields.Selection(
        [
            ("automatic", "Automatic"),
            ("suggested", "Suggested"),
            ("none", "To handle"),
            ("done", "Matched"),
        ],
        required=True,
        index=True,
    )
    rank = fields.Integer(help="Automatic, suggested, to handle, matched.")
    kind = fields.Selection(
        [
            ("items", "Open items"), ("batch", "Payment order"), ("group", "Several lines"),
            ("loan", "Loan instalment"), ("transfer", "Internal transfer"),
            ("return", "Returned payment"), ("rule", "Rule"),
        ]
    )  # fmt: skip
    score = fields.Integer(aggregator=False)
    alike = fields.Char(index=True, help="Lines with the same words and kind of answer.")
    proposals = fields.Json()
    why = fields.Json(string="Doubt")
    chosen = fields.Integer(help="Which of the proposals, from 0.")
    prepared_by_id = fields.Many2one("res.users", string="Prepared by")
    accepted_by_id = fields.Many2one("res.users", string="Accepted by")
    date_accepted = fields.Datetime(string="Accepted on")
    is_by_itself = fields.Boolean(string="Booked by itself")
    part_ids = fields.One2many("ap.bank.match.part", "match_id", string="Parts")
    reasons = fields.Text(compute="_compute_words")
    why_not = fields.Char(string="Why it is not automatic", compute="_compute_words")
    summary = fields.Char(string="Why", compute="_compute_words")
    proposal_count = fields.Integer(compute="_compute_words")
    entry_html = fields.Html(
        string="The entry", compute="_compute_entry_html", sanitize=False
    )

    _once = models.UniqueIndex("(statement_line_id)")

    @api.depends("proposals", "why", "chosen")
    @api.depends_context("lang")
    def _compute_words(self):
        for match in self:
            found = match._proposal_values()
            match.proposal_count = len(match.proposals or [])
            match.reasons = match_words.reasons(self.env, match, found.get("reasons", []))
            match.why_not = match_words.why_not(self.env, match, match.why)
            match.summary = match_words.summary(match)

    @api.depends("proposals", "chosen", "state")
    @api.depends_context("lang")
    def _compute_entry_html(self):
        """What accepting would post; where it cannot, why."""
        for match in self:
            line, found = match.statement_line_id, match._proposal_values()
            try:
                parts = match_parts.parts_of(line, loaded(found)) if found else []
                match.entry_html = match_words.preview(line, parts)
            except (UserError, RedirectWarning) as error:
                match.entry_html = str(error)

    def _proposal_values(self) -> dict:
        """The chosen proposal as it is kept; {} without one, or once it is booked."""
        known = self.proposals or []
        if self.state == "done" or not known:
            return {}
        return known[min(self.chosen, len(known) - 1)]

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | self._ap_all_fields_but(frozenset())

    @api.model
    def _ap_engine_refusal(self, names):
        return self.env._("Bank lines are matched by their buttons: accept, choose, undo.")

    # -- public -----------------------------------------------------------------------

    @api.model
    def match_lines(self, statement_line_ids):
        """Match these bank lines again; nothing is booked.

        Gives per line, in their order: `{"line_id", "state" (automatic, suggested, none,
        done), "score", "kind", "reasons", "items" (ids of journal items), "why_not"}`.
        """
        self._refuse_below("ap_base.group_apprentice")
        ids = arguments.some_ids(self.env, statement_line_ids)
        lines = self.env["account.bank.statement.line"].browse(ids).exists()
        lines.check_access("read")
        for company, its in lines.grouped("company_id").items():
            match_run.run(company.with_env(self.env), set(its.ids))
        found = {
            match.statement_line_id.id: match
            for match in self.search([("statement_line_id", "in", lines.ids)])
        }
        return [found[number]._summary() for number in ids if number in found]

    @api.model
    def match_company(self, company_id, journal_ids=None):
        """Match all lines of the company of which something is left; nothing is booked.
        Gives `{"automatic", "suggested", "none"}`: how many there are."""
        self._refuse_below("ap_base.group_apprentice")
        company = arguments.company(self.env, company_id)
        journals = arguments.ids(self.env, journal_ids)
        match_run.run(company)
        domain = [("company_id", "=", company.id), ("state", "!=", "done")]
        if journals:
            domain.append(("journal_id", "in", journals))
        counts = dict(self._read_group(domain, ["state"], ["__count"]))
        return {state: counts.get(state, 0) for state in ("automatic", "suggested", "none")}

    def accept(self):
        """Book the chosen proposals, all of them or none, as they are shown. Gives the ids
        of the bank lines."""
        self._refuse_below("ap_base.group_accountant")
        match_store.accept(self._with_pairs(), by_itself=False)
        return self.statement_line_id.ids

    def choose(self, position):
        """Choose another proposal of each line, from 0, without booking it: it waits for
        who accepts, whatever the matching would do by itself. Gives the ids of the bank
        lines."""
        self._refuse_below("ap_base.group_apprentice")
        for match in self:
            match._refuse_done()
            known = match.proposals or []
            if not isinstance(position, int) or not 0 <= position < len(known):
                raise UserError(
                    self.env._("%(line)s has no such proposal.", line=match.label)
                )
            match.sudo().write({
                "chosen": position,
                "state": "suggested",
                "rank": match_run.RANKS["suggested"],
                "kind": known[position]["kind"],
                "score": known[position]["score"],
                "prepared_by_id": self.env.uid,
            })  # fmt: skip
        match_store.log(self, "prepared")
        return self.statement_line_id.ids

    def undo(self):
        """Take back all that matching booked on these lines. Gives the bank lines' ids."""
        self._refuse_below("ap_base.group_accountant")
        ids = self.statement_line_id.ids
        self._take_back(self.part_ids)
        return ids

    # -- buttons ----------------------------------------------------------------------

    def action_accept(self):
        """Book the proposals shown."""
        self.accept()
        return True

    def action_next_proposal(self):
        """Show the next proposal."""
        for match in self:
            match.choose((match.chosen + 1) % max(1, match.proposal_count))
        return True

    def action_accept_alike(self):
        """Book all lines with the same words and the same kind of answer."""
        self.ensure_one()
        alike = self.browse() if not self.alike else self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("journal_id", "=", self.journal_id.id),
                ("alike", "=", self.alike),
                ("kind", "=", self.kind),
                ("state", "in", ("automatic", "suggested")),
            ]
        )
        exact = alike.filtered(lambda match: match._proposal_values().get("exact"))
        (exact | self).accept()
        return True

    def action_match_again(self):
        """Match these lines again."""
        self.match_lines(self.statement_line_id.ids)
        return True

    def action_undo(self):
        """Take back what was booked."""
        self.undo()
        return True

    def action_make_rule(self):
        """A rule for lines like this one, to be completed."""
        self.ensure_one()
        self._refuse_below("ap_base.group_accountant")
        values = self.env["ap.bank.rule"]._values_from(self.statement_line_id)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Rule for lines like this one"),
            "res_model": "ap.bank.rule",
            "views": [(False, "form")],
            "target": "new",
            "context": {f"default_{name}": value for name, value in values.items()},
        }

    def action_open_entry(self):
        """The entry of the bank line."""
        self.ensure_one()
        return self.statement_line_id.move_id.get_formview_action()

    # -- inside -----------------------------------------------------------------------

    def _summary(self) -> dict:
        found = self._proposal_values()
        return {
            "line_id": self.statement_line_id.id,
            "state": self.state,
            "score": self.score,
            "kind": self.kind or "",
            "reasons": (self.reasons or "").splitlines(),
            "items": [one[0] for one in found.get("allocations", [])],
            "why_not": self.why_not or "",
        }

    def _with_pairs(self):
        """These and the other lines of their transfers: both sides or none."""
        chosen = [match._proposal_values() for match in self]
        lines = [
            number
            for found in chosen
            for number in found.get("lines", ())
            if found["kind"] == "transfer"
        ]
        pairs = self.search([("statement_line_id", "in", lines), ("state", "!=", "done")])
        return self | pairs.filtered(lambda one: one.kind == "transfer")

    def _refuse_below(self, group):
        if not self.env.su and not self.env.user.has_group(group):
            role = self.env.ref(group).sudo().name
            raise AccessError(
                self.env._("This takes the role %(role)s or above.", role=role)
            )

    def _refuse_done(self):
        if self.state == "done":
            raise UserError(self.env._("%(line)s is matched already.", line=self.label))

    def _lock(self):
        """One person at a time for each line."""
        self.check_access("read")
        try:
            self.sudo().lock_for_update()
        except LockError:
            raise UserError(
                self.env._("Somebody else is working on these bank lines: try again.")
            ) from None

    def _take_back(self, parts):
        """Take these booked parts back; the others of their lines stay."""
        self._refuse_below("ap_base.group_accountant")
        matches = parts.match_id
        if not matches:
            raise UserError(self.env._("Nothing is booked by matching here."))
        matches._lock()
        for match, its in parts.grouped("match_id").items():
            line = match.statement_line_id
            if its.move_line_id:
                given = any(its.mapped("gave_partner"))
                match_booking.take_out(line, its.move_line_id, given)
            its._free()
        match_store.log(matches, "undone")
        lines = matches.statement_line_id
        parts.sudo().unlink()
        for company, its in lines.grouped("company_id").items():
            match_run.run(company, set(its.ids))

    @api.model
    def _cron_match(self):
        """Match the lines of every company and book what is automatic, batch by batch."""
        companies = match_run.companies(self.env)
        for done, company in enumerate(companies, 1):
            if not self._match_by_night(company, len(companies) - done):
                return

    @api.model
    def _match_by_night(self, company, others=0) -> bool:
        """The lines of one company, as many others waiting; whether there is time left."""
        job = self.env["ir.cron"]
        if not match_run.is_free(company):  # somebody matches them at this moment
            return True
        match_run.run(company)
        todo = self.search(
            [("company_id", "=", company.id), ("state", "=", "automatic")], order="id"
        )
        if not job._commit_progress(remaining=len(todo) + others):
            return False
        for start in range(0, len(todo), BATCH):
            batch = todo[start : start + BATCH]
            match_store.accept_what_can(batch)
            if not job._commit_progress(len(batch)):
                return False
        return True

    @api.model
    def _that_may_pay(self, items):
        """The open bank lines of which a proposal explains all with one of these items."""
        if not items:
            return self.browse()
        self.flush_model(["proposals", "state"])
        found = self.env.execute_query(
            SQL(
                """SELECT DISTINCT match.id
                     FROM ap_bank_match AS match,
                          jsonb_array_elements(match.proposals) AS proposal,
                          jsonb_array_elements(proposal -> 'allocations') AS part
                    WHERE match.state IN ('automatic', 'suggested')
                      AND (proposal ->> 'exact')::boolean
                      AND (part ->> 0)::integer IN %s""",
                tuple(items.ids),
            )
        )
        return self.browse(number for (number,) in found).sorted("date")

    @api.model
    def _forget(self, company, wanted=None):
        """Drop the answers of lines on which matching has booked nothing, and parts whose
        counterpart somebody took out on another way. Gives the ids that the lines had:
        who has one open in the browser finds the new answer there."""
        parts = self.env["ap.bank.match.part"]
        parts.search([("company_id", "=", company.id), ("move_line_id", "=", False)])._free()
        lines = None if wanted is None else list(wanted)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """DELETE FROM ap_bank_match_part
                    WHERE company_id = %(company)s AND move_line_id IS NULL;
                   DELETE FROM ap_bank_match AS match
                    WHERE company_id = %(company)s
                      AND (%(lines)s::integer[] IS NULL
                           OR statement_line_id = ANY(%(lines)s::integer[]))
                      AND NOT EXISTS (SELECT FROM ap_bank_match_part AS part
                                       WHERE part.match_id = match.id)
                RETURNING statement_line_id, id""",
                company=company.id,
                lines=lines,
            )
        )
        numbers = dict(self.env.cr.fetchall())
        self.env["ap.bank.match.part"].invalidate_model()
        self.invalidate_model()
        return numbers
