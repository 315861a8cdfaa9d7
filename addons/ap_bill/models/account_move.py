# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills of suppliers: a queue with one next step each, edited by who has a role for it, not
paid while something holds them."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ap_base.models.ap_finding import OPEN_STATES

from .account_payment import SENT

BILL_TYPES = ("in_invoice", "in_refund", "in_receipt")
# The first one that holds is the next step.
STEPS = [
    ("mend", "Mend"),
    ("look", "Review"),
    ("fill", "Fill in"),
    ("post", "Post"),
    ("done", "Nothing to do"),
]
# What Odoo asks for before it posts: a draft without it is not ready.
UNFILLED = (
    Domain("partner_id", "=", False)
    | Domain("invoice_date", "=", False)
    | Domain("invoice_line_ids", "=", False)
)
# The findings that a payment waits for.
HOLDING = [("holding", "=", True)]
PAID_STATES = ("paid", "in_payment", "reversed")
_BY_A_PERSON = {
    "ap_payment_hold_reason",
    "ap_payment_hold_user_id",
    "ap_payment_hold_date",
}


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "ap.bill.rights"]

    ap_bill_step = fields.Selection(
        STEPS,
        string="Next step",
        compute="_compute_ap_bill_step",
        search="_search_ap_bill_step",
        compute_sudo=True,
    )

    ap_bill_rank = fields.Integer(
        string="Urgency",
        compute="_compute_ap_bill_rank",
        compute_sudo=True,
        help="What blocks first, then what holds a payment, then what posting asks about, "
        "then warnings, then the rest.",
    )
    ap_finding_first = fields.Char(
        string="First finding", compute="_compute_ap_finding_first", compute_sudo=True
    )

    # Odoo counts what is owed as negative; here a bill is positive, a credit note not.
    ap_amount_untaxed = fields.Monetary(
        string="Untaxed", compute="_compute_ap_amounts", currency_field="currency_id"
    )
    ap_amount_total = fields.Monetary(
        string="Bill total", compute="_compute_ap_amounts", currency_field="currency_id"
    )

    # Nothing is stored for findings: whether a bill is on hold is read from them at that
    # moment, so that it stays right however they open and close.
    ap_payment_hold = fields.Boolean(
        string="Payment on hold",
        compute="_compute_ap_payment_hold",
        search="_search_ap_payment_hold",
        compute_sudo=True,
    )
    ap_payment_hold_text = fields.Text(
        string="Why the payment is on hold",
        compute="_compute_ap_payment_hold",
        compute_sudo=True,
    )
    ap_payment_hold_reason = fields.Text(
        string="Reason of the hold",
        readonly=True,
        copy=False,
        help="Filled in when a person holds the payment.",
    )
    ap_payment_hold_user_id = fields.Many2one(
        "res.users", string="Held by", readonly=True, copy=False
    )
    ap_payment_hold_date = fields.Datetime(string="Held on", readonly=True, copy=False)

    @api.depends("amount_untaxed_in_currency_signed", "amount_total_in_currency_signed")
    def _compute_ap_amounts(self):
        for move in self:
            move.ap_amount_untaxed = -move.amount_untaxed_in_currency_signed
            move.ap_amount_total = -move.amount_total_in_currency_signed

    def _compute_ap_bill_rank(self):
        """Read as the lists are ordered: in SQL, of all at once."""
        found = {}
        if self.ids:
            rank = self._ap_bill_rank_sql(SQL("m.id"))
            query = SQL(
                "SELECT m.id, %s FROM account_move m WHERE m.id IN %s", rank, self._ids
            )
            found = dict(self.env.execute_query(query))
        for move in self:
            move.ap_bill_rank = found.get(move._origin.id, 0)

    def _ap_bill_rank_sql(self, move_id: SQL) -> SQL:
        """The weight of the gravest open finding of the entry, 0 without any."""
        self.env["ap.finding"].flush_model(["state", "rank", "holding", "asking"])
        return SQL(
            """COALESCE((SELECT max(4 * f.rank + 2 * COALESCE(f.holding, FALSE)::int
                                    + COALESCE(f.asking, FALSE)::int)
                           FROM ap_finding f
                          WHERE f.res_model = 'account.move' AND f.res_id = %s
                            AND f.state IN %s), 0)""",
            move_id,
            OPEN_STATES,
        )

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Bills are ordered by what their findings are now, without a stored copy."""
        if field_name == "ap_bill_rank":
            rank = self._ap_bill_rank_sql(SQL.identifier(alias, "id"))
            return SQL("%s %s", rank, direction)
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    @api.depends_context("lang")
    def _compute_ap_finding_first(self):
        """The finding that weighs most, and how many others there are."""
        for move in self:
            first, *others = (move.ap_finding_text or "").split("\n")
            if len(others) == 1:
                first = self.env._("%(finding)s – and 1 other", finding=first)
            elif others:
                first = self.env._(
                    "%(finding)s – and %(count)s others",
                    finding=first,
                    count=len(others),
                )
            move.ap_finding_first = first or False

    @api.depends("state", "move_type", "partner_id", "invoice_date", "invoice_line_ids")
    def _compute_ap_bill_step(self):
        """Blocking findings are mended, warnings looked at, what is empty is filled in;
        a clean draft is posted."""
        for move in self:
            worst = move.ap_finding_severity
            if move.move_type not in BILL_TYPES or move.state == "cancel":
                move.ap_bill_step = False
            elif worst == "blocking":
                move.ap_bill_step = "mend"
            elif worst == "warning":
                move.ap_bill_step = "look"
            elif move.state == "draft":
                move.ap_bill_step = "fill" if move.filtered_domain(UNFILLED) else "post"
            else:
                move.ap_bill_step = "done"

    @api.model
    def _search_ap_bill_step(self, operator, value):
        if operator != "in":
            return NotImplemented
        wanted = [self._ap_step_domain(step) for step in value]
        return Domain.OR(wanted)

    @api.model
    def _ap_step_domain(self, step) -> Domain:
        bills = Domain("move_type", "in", BILL_TYPES) & Domain("state", "!=", "cancel")
        blocked = Domain("id", "in", self._ap_with_findings_sql(("blocking",)))
        found = Domain("id", "in", self._ap_with_findings_sql(("blocking", "warning")))
        if step == "mend":
            return bills & blocked
        if step == "look":
            return bills & found & ~blocked
        if step in ("fill", "post"):
            filled = UNFILLED if step == "fill" else ~UNFILLED
            return bills & Domain("state", "=", "draft") & filled & ~found
        if step == "done":
            return bills & Domain("state", "=", "posted") & ~found
        return ~bills

    @api.model
    def _ap_with_findings_sql(self, severities) -> SQL:
        """The ids of the entries that have an open finding of such a severity."""
        self.env["ap.finding"].flush_model(["state", "severity", "res_model", "res_id"])
        return SQL(
            """SELECT res_id FROM ap_finding
                WHERE res_model = 'account.move' AND state IN %s AND severity IN %s""",
            OPEN_STATES,
            severities,
        )

    def action_post(self):
        """From a screen of bills, ask first where something to be known is open."""
        if self.env.context.get("ap_ask_first"):
            question = self._ap_question("post")
            if question:
                return question
        return super().action_post()

    def action_validate_moves_with_confirmation(self):
        """Odoo's *Confirm Entries* of lists: it asks as the button of a bill does, before
        what Odoo itself asks about."""
        if self.env.context.get("ap_ask_first", True):
            question = self._ap_question("confirm")
            if question:
                return question
        return super().action_validate_moves_with_confirmation()

    def _ap_question(self, way):
        """The question about what is open on these bills, for who may post; else nothing.
        `way`: what is done with them once it is answered."""
        asks = self.env["ap.post.ask"]
        findings = asks.has_access("create") and self._ap_asked_findings()
        return asks._ask(self, findings, way) if findings else False

    def _ap_asked_findings(self):
        """What is open on these drafts and holds their payment or is asked about: known
        to nobody who only reads the first line."""
        bills = self.filtered(
            lambda move: move.move_type in BILL_TYPES and move.state == "draft"
        )
        findings = self.env["ap.finding"].sudo()
        if not bills:
            return findings
        return findings.search([*bills._ap_finding_domain(), ("asking", "=", True)])

    def action_ap_bill_step(self):
        """Do the next step of one bill: see what was found or lacks, or post it."""
        self.ensure_one()
        if self.ap_bill_step in ("mend", "look", "fill"):
            return {
                "type": "ir.actions.act_window",
                "res_model": self._name,
                "res_id": self.id,
                "views": [(False, "form")],
            }
        if self.ap_bill_step == "post":
            return self.with_context(ap_ask_first=True).action_post()
        return False

    # What must not be paid now ----------------------------------------------------------

    @api.model
    def _ap_shows_of_findings(self):
        holds = ["ap_payment_hold", "ap_payment_hold_text"]
        return [*super()._ap_shows_of_findings(), *holds]

    @api.depends_context("lang")
    @api.depends("ap_payment_hold_reason", "move_type", "payment_state")
    def _compute_ap_payment_hold(self):
        bills = self._origin
        causes = bills._ap_hold_causes(bills.ap_open_finding_ids)
        for move in self:
            mine = causes.get(move._origin.id, [])
            move.ap_payment_hold = bool(mine)
            move.ap_payment_hold_text = "\n".join(mine) or False

    @api.model
    def _search_ap_payment_hold(self, operator, value):
        if operator != "in":
            return NotImplemented
        held = Domain("id", "in", self._ap_held_sql())
        if set(value) == {True}:
            return held
        return ~held if set(value) == {False} else Domain.TRUE

    # What holds -----------------------------------------------------------------------

    @api.model
    def _ap_hold_queries(self) -> list[SQL]:
        """Queries that give the ids of bills on hold, one per cause; heirs add theirs,
        and its sentence in `_ap_hold_causes`."""
        return [
            SQL(
                """SELECT finding.res_id FROM ap_finding finding
                     JOIN ap_control control ON control.id = finding.control_id
                    WHERE control.hold_payment AND finding.holds
                      AND NOT COALESCE(control.hold_transfers_only, FALSE)
                      AND finding.res_model = 'account.move'
                      AND finding.state IN ('open', 'assigned')"""
            ),
            SQL(
                """SELECT id FROM account_move
                    WHERE ap_payment_hold_reason IS NOT NULL
                       OR payment_state = 'blocked'"""
            ),
        ]

    @api.model
    def _ap_collected_sql(self) -> SQL:
        """The ids of bills that their supplier collects, where no transfer may go out."""
        return SQL(
            """SELECT finding.res_id FROM ap_finding finding
                 JOIN ap_control control ON control.id = finding.control_id
                WHERE control.hold_payment AND finding.holds
                  AND control.hold_transfers_only
                  AND finding.res_model = 'account.move'
                  AND finding.state IN ('open', 'assigned')"""
        )

    @api.model
    def _ap_held_sql(self, transfers=True) -> SQL:
        """The ids of all bills on hold; `transfers`: those that must not be transferred
        only, too."""
        names = ["ap_payment_hold_reason", "payment_state", "move_type"]
        self.flush_model(names)
        self.env["ap.finding"].flush_model(
            ["state", "control_id", "res_id", "res_model", "holds"]
        )
        self.env["ap.control"].flush_model(["hold_payment", "hold_transfers_only"])
        queries = self._ap_hold_queries()
        if transfers:
            queries.append(self._ap_collected_sql())
        held = SQL(" UNION ").join(queries)
        return SQL(
            "SELECT id FROM account_move WHERE move_type IN %s AND id IN (%s)",
            BILL_TYPES,
            held,
        )

    def _ap_hold_causes(self, findings=None) -> dict[int, list[str]]:
        """For the bills on hold among these: why, in the reader's language.

        `findings`: their open findings where a screen has read them; else they are read.
        """
        bills = self.filtered(lambda move: move.move_type in BILL_TYPES)
        causes = {}
        for bill in bills:
            if bill.ap_payment_hold_reason:
                causes.setdefault(bill.id, []).append(bill._ap_hold_by_person())
            elif bill.payment_state == "blocked":
                causes.setdefault(bill.id, []).append(
                    self.env._("The payment is blocked on the bill.")
                )
        if findings is None:
            findings = self.env["ap.finding"].sudo().search(bills._ap_finding_domain())
        held = set(bills.ids)
        for finding in findings.filtered("holding"):
            if finding.res_id in held:
                causes.setdefault(finding.res_id, []).append(finding.message)
        return causes

    def _ap_reserves(self) -> dict[int, str]:
        """What the supplier was told against these bills, on hold or not, by id: `partly`
        accepted, `disputed`, `suspended` or `refused`. Rooms that tell it add theirs."""
        return {}

    def _ap_waits_for_a_person(self) -> str:
        """Why this draft is not to be posted by itself, in words; empty where nothing
        prevents it. Rooms that read documents say what is not sure."""
        self.ensure_one()
        return ""

    @api.model
    def _ap_disputed_domain(self) -> Domain:
        """The bills that are disputed with their supplier; rooms that tell it add theirs."""
        return Domain("payment_state", "=", "blocked")

    def _ap_without_collected(self, causes) -> dict[int, list[str]]:
        """The causes, without those that hold transfers only."""
        collected = self.env["ap.finding"].search(
            [
                *self._ap_finding_domain(), *HOLDING,
                ("control_id.hold_transfers_only", "=", True),
            ]
        )  # fmt: skip
        left = {bill: list(texts) for bill, texts in causes.items()}
        for finding in collected:
            left[finding.res_id].remove(finding.message)
        return {bill: texts for bill, texts in left.items() if texts}

    def _ap_findings_shown_elsewhere(self, findings):
        """What holds the payment stands beside the hold."""
        stated = super()._ap_findings_shown_elsewhere(findings)
        if self.move_type not in BILL_TYPES or self.payment_state in PAID_STATES:
            return stated
        return stated | findings.filtered_domain(HOLDING)

    def _ap_hold_by_person(self):
        return self.env._(
            "%(user)s: %(reason)s",
            user=self.ap_payment_hold_user_id.sudo().name or self.env._("Somebody"),
            reason=self.ap_payment_hold_reason,
        )

    def _ap_refuse_held(self, transfer=True):
        """Refuse to pay these bills when some of them are on hold, and name those.

        `transfer`: money goes to the supplier's account; what the supplier collects is
        recorded without one.
        """
        bills = self.sudo()
        causes = bills._ap_hold_causes()
        if not transfer:
            causes = bills._ap_without_collected(causes)
        if not causes:
            return
        held = self.sudo().browse(causes)
        names = dict(zip(held.ids, held.mapped("display_name"), strict=True))
        raise UserError(
            self.env._(
                "Nothing was paid, because these bills are on hold:\n%(bills)s\n\n"
                "Pay the others without them. The hold ends when its cause is mended or "
                "waived, or when an accountant lifts it on the bill.",
                bills="\n".join(
                    f"• {names[id_]}: {'; '.join(causes[id_])}" for id_ in held.ids
                ),
            )
        )

    def _ap_people_involved(self):
        """Also who entered where these bills are paid."""
        accounts = self.partner_bank_id
        entered = accounts.ap_entered_by_id | accounts.create_uid
        return super()._ap_people_involved() | entered

    # A person holds, a person lifts -----------------------------------------------------

    def action_hold_payment(self, reason):
        """Hold the payment of these bills, for a reason that everybody sees."""
        self._ap_refuse_hold_by()
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why the payment is to wait."))
        wrong = self.filtered(lambda move: move.move_type not in BILL_TYPES)
        if wrong:
            raise UserError(
                self.env._(
                    "%(document)s is no supplier bill: only those are held.",
                    document=wrong[0].display_name,
                )
            )
        values = {
            "ap_payment_hold_reason": reason,
            "ap_payment_hold_user_id": self.env.uid,
            "ap_payment_hold_date": fields.Datetime.now(),
        }
        self.sudo().write(values)
        body = self.env._("Payment put on hold: %(reason)s", reason=reason)
        self._message_log_batch(dict.fromkeys(self.ids, body))
        return True

    def action_release_payment(self):
        """Lift the hold that a person put; findings still hold what they hold."""
        self._ap_refuse_hold_by()
        held = self.filtered("ap_payment_hold_reason")
        bodies = {
            bill.id: self.env._(
                "Hold of the payment lifted. It was: %(reason)s",
                reason=bill.ap_payment_hold_reason,
            )
            for bill in held
        }
        held.sudo().write(dict.fromkeys(_BY_A_PERSON, False))
        held._message_log_batch(bodies)
        return True

    def _ap_refuse_hold_by(self):
        if not self.env.user.has_group("ap_base.group_accountant"):
            raise AccessError(
                self.env._(
                    "Holding a payment, or lifting the hold, takes the role Accountant "
                    "or above."
                )
            )
        self.check_access("read")

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | _BY_A_PERSON

    @api.model
    def _ap_engine_refusal(self, names):
        if _BY_A_PERSON & names:
            return self.env._("Hold a payment with the button of the bill, not by hand.")
        return super()._ap_engine_refusal(names)

    def write(self, vals):
        result = super().write(vals)
        if "matched_payment_ids" in vals:
            sent = self.sudo().matched_payment_ids
            out = sent.filtered(lambda pay: pay.state in SENT and pay._ap_is_out())
            if out:
                self._ap_refuse_held(any(pay._ap_is_transfer() for pay in out))
        return result

    # All ways to pay ------------------------------------------------------------------

    def _post(self, soft=True):
        """The entry of a payment may be posted by itself: that is paying, too. Money that
        leaves otherwise while bills of its supplier are on hold is found at once."""
        self.origin_payment_id._ap_refuse_to_pay()
        posted = super()._post(soft)
        posted._ap_find_paid_while_held()
        return posted

    def _ap_find_paid_while_held(self):
        """Look at entries that pay suppliers, just posted, whichever way."""
        paying = self.sudo().filtered(
            lambda move: move.move_type == "entry"
            and any(
                line.account_type == "liability_payable" and line.amount_residual > 0
                for line in move.line_ids
            )
        )
        for company, moves in paying.grouped("company_id").items():
            self.env["ap.control"].sudo().check(
                company.id, ["paid_while_held"], "account.move", moves.ids
            )

    # Who edits bills, and what the form of Odoo shows -----------------------------------

    def _ap_bill(self):
        return self

    @api.depends_context("uid")
    def _compute_payment_count(self):
        """The payments a person may open: none for a buyer, who reads bills and no
        payment. Odoo's own count refuses them the whole form of a bill."""
        if not self.env["account.payment"].has_access("read"):
            self.payment_count = 0
            return None
        return super()._compute_payment_count()
