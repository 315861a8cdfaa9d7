# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills that must not be paid now: because of a finding, or because a person says so.

Nothing is stored for findings: whether a bill is on hold is read from them at that
moment, so that it stays right however they open and close.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .account_payment import SENT

HELD_TYPES = ("in_invoice", "in_refund", "in_receipt")
# The findings that a payment waits for.
HOLDING = [("holding", "=", True)]
PAID_STATES = ("paid", "in_payment", "reversed")
_BY_A_PERSON = {
    "ap_payment_hold_reason",
    "ap_payment_hold_user_id",
    "ap_payment_hold_date",
}


class AccountMove(models.Model):
    _inherit = "account.move"

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
            HELD_TYPES,
            held,
        )

    def _ap_hold_causes(self, findings=None) -> dict[int, list[str]]:
        """For the bills on hold among these: why, in the reader's language.

        `findings`: their open findings where a screen has read them; else they are read.
        """
        bills = self.filtered(lambda move: move.move_type in HELD_TYPES)
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

    def _ap_findings_told_apart(self, findings):
        """What holds the payment stands beside the hold."""
        told = super()._ap_findings_told_apart(findings)
        if self.move_type not in HELD_TYPES or self.payment_state in PAID_STATES:
            return told
        return told | findings.filtered_domain(HOLDING)

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
        wrong = self.filtered(lambda move: move.move_type not in HELD_TYPES)
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
