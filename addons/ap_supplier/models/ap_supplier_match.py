# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.ap_base.models import arguments

from . import match_gathering, match_words


class ApSupplierMatch(models.Model):
    """Open items of a supplier that belong together, proposed with score and reasons:
    of one company, supplier, account and currency, always."""

    _name = "ap.supplier.match"
    _inherit = ["ap.guarded"]
    _description = "Proposal of matching"
    _order = "state, is_sure DESC, score DESC, amount DESC, id"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one("res.company", required=True, index=True)
    partner_id = fields.Many2one("res.partner", string="Supplier", required=True, index=True)
    account_id = fields.Many2one("account.account", required=True)
    currency_id = fields.Many2one("res.currency", required=True)
    item_ids = fields.Many2many("account.move.line", string="Items")
    items_key = fields.Char(required=True)
    amount = fields.Monetary(string="To match")
    rest = fields.Monetary(string="Left open", help="Of the items matched; bills positive.")
    score = fields.Integer(aggregator=False)
    is_sure = fields.Boolean(string="Sure")
    reasons = fields.Json()
    why = fields.Char(compute="_compute_why")
    items_text = fields.Text(string="Items in words", compute="_compute_items_text")
    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("accepted", "Matched"),
            ("undone", "Undone"),
            ("refused", "Refused"),
        ],
        required=True,
        default="proposed",
    )
    partial_ids = fields.Many2many("account.partial.reconcile", string="Made by it")
    user_id = fields.Many2one("res.users", string="Decided by")
    date_decided = fields.Datetime(string="Decided on")

    _once = models.UniqueIndex(
        "(company_id, items_key)", "These items are proposed already."
    )

    @api.depends("partner_id", "amount")
    def _compute_name(self):
        for one in self:
            amount = one.currency_id.format(one.amount) if one.currency_id else ""
            one.name = f"{one.partner_id.display_name or ''} {amount}".strip()

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_why(self):
        for one in self:
            one.why = match_words.reasons(self.env, one.reasons or [])

    @api.depends("item_ids")
    @api.depends_context("lang")
    def _compute_items_text(self):
        for one in self:
            one.items_text = match_words.items(one.item_ids)

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | self._ap_all_fields_but(frozenset())

    # -- public -----------------------------------------------------------------------

    @api.model
    def propose(self, company_id, partner_ids=None):
        """Look for items of suppliers that belong together; nothing is matched. Gives
        `{"proposed", "sure", "ids"}`: what waits now. What was refused or undone is not
        proposed again."""
        self.check_access("read")
        takes = self.env._("Proposing matchings takes the role Apprentice or above.")
        arguments.require_role(self.env, "ap_base.group_apprentice", takes)
        company = arguments.company(self.env, company_id)
        ids = arguments.ids(self.env, partner_ids)
        if ids is not None:
            ids = self.env["res.partner"].browse(ids).exists().commercial_partner_id.ids
        self.sudo()._refresh(company, ids)
        domain = [("company_id", "=", company.id), ("state", "=", "proposed")]
        if ids is not None:
            domain.append(("partner_id", "in", ids))
        waiting = self.search(domain)
        sure = waiting.filtered("is_sure")
        return {"proposed": len(waiting), "sure": len(sure), "ids": waiting.ids}

    def accept(self):
        """Match the items of these proposals. Refused where one of them has changed since.
        Gives the ids."""
        takes = self.env._("Matching takes the role Accountant or above.")
        arguments.require_role(self.env, "ap_base.group_accountant", takes)
        self.check_access("read")
        self._lock(("proposed",))
        for one in self:
            one._refuse_changed()
        before = self.item_ids.matched_debit_ids | self.item_ids.matched_credit_ids
        self.item_ids._reconcile_plan([one.item_ids for one in self])
        for one in self:
            made = one.item_ids.matched_debit_ids | one.item_ids.matched_credit_ids
            one.sudo().write({**self._decided("accepted"), "partial_ids": (made - before).ids})
        return self.ids

    def refuse(self):
        """Set these proposals aside: they do not come back. Gives the ids."""
        takes = self.env._("Refusing a proposal takes the role Apprentice or above.")
        arguments.require_role(self.env, "ap_base.group_apprentice", takes)
        self.check_access("read")
        self._lock(("proposed",))
        self.sudo().write(self._decided("refused"))
        return self.ids

    def undo(self):
        """Take back what these proposals matched; what others matched stays. Gives the
        ids."""
        takes = self.env._("Undoing a matching takes the role Accountant or above.")
        arguments.require_role(self.env, "ap_base.group_accountant", takes)
        self.check_access("read")
        self._lock(("accepted",))
        self.partial_ids.unlink()
        self.sudo().write(self._decided("undone"))
        return self.ids

    # -- the engine -------------------------------------------------------------------

    @api.model
    def _refresh(self, company, partner_ids=None):
        """Bring what is proposed in line with what is open (as superuser)."""
        self.env.cr.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, company.id])
        found = match_gathering.proposals(company, partner_ids)
        domain = [("company_id", "=", company.id)]
        if partner_ids is not None:
            domain.append(("partner_id", "in", list(partner_ids)))
        known = {one.items_key: one for one in self.search(domain)}
        gone = [
            one.id
            for key, one in known.items()
            if one.state == "proposed" and key not in found
        ]
        self.browse(gone).unlink()
        self.create([values for key, values in found.items() if key not in known])

    @api.model
    def _cron_propose(self):
        """Look for proposals in every company, one after the other."""
        companies = self.env["res.company"].search([])  # pylint: disable=no-search-all
        job = self.env["ir.cron"]
        for done, company in enumerate(companies, 1):
            self.with_company(company)._refresh(company)
            if not job._commit_progress(1, remaining=len(companies) - done):
                return

    def _lock(self, states):
        """Take the records for this transaction; refuse those in another state."""
        self.lock_for_update()
        self.invalidate_recordset()
        wrong = self.filtered(lambda one: one.state not in states)
        if wrong:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(proposal)s is “%(state)s”: reload the list.",
                    proposal=wrong[0].name,
                    state=labels[wrong[0].state],
                )
            )

    def _refuse_changed(self):
        """The items are as they were when they were proposed."""
        if match_gathering.key_of(self.item_ids) != self.items_key:
            raise UserError(
                self.env._(
                    "%(proposal)s: something was matched or changed since. Propose again.",
                    proposal=self.name,
                )
            )

    def _decided(self, state) -> dict:
        return {
            "state": state,
            "user_id": self.env.uid,
            "date_decided": fields.Datetime.now(),
        }

    # -- screens ----------------------------------------------------------------------

    def action_propose(self):
        """Look for proposals of the company at work, and list them."""
        self.propose(self.env.company.id)
        return self.env["ir.actions.act_window"]._for_xml_id(
            "ap_supplier.ap_supplier_match_action"
        )

    def action_open_items(self):
        """The items of these proposals."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Items"),
            "res_model": "account.move.line",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", self.item_ids.ids)],
            "context": {},
        }


LOCK = 0x41505355  # of the proposals of a company
