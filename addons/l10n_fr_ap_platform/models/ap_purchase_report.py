# SPDX-License-Identifier: AGPL-3.0-or-later
"""The report of a period's foreign purchases to the tax office (flux 10.1, role BY)."""

import base64
import hashlib
import uuid

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date

from odoo.addons.ap_base.models import arguments

from ..client.flows import REPORT
from ..rules import purchase_report
from ..rules.foreign_purchases import open_periods
from . import purchase_file
from .purchase_gathering import found_of

STATES = [
    ("draft", "To check"),
    ("sent", "Sent"),
    ("filed", "Filed (300)"),
    ("rejected", "Rejected (301)"),
    ("replaced", "Replaced"),
]
KINDS = [("IN", "First"), ("RE", "Correction")]
# What makes two lines the same: a report that says otherwise than the books is corrected.
SAME = ("move_id", "treatment", "result", "category", "amount_currency", "amount")


class ApPurchaseReport(models.Model):
    _name = "ap.purchase.report"
    _inherit = ["ap.guarded"]
    _description = "Report of foreign purchases"
    _order = "date_from desc, version desc"
    _rec_name = "number"

    platform_id = fields.Many2one(
        "ap.platform", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    number = fields.Char(required=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    version = fields.Integer(required=True, readonly=True)
    date_from = fields.Date(string="From", required=True, readonly=True)
    date_to = fields.Date(string="To", required=True, readonly=True)
    date_due = fields.Date(string="Due on", required=True, readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True, default="draft")
    changed = fields.Boolean(
        string="Books changed since", readonly=True,
        help="Bills of the period were posted, changed or cancelled after the report was sent.",
    )  # fmt: skip
    held = fields.Boolean(
        string="Held by the tax office", readonly=True,
        help="It was filed, or handed over, before it was replaced.",
    )  # fmt: skip
    reason = fields.Text(string="Answer", readonly=True)
    line_ids = fields.One2many("ap.purchase.report.line", "report_id", readonly=True)
    file = fields.Binary(string="Report (XML)", attachment=True, readonly=True)
    file_name = fields.Char(readonly=True)
    flow_id = fields.Many2one("ap.platform.flow", string="Flow", readonly=True)
    reported_count = fields.Integer(string="Reported", compute="_compute_counts")
    left_count = fields.Integer(string="Left out", compute="_compute_counts")
    review_count = fields.Integer(string="To review", compute="_compute_counts")
    amount = fields.Monetary(string="Reported in euros", compute="_compute_counts")
    currency_id = fields.Many2one(related="company_id.currency_id")

    _version_once = models.UniqueIndex(
        "(company_id, date_from, version)", "That period has such a report already."
    )
    _number_once = models.UniqueIndex("(company_id, number)", "That number was used before.")
    _one_draft = models.UniqueIndex(
        "(company_id, date_from) WHERE state = 'draft'", "That period has a report to check."
    )

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | self._ap_all_fields_but(())

    @api.depends("line_ids.result", "line_ids.amount")
    def _compute_counts(self):
        for report in self:
            by_result = report.line_ids.grouped("result")
            empty = report.line_ids.browse()
            reported = by_result.get("report", empty)
            report.reported_count = len(reported.move_id)
            report.left_count = len(by_result.get("leave", empty).move_id)
            report.review_count = len(by_result.get("review", empty).move_id)
            report.amount = sum(reported.mapped("amount"))

    # Periods -----------------------------------------------------------------------------

    @api.model
    def prepare(self, company_id, date):
        """Make the reports of all periods that hold a foreign purchase up to a day, bring
        those to check up to date, and mark those whose books changed since.

        :return: ids of the reports that are to be checked or corrected, oldest first.
        """
        arguments.require_role(
            self.env, "ap_base.group_apprentice",
            self.env._("Preparing reports takes the role Apprentice or above."),
        )  # fmt: skip
        platform = self.env["ap.platform"]._asked(company_id)
        return self.sudo()._prepare(platform, arguments.day(self.env, date)).ids

    def action_prepare(self):
        """Bring the reports of the user's company up to date now, not at night."""
        today = fields.Date.context_today(self)
        to_do = self.prepare(self.env.company.id, today.isoformat())
        text = self.env._("%s reports are to be checked or corrected.", len(to_do))
        return self.env["ap.platform"]._notification("warning" if to_do else "success", text)

    @api.model
    def _prepare(self, platform, day):
        if not platform.regime_id or not platform.report_since:
            raise UserError(
                self.env._(
                    "%s has no VAT regime or no day on which reporting begins: the "
                    "administrator enters them with the platform.", platform.company_id.name,
                )
            )  # fmt: skip
        self._lock(platform)
        regime, company = platform.regime_id._value(), platform.company_id
        reports = self._latest(company)
        spans = [(report.date_from, report.date_to) for report in reports]
        periods = open_periods(regime, platform.report_since, day, spans)
        first = min([one.start for one in periods] + [span[0] for span in spans], default=day)
        found = found_of(self.env, company, first, day)
        for period in periods:
            reports |= self._new(platform, period, _within(found, period.start, period.end))
        to_do = self.browse()
        for report in reports.filtered(lambda one: one.date_from <= day):
            to_do |= report._follow(_within(found, report.date_from, report.date_to))
        return to_do.sorted("date_from")

    @api.model
    def _cron_prepare(self):
        """Every night: the reports of each company that reports."""
        platforms = self.env["ap.platform"].search(
            [("regime_id", "!=", False), ("report_since", "!=", False)]
        )
        self.env["ir.cron"]._commit_progress(remaining=len(platforms))
        for platform in platforms:
            here = self.with_company(platform.company_id)
            here._prepare(platform, fields.Date.context_today(here))
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def _lock(self, platform):
        """One after the other."""
        self.env.cr.execute("SELECT id FROM ap_platform WHERE id = %s FOR UPDATE", [platform.id])

    @api.model
    def _latest(self, company):
        """The last report of each period."""
        reports = self.search(
            [("company_id", "=", company.id), ("state", "!=", "replaced")], order="version"
        )
        return self.union(*{one.date_from: one for one in reports}.values())

    def _new(self, platform, period, found):
        """The first report of a period; none where there is nothing to say."""
        if not found:
            return self.browse()
        return self.create(
            self._head(platform, period.start, period.end, 1)
            | {"date_due": period.due, "kind": purchase_report.INITIAL}
        )

    @api.model
    def _head(self, platform, start, end, version) -> dict:
        company = platform.company_id
        siren = company.partner_id.ap_siren or ""
        return {
            "platform_id": platform.id, "company_id": company.id, "date_from": start,
            "date_to": end, "version": version, "state": "draft",
            "number": f"BY-{siren}-{start:%Y%m%d}-{end:%Y%m%d}-{version}",
        }  # fmt: skip

    def _follow(self, found):
        """A report to check says what the books say; one that was sent is marked where they
        say otherwise. Gives the report where there is something to do."""
        self.ensure_one()
        rows = self._rows(found)
        if self.state == "draft":
            self.line_ids.unlink()
            self.line_ids = [Command.create(row) for row in rows]
            return self
        self.changed = self._said() != self._to_say(rows)
        return self if self.changed or self.state == "rejected" else self.browse()

    def _rows(self, found) -> list[dict]:
        """Lines of the period; what a person decided stands as long as the amount does."""
        rules = {rule.code: rule.id for rule in self.env["ap.purchase.report.rule"]._in_order()}
        decided = {
            (line.move_id.id, line.treatment, line.amount): line
            for line in self.line_ids or self._before().line_ids
            if line.choice
        }
        rows = []
        for one in found:
            group, decision = one.group, one.decision
            old = decided.get((group.move, one.treatment, float(group.balance)))
            rows.append(
                {
                    "move_id": group.move, "partner_id": group.partner, "date": group.day,
                    "zone": one.zone, "treatment": one.treatment, "outcome": decision.outcome,
                    "rule_id": rules.get(decision.code), "category": decision.category or False,
                    "exemption": decision.exemption or False,
                    "amount_currency": float(group.amount), "amount": float(group.balance),
                    **(self._decided(old) if old else {}),
                }
            )  # fmt: skip
        return rows

    def _before(self):
        """The report that this one corrects."""
        earlier = [
            ("company_id", "=", self.company_id.id), ("date_from", "=", self.date_from),
            ("version", "<", self.version),
        ]  # fmt: skip
        return self.search(earlier, order="version desc", limit=1)

    def _decided(self, line) -> dict:
        return {
            "choice": line.choice, "choice_reason": line.choice_reason,
            "choice_user_id": line.choice_user_id.id, "category": line.category,
            "exemption": line.exemption,
        }  # fmt: skip

    def _said(self):
        return sorted(
            (line.move_id.id, line.treatment, line.result, line.category or "", line.amount)
            for line in self.line_ids
        )

    def _to_say(self, rows):
        return sorted(
            (row["move_id"], row["treatment"], row.get("choice") or row["outcome"],
             row["category"] or "", row["amount"])
            for row in rows
        )  # fmt: skip

    # Making and sending ------------------------------------------------------------------

    def _problems(self) -> list[str]:
        """What keeps the report from being sent, in sentences."""
        self.ensure_one()
        found = []
        if self.review_count:
            found.append(
                self.env._("%s bills are to review: report them or leave them out.", self.review_count)
            )
        value = purchase_file.report_of(self)
        if not value.bills and self.kind == purchase_report.INITIAL:
            found.append(self.env._("Nothing is to be reported: no report is sent."))
        found += [
            purchase_file.sentence(self.env, code, number)
            for code, number in purchase_report.problems(value)
        ]
        return list(dict.fromkeys(found))

    def _make_file(self):
        problems = self._problems()
        if problems:
            raise UserError("\n".join(f"• {one}" for one in problems))
        content = purchase_report.write(purchase_file.report_of(self))
        self.sudo().write(
            {"file": base64.b64encode(content), "file_name": f"{self.number}.xml"}
        )
        return content

    def _refuse_others(self):
        arguments.require_role(
            self.env, "ap_base.group_accountant",
            self.env._("Sending a report takes the role Accountant or above."),
        )  # fmt: skip
        self.ensure_one()
        self.check_access("read")
        self._lock(self.sudo().platform_id)

    def _refresh(self):
        """The books as they are now."""
        own = self.sudo()
        own._follow(found_of(self.env, own.company_id, own.date_from, own.date_to))

    def action_refresh(self):
        """Bring the report up to date with the books."""
        for report in self:
            report.check_access("read")
            if report.state == "draft":
                report._refresh()
        return True

    def action_make_file(self):
        """Make the file, to be handed over by hand: the report counts as sent."""
        self._refuse_others()
        if self.state == "draft":
            self._refresh()
            self._make_file()
            self.sudo().state = "sent"
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file/{self.file_name}?download=true",
            "target": "self",
        }

    def action_send(self):
        """Make the file and queue it for the platform, once."""
        self._refuse_others()
        if self.state != "draft":
            raise UserError(self.env._("%s was sent already.", self.number))
        self._refresh()
        content = self._make_file()
        flows = self.env["ap.platform.flow"].sudo()
        flow = flows.create(
            {
                "platform_id": self.sudo().platform_id.id, "company_id": self.company_id.id,
                "direction": "out", "kind": "report", "syntax": "FRR", "flow_type": REPORT,
                "state": "waiting", "tracking": str(uuid.uuid4()), "name": self.file_name,
                "file": base64.b64encode(content),
                "checksum": hashlib.sha256(content).hexdigest(),
            }
        )  # fmt: skip
        self.sudo().write({"state": "sent", "flow_id": flow.id, "reason": False})
        self.env.ref("l10n_fr_ap_platform.cron_platform").sudo()._trigger()
        return True

    def action_correct(self):
        """Begin the report that replaces this one, with the books as they are now."""
        self._refuse_others()
        if self.state in ("draft", "replaced"):
            raise UserError(self.env._("Only a report that was sent is corrected."))
        own = self.sudo()
        held = self.state in ("sent", "filed")
        before = [("company_id", "=", self.company_id.id), ("date_from", "=", self.date_from)]
        was_held = held or self.search_count([*before, ("held", "=", True)])
        values = self._head(own.platform_id, self.date_from, self.date_to, self.version + 1)
        kind = purchase_report.CORRECTION if was_held else purchase_report.INITIAL
        new = own.create({**values, "date_due": self.date_due, "kind": kind})
        new._refresh()
        own.write({"state": "replaced", "changed": False, "held": held})
        return new.with_env(self.env)._get_records_action()

    def _to_do(self, soon):
        """What is to be done with it: due, rejected, changed; "" for nothing."""
        self.ensure_one()
        if self.state == "draft":
            waits = self.reported_count or self.review_count or self.kind == "RE"
            return "due" if waits and self.date_due <= soon else ""
        if self.state == "rejected":
            return "rejected"
        return "changed" if self.changed else ""

    @api.model
    def _answered(self, company, message):
        """Take the answer of the tax office (300 filed, 301 rejected) to a report; gives
        whether the message was one."""
        if message.status not in ("300", "301"):
            return False
        report = self.sudo().search(
            [("company_id", "=", company.id), ("number", "=", message.invoice)], limit=1
        )
        if not report:
            raise UserError(self.env._("There is no report with the number %s.", message.invoice))
        reasons = [
            ": ".join(filter(None, (one.reason_code, one.reason, one.note)))
            for one in message.details
        ]
        state = "filed" if message.status == "300" else "rejected"
        values = {"reason": "\n".join(filter(None, reasons)) or message.label or False}
        if report.state != "replaced":
            values["state"] = state
        report.write(values)
        return True

    @api.depends("number", "date_from", "date_to")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for report in self:
            first, last = (
                format_date(self.env, day) if day else "" for day in (report.date_from, report.date_to)
            )
            report.display_name = f"{first} – {last}" if first else report.number


def _within(found, first, last) -> list:
    """Those of the days from `first` to `last`, both included."""
    return [one for one in found if first <= one.group.day <= last]
