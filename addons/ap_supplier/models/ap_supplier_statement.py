# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from odoo.addons.ap_base.models import arguments

from . import (
    statement_by_hand,
    statement_decisions,
    statement_mail,
    statement_store,
    statement_words,
)
from .import_supplier_statement import SupplierStatementTarget

PROFILE = "ap_supplier.ap_import_profile_supplier_statement"
COUNTS = tuple(statement_store.COUNTED.values())


class ApSupplierStatement(models.Model):
    """A supplier's list reconciled with our books as of its day: a snapshot with its
    evidence. What is matched later does not rewrite it; done again, it is another one.
    Amounts in the currency of the list, debts positive."""

    _name = "ap.supplier.statement"
    _inherit = ["mail.thread", "ap.guarded"]
    _description = "Supplier statement"
    _order = "date DESC, id DESC"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner", string="Supplier", required=True, index=True, readonly=True
    )
    date = fields.Date(string="As of", required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    import_id = fields.Many2one("ap.import", string="File", readonly=True, index=True)
    digest = fields.Char(readonly=True)
    signature = fields.Char(string="Columns of the list", readonly=True)
    direction = fields.Selection(
        selection="_selection_direction", string="Amounts of the list", readonly=True
    )
    direction_why = fields.Selection(
        [
            ("ledger", "Our books"),
            ("words", "The kinds of its documents"),
            ("answered", "What was said for this supplier"),
            ("empty", "No document"),
        ],
        string="Known from",
        readonly=True,
    )
    listed = fields.Json(readonly=True)
    is_stated = fields.Boolean(string="States its balance", readonly=True)
    stated = fields.Monetary(string="Balance stated", readonly=True)
    theirs = fields.Monetary(string="Their balance", readonly=True)
    ours = fields.Monetary(string="Our balance", readonly=True)
    difference = fields.Monetary(readonly=True)
    unexplained = fields.Monetary(readonly=True)
    matched_count = fields.Integer(string="Matched", readonly=True)
    amount_count = fields.Integer(string="Amount differs", readonly=True)
    date_count = fields.Integer(string="Date differs", readonly=True)
    suggested_count = fields.Integer(string="Suggested", readonly=True)
    only_theirs_count = fields.Integer(string="Only theirs", readonly=True)
    only_ours_count = fields.Integer(string="Only ours", readonly=True)
    duplicate_count = fields.Integer(string="Possible duplicates", readonly=True)
    line_ids = fields.One2many("ap.supplier.statement.line", "statement_id", readonly=True)
    books = fields.Char(string="Books when reconciled", readonly=True)
    decision_ids = fields.One2many(
        "ap.supplier.statement.decision", "statement_id", string="Decided", readonly=True
    )
    redo_of_id = fields.Many2one(
        "ap.supplier.statement", string="Done again from", readonly=True, index=True
    )
    redo_ids = fields.One2many("ap.supplier.statement", "redo_of_id", readonly=True)
    note = fields.Text(string="Comment")
    state = fields.Selection(
        [("to_review", "To review"), ("reviewed", "Reviewed")],
        required=True,
        default="to_review",
        readonly=True,
        tracking=True,
    )
    reviewed_by_id = fields.Many2one("res.users", string="Reviewed by", readonly=True)
    date_reviewed = fields.Datetime(string="Reviewed on", readonly=True)
    date_asked = fields.Datetime(string="Supplier asked on", readonly=True)

    _once = models.UniqueIndex(
        "(company_id, partner_id, date, currency_id, digest) WHERE redo_of_id IS NULL",
        "This list was loaded before: nothing changes.",
    )

    @api.model
    def _selection_direction(self):
        return list(statement_words.directions(self.env).items())

    @api.depends("partner_id", "date", "currency_id", "company_id")
    @api.depends_context("lang")
    def _compute_name(self):
        for one in self:
            day = format_date(self.env, one.date) if one.date else ""
            foreign = one.currency_id != one.company_id.currency_id
            parts = [one.partner_id.name, day, one.currency_id.name if foreign else ""]
            one.name = " ".join(filter(None, parts))

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | self._ap_all_fields_but({"note"})

    # -- public -----------------------------------------------------------------------

    @api.model
    def reconcile(self, company_id, partner_id, filename, content_base64, date=None):
        """Reconcile a supplier's list with the books as of its day, or as of `date`.

        The same list again changes nothing. Gives `{"state": "reconciled", "statements":
        [...]}`, each as `summary` gives it, one for each currency; or `{"state":
        "rejected", "import_id", "errors"}`, where a file cannot be read or nothing shows
        who owes whom.
        """
        self.env["ap.import"]._refuse_outsiders()
        company = arguments.company(self.env, company_id)
        partner = self.env["res.partner"].browse(arguments.one_id(self.env, partner_id))
        if not partner.exists():
            raise UserError(self.env._("There is no supplier %(id)s.", id=partner_id))
        imports = self.env["ap.import"].with_company(company)
        file = imports.create({
            "company_id": company.id,
            "profile_id": self._profile_for(company, partner).id,
            "ap_partner_id": partner.id,
            "ap_statement_date": arguments.day(self.env, date) if date else False,
            "filename": str(filename or "file"),
            "file": imports._checked_base64(content_base64),
        })  # fmt: skip
        file._stage()
        if file.state != "validated":
            found = file._summary()
            return {name: found[name] for name in ("state", "import_id", "errors")}
        file._apply()
        rows = file.row_ids.filtered(lambda row: row.res_id and row.state != "gone")
        statements = self.browse(sorted(set(rows.mapped("res_id"))))
        return {"state": "reconciled", "statements": statements.summary()}

    def summary(self):
        """The statements as values: a list of `{"id", "partner_id", "date", "currency",
        "theirs", "ours", "difference", "unexplained", "counts", "lines"}`. Each line is a
        step of the bridge: the differences add up from their balance to ours."""
        self.check_access("read")
        return [
            {
                "id": one.id,
                "partner_id": one.partner_id.id,
                "date": one.date.isoformat(),
                "currency": one.currency_id.name,
                "theirs": one.theirs,
                "ours": one.ours,
                "difference": one.difference,
                "unexplained": one.unexplained,
                "state": one.state,
                "counts": {
                    result: one[name] for result, name in statement_store.COUNTED.items()
                },
                "lines": [_summed(line) for line in one.line_ids],
            }
            for one in self
        ]

    def redo(self):
        """Reconcile the same lists again, with the books as they know that day now and
        with what was decided; what was kept stays. Gives the ids of the new statements."""
        self._refuse_below("ap_base.group_apprentice")
        made = self.browse()
        for one in self:
            statement_store.lock(self.env, one.company_id.id, one.partner_id.id)
            values = {name: one[name] for name in KEPT}
            made |= statement_store.make(self.env, {
                **values,
                **{name: one[name].id for name in LINKED},
                "redo_of_id": one.id,
            }, one.decision_ids._carried())  # fmt: skip
        return made.ids

    def review(self):
        """Sign what was looked at: rows are not decided any more. Refused while something
        is only suggested. Gives the ids."""
        self._refuse_below("ap_base.group_accountant")
        unsigned = self.filtered(lambda one: one.state == "to_review")
        if unsigned:
            unsigned._hold()
        for one in unsigned:
            if one.suggested_count:
                raise UserError(
                    self.env._(
                        "%(name)s: accept or refuse what is suggested first.", name=one.name
                    )
                )
            one.sudo().write({
                "state": "reviewed",
                "reviewed_by_id": self.env.uid,
                "date_reviewed": fields.Datetime.now(),
            })  # fmt: skip
            statement_by_hand.note(one, "reviewed")
        return self.ids

    def reopen(self):
        """Take the review back, by the head of accounting. Gives the ids."""
        self._refuse_below("ap_base.group_head")
        self.sudo().write(
            {"state": "to_review", "reviewed_by_id": False, "date_reviewed": False}
        )
        for one in self:
            statement_by_hand.note(one, "reopened")
        return self.ids

    # -- buttons ----------------------------------------------------------------------

    def action_redo(self):
        """Reconcile again, and show it."""
        self.ensure_one()
        return self.browse(self.redo()).get_formview_action()

    def action_review(self):
        """Sign."""
        self.review()
        return True

    def action_reopen(self):
        """Take the review back."""
        self.reopen()
        return True

    def action_ask_supplier(self):
        """A message to the supplier, in its language, that lists what is missing."""
        self.ensure_one()
        self._refuse_below("ap_base.group_apprentice")
        return statement_mail.composer(self)

    def action_propose_accruals(self):
        """Propose an accrual for each bill that is missing here."""
        self.ensure_one()
        self._refuse_below("ap_base.group_apprentice")
        lines = self.line_ids.filtered(statement_decisions.is_missing)
        if not lines:
            raise UserError(self.env._("%(name)s: no bill is missing.", name=self.name))
        return lines.action_propose_accrual()

    def action_pdf(self):
        """The reconciliation as PDF."""
        return self.line_ids.action_pdf()

    def action_xlsx(self):
        """The reconciliation as a workbook."""
        return self.line_ids.action_xlsx()

    def action_open_lines(self):
        """The rows with a result given by the context."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_supplier.ap_supplier_statement_line_action"
        )
        action["domain"] = [("statement_id", "=", self.id)]
        result = self.env.context.get("result")
        action["context"] = {f"search_default_{result}": 1} if result else {}
        return action

    def action_load(self):
        """The screen that loads a supplier's list: of the supplier in the context."""
        partner = self.env["res.partner"].browse(self.env.context.get("partner_id"))
        company = self.env.company
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Supplier's list"),
            "res_model": "ap.import",
            "views": [(False, "form")],
            "context": {
                "default_profile_id": self._profile_for(company, partner).id,
                "default_ap_partner_id": partner.commercial_partner_id.id,
                "default_company_id": company.id,
            },
        }

    # -- inside -----------------------------------------------------------------------

    @api.model
    def _profile_for(self, company, partner):
        """The profile of the supplier's last list, else the one that finds its columns."""
        last = self.search(
            [
                ("company_id", "=", company.id),
                ("partner_id", "=", partner.commercial_partner_id.id),
                ("import_id.profile_id.target", "=", SupplierStatementTarget.code),
            ],
            order="id DESC",
            limit=1,
        )
        known = last.import_id.profile_id.filtered("active")
        return known or self.env.ref(PROFILE)

    def _keep_figures(self, values):
        self.sudo().write(values)

    def _hold(self):
        """One person decides at a time: who comes second sees what the first did."""
        self._refuse_reviewed()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM ap_supplier_statement WHERE id = ANY(%s) ORDER BY id FOR UPDATE",
                self.ids,
            )
        )
        self.env.cr.execute(
            SQL("UPDATE ap_supplier_statement SET date = date WHERE id = ANY(%s)", self.ids)
        )
        self.invalidate_recordset()
        self.line_ids.invalidate_recordset()

    def _hold_open(self):
        """As `_hold`, to decide on rows: what was sent to the supplier stays as it was."""
        self._hold()
        for one in self.filtered("date_asked"):
            raise UserError(
                self.env._(
                    "%(name)s was sent to the supplier on %(day)s: do it again, then decide "
                    "on the new one.",
                    name=one.name,
                    day=format_date(self.env, one.date_asked),
                )
            )

    def _note_made(self):
        """What is said where it was done again."""
        if self.redo_of_id:
            self._message_log(
                body=self.env._("Done again from %(name)s.", name=self.redo_of_id.name)
            )

    def _message_post_after_hook(self, message, msg_vals):
        """A message to the supplier: it was asked."""
        if self.partner_id & message.partner_ids.commercial_partner_id:
            self.sudo().date_asked = message.date
            statement_by_hand.note(self, "asked")
        return super()._message_post_after_hook(message, msg_vals)

    def _drop(self):
        """Undo of the file: nothing but the import knew it."""
        self.line_ids.unlink()
        self.unlink()

    def _refuse_reviewed(self):
        self._refuse_below("ap_base.group_apprentice")
        for one in self:
            if one.state == "reviewed":
                raise UserError(
                    self.env._(
                        "%(name)s is reviewed: do it again, or have it reopened.",
                        name=one.name,
                    )
                )

    def _refuse_below(self, group):
        role = self.env.ref(group).sudo().name
        text = self.env._("This takes the role %(role)s or above.", role=role)
        arguments.require_role(self.env, group, text)
        self.check_access("read")


KEPT = (
    "date", "digest", "signature", "direction", "direction_why", "is_stated", "stated",
    "listed",
)  # fmt: skip
LINKED = ("company_id", "partner_id", "currency_id", "import_id")


def _summed(line) -> dict:
    return {
        "result": line.result,
        "their_number": line.their_number or "",
        "our_number": line.our_number or "",
        "theirs": line.theirs,
        "ours": line.ours,
        "difference": line.difference,
        "why": line.why or "",
    }
