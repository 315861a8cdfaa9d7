# SPDX-License-Identifier: AGPL-3.0-or-later
"""The life cycle of a supplier bill: where it stands, and which status may follow."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ap_base.models import arguments
from odoo.addons.ap_base.models.words import in_a_row

from ..rules.lifecycle import (
    APPROVED_BY_POSTING,
    BUYER,
    ENDED,
    NEXT,
    STATUSES,
    admits_statuses,
    label_of,
    may_follow,
    next_of,
)
from .ap_bill_status import CODES

TYPES = ("in_invoice", "in_refund")
MOST_ATTACHED = 20_000_000  # bytes
# What an apprentice may say: it commits the company to nothing. A dispute does: its bills
# are left out of the table of late payments (D441-6).
OF_APPRENTICES = {"204", "208"}
# What the supplier has read of a bill that is not accepted as it stands.
RESERVES = {
    "206": "partly", "207": "disputed", "208": "suspended", "210": "refused", "213": "refused",
}  # fmt: skip


class AccountMove(models.Model):
    _inherit = "account.move"

    ap_lifecycle = fields.Selection(
        CODES,
        string="Life cycle",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Status of the invoice between supplier, platforms and buyer.",
    )
    ap_lifecycle_ids = fields.One2many(
        "ap.bill.status",
        "move_id",
        string="Life-cycle statuses",
        readonly=True,
        groups="ap_base.group_auditor,ap_base.group_apprentice",
    )
    ap_lifecycle_shown = fields.Boolean(compute="_compute_ap_lifecycle_shown")
    ap_lifecycle_next = fields.Char(compute="_compute_ap_lifecycle_next")

    ap_processing_rule = fields.Char(
        string="Processing rule",
        readonly=True,
        copy=False,
        help="Of the platform that brought it: only domestic invoices have a life cycle.",
    )
    ap_flow_ids = fields.One2many(
        "ap.platform.flow",
        "move_id",
        string="Flows",
        readonly=True,
        groups="ap_base.group_auditor,ap_base.group_apprentice",
    )

    def _lifecycle_applies(self):
        """Supplier bills and credit notes of companies in France, unless they came by a
        platform as what has no life cycle."""
        return (
            self.move_type in TYPES
            and admits_statuses(self.ap_processing_rule)
            and self.company_id.account_fiscal_country_id.code == "FR"
        )

    def _lifecycle_electronic(self):
        """Those of these bills that came as e-invoice, or have a status."""
        here = self.filtered(lambda move: move._lifecycle_applies())
        return here.filtered(
            lambda move: move.ap_lifecycle
            or any(one.syntax in ("cii", "ubl") for one in move.sudo().ap_document_ids)
        )

    @api.depends(
        "move_type", "company_id", "ap_lifecycle", "ap_document_ids.syntax", "ap_processing_rule"
    )
    def _compute_ap_lifecycle_shown(self):
        electronic = set(self._origin._lifecycle_electronic().ids)
        for move in self:
            move.ap_lifecycle_shown = move._origin.id in electronic

    @api.depends_context("uid")
    @api.depends("ap_lifecycle")
    def _compute_ap_lifecycle_next(self):
        allowed = self._lifecycle_codes_of_user()
        for move in self:
            codes = next_of(move.ap_lifecycle or "", BUYER)
            move.ap_lifecycle_next = " ".join(c for c in codes if c in allowed) or False

    # Rights and order -----------------------------------------------------------------
    def _lifecycle_codes_of_user(self):
        user = self.env.user
        if self.env.su or user.has_group("ap_base.group_accountant"):
            return set(STATUSES)
        if user.has_group("ap_base.group_apprentice"):
            return OF_APPRENTICES | {
                code for code, status in STATUSES.items() if status.actor != BUYER
            }
        return set()

    def _lifecycle_refuse_role(self, code):
        allowed = self._lifecycle_codes_of_user()
        if not allowed or (code in STATUSES and code not in allowed):
            role = (
                self.env._("Apprentice")
                if code in OF_APPRENTICES
                else self.env._("Accountant")
            )
            raise AccessError(
                self.env._(
                    "Setting a bill to %(status)s takes the role %(role)s or above.",
                    status=self._lifecycle_name(code),
                    role=role,
                )
            )

    @api.model
    def _lifecycle_name(self, code):
        """A status in the reader's language, with its code."""
        field = self._fields["ap_lifecycle"]
        name = dict(field._description_selection(self.env)).get(code)
        return f"{name} ({code})" if name else label_of(code)

    def _lifecycle_why_not(self, code):
        """The sentence that says why a status cannot follow, and what can."""
        current = self.ap_lifecycle or ""
        if current in ENDED:
            return self.env._(
                "%(bill)s is %(current)s, which ends its life cycle: %(new)s cannot follow.",
                bill=self.display_name,
                current=self._lifecycle_name(current),
                new=self._lifecycle_name(code),
            )
        return self.env._(
            "%(bill)s is %(current)s: %(new)s cannot follow. What can: %(allowed)s.",
            bill=self.display_name,
            current=self._lifecycle_name(current)
            if current
            else self.env._("without status"),
            new=self._lifecycle_name(code),
            allowed=", ".join(self._lifecycle_name(c) for c in NEXT[current]),
        )

    # Setting --------------------------------------------------------------------------
    def ap_set_status(self, code, reason_codes=None, note=None, attachment_ids=None):
        """Say a status of these bills as the buyer; gives the ids of the new rows.

        `code`: 204 taken in charge, 205 approved, 206 approved in part, 207 disputed, 208
        suspended, 210 refused, 211 payment sent. 206, 207, 208 and 210 take reasons: codes
        that the status admits. `attachment_ids`: files that go to the supplier with it.
        """
        status = STATUSES.get(str(code))
        if not status or status.actor != BUYER:
            raise UserError(
                self.env._(
                    "“%(code)s” is no status of a buyer. Those are: %(codes)s.",
                    code=code,
                    codes=", ".join(c for c, s in STATUSES.items() if s.actor == BUYER),
                )
            )
        self._lifecycle_refuse_role(status.code)
        self.check_access("read")
        reasons = self._lifecycle_reasons(status, reason_codes or [])
        self._lifecycle_lock()
        for bill in self:
            bill._lifecycle_refuse(status.code)
        values = {
            "reason_ids": [(6, 0, reasons.ids)],
            "reason_codes": " ".join(reasons.mapped("code")) or False,
            "note": (note or "").strip() or False,
        }
        files = self._lifecycle_files(attachment_ids)
        return self._lifecycle_log(status.code, "person", values, files).ids

    def _lifecycle_files(self, attachment_ids):
        """For each bill its copies of the files, which its readers may read."""
        files = self.env["ir.attachment"].browse(arguments.ids(self.env, attachment_ids) or [])
        files.check_access("read")
        size = sum(files.mapped("file_size"))
        if size > MOST_ATTACHED:
            raise UserError(
                self.env._(
                    "The attachments have %(size)s MB; a message takes %(most)s MB at most.",
                    size=size // 1_000_000,
                    most=MOST_ATTACHED // 1_000_000,
                )
            )
        if not files:
            return {}
        return {
            bill.id: {
                "attachment_ids": [
                    (4, one.sudo().copy({"res_model": bill._name, "res_id": bill.id}).id)
                    for one in files
                ]
            }
            for bill in self
        }

    def _lifecycle_refuse(self, code):
        if not admits_statuses(self.ap_processing_rule):
            raise UserError(
                self.env._(
                    "%(bill)s came as %(rule)s: such invoices have no life cycle, and the "
                    "platform takes no status of them.",
                    bill=self.display_name,
                    rule=self.ap_processing_rule,
                )
            )
        if not self._lifecycle_applies():
            raise UserError(
                self.env._(
                    "%(bill)s has no life cycle: only supplier bills and credit notes of "
                    "companies in France have.",
                    bill=self.display_name,
                )
            )
        if code not in NEXT[self.ap_lifecycle or ""]:
            raise UserError(self._lifecycle_why_not(code))

    def _lifecycle_reasons(self, status, codes):
        reasons = self.env["ap.lifecycle.reason"]
        admitted = reasons.search(reasons._of_status(status.code))
        found = admitted.filtered(lambda reason: reason.code in codes)
        unknown = sorted(set(codes) - set(found.mapped("code")))
        if unknown:
            raise UserError(
                self.env._(
                    "%(status)s does not admit the reason %(reasons)s. Admitted: %(known)s.",
                    status=self._lifecycle_name(status.code),
                    reasons=", ".join(map(str, unknown)),
                    known=", ".join(admitted.mapped("code")),
                )
            )
        if status.reason and not found:
            raise UserError(
                self.env._(
                    "%(status)s takes a reason.",
                    status=self._lifecycle_name(status.code),
                )
            )
        return found

    def _lifecycle_lock(self):
        """One after the other: who comes second sees what the first one stated."""
        self.flush_recordset(["ap_lifecycle"])
        self.env.execute_query(
            SQL(
                "SELECT id FROM account_move WHERE id = ANY(%s) ORDER BY id FOR UPDATE",
                list(self.ids),
            )
        )
        self.invalidate_recordset(["ap_lifecycle"], flush=False)

    def _lifecycle_log(self, code, origin, values=None, of_each=None):
        """Write the status of these bills down, and make its messages.

        `of_each`: values by id of the bill. Nothing is checked here.
        """
        status = STATUSES.get(code)
        numbers = self._lifecycle_numbers()
        common = {
            "code": code,
            "origin": origin,
            "actor": status.actor if status else False,
            "date": fields.Datetime.now(),
            "user_id": self.env.uid,
            **(values or {}),
        }
        each = of_each or {}
        statuses = self.env["ap.bill.status"].sudo()
        rows = statuses.create(
            [
                {
                    **common,
                    "move_id": bill.id,
                    "company_id": bill.company_id.id,
                    "sequence": numbers.get(bill.id, 0) + 1,
                    **each.get(bill.id, {}),
                }
                for bill in self
            ]
        )
        if status:
            self.sudo().write({"ap_lifecycle": code})
        self._lifecycle_notify(rows)
        rows._make_messages()
        return rows.sudo(self.env.su)

    def _lifecycle_numbers(self):
        """The number of the last status, by id of the bill."""
        groups = (
            self.env["ap.bill.status"]
            .sudo()
            ._read_group([("move_id", "in", self.ids)], ["move_id"], ["sequence:max"])
        )
        return {move.id: number for move, number in groups}

    def _lifecycle_notify(self, rows):
        """In the chatter of each bill."""
        bodies = {}
        for row in rows:
            why = [*row.reason_ids.mapped("display_name"), row.note or ""]
            bodies[row.move_id.id] = self.env._(
                "Life cycle: %(status)s. %(why)s",
                status=row.display_name,
                why=in_a_row(self.env, why),
            ).strip()
        self._message_log_batch(bodies)

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | {"ap_lifecycle", "ap_processing_rule", "ap_flow_ids"}

    @api.model
    def _ap_engine_refusal(self, names):
        if "ap_lifecycle" in names:
            return self.env._("The life cycle of a bill goes on by its buttons, not by hand.")
        return super()._ap_engine_refusal(names)

    @api.ondelete(at_uninstall=False)
    def _unlink_with_statuses(self):
        spoken = self.filtered("ap_lifecycle")
        if spoken:
            raise UserError(
                self.env._(
                    "%(bill)s has a life cycle (%(status)s) and is kept: cancel it instead.",
                    bill=spoken[0].display_name,
                    status=self._lifecycle_name(spoken[0].ap_lifecycle),
                )
            )

    # What posting and paying say of a bill, and what a refusal forbids -------------

    def _post(self, soft=True):
        self._lifecycle_refuse_to_post()
        posted = super()._post(soft)
        posted._lifecycle_approve()
        return posted

    def _lifecycle_refuse_to_post(self):
        """A refused bill is not booked, whoever posts and from wherever."""
        ended = self.filtered(
            lambda move: move.ap_lifecycle in ENDED and move._lifecycle_applies()
        )
        if ended:
            raise UserError(
                self.env._(
                    "Nothing was posted, because the life cycle of these bills has ended:\n"
                    "%(bills)s\n\nCancel them; the supplier issues a new invoice.",
                    bills="\n".join(
                        f"• {bill.display_name}: {self._lifecycle_name(bill.ap_lifecycle)}"
                        for bill in ended
                    ),
                )
            )

    def _lifecycle_approve(self):
        """Who posts an e-invoice approves it, unless somebody has set another status."""
        bills = self.filtered(
            lambda move: move.state == "posted"
            and (move.ap_lifecycle or "") in APPROVED_BY_POSTING
        )._lifecycle_electronic()
        if bills:
            bills._lifecycle_lock()
            bills._lifecycle_log("205", "posting")

    def _lifecycle_paid(self, amounts):
        """`amounts`: what was paid of each bill, by id, in its currency."""
        bills = self._lifecycle_electronic().filtered(
            lambda bill: may_follow(bill.ap_lifecycle or "", "211")
        )
        if bills:
            bills._lifecycle_lock()
            of_each = {
                bill.id: {
                    "amount": amounts[bill.id],
                    "currency_id": bill.currency_id.id,
                }
                for bill in bills
            }
            bills._lifecycle_log("211", "payment", of_each=of_each)

    # A refused bill is not paid either --------------------------------------------------
    @api.model
    def _ap_hold_queries(self):
        self.flush_model(["ap_lifecycle"])
        ended = SQL(
            "SELECT id FROM account_move WHERE ap_lifecycle IN %s", tuple(ENDED)
        )
        return [*super()._ap_hold_queries(), ended]

    def _ap_hold_causes(self, findings=None):
        causes = super()._ap_hold_causes(findings)
        for bill in self:
            if bill.ap_lifecycle in ENDED:
                causes.setdefault(bill.id, []).append(
                    self.env._(
                        "%(status)s: neither posted nor paid.",
                        status=self._lifecycle_name(bill.ap_lifecycle),
                    )
                )
        return causes

    def _ap_reserves(self):
        said = {bill.id: RESERVES[bill.ap_lifecycle] for bill in self if bill.ap_lifecycle in RESERVES}
        return super()._ap_reserves() | said

    @api.model
    def _ap_disputed_domain(self):
        told = Domain("ap_lifecycle", "in", list(RESERVES))
        return super()._ap_disputed_domain() | told

    # Buttons of the bill: a status at once, or the wizard where it takes reasons ---

    def action_ap_lifecycle(self):
        """What a button of the page does: `ap_status` of the context is its status."""
        code = self.env.context.get("ap_status")
        if code not in STATUSES or not STATUSES[code].reason:
            return bool(self.ap_set_status(code))
        self._lifecycle_refuse_role(code)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "l10n_fr_ap_platform.ap_bill_status_set_action"
        )
        action["context"] = {"default_code": code, "active_ids": self.ids}
        action["name"] = self._lifecycle_name(code)
        return action
