# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happened to a loan: its new schedule is shown beside the old, then kept."""

from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.ap_base.arithmetic.money import round_half_up, to_decimal

from ..models import bookings, choices, contract, schedule_store, sentences
from ..rules import versions
from ..rules.exceptions import LoanRuleError
from ..rules.rates import RateStep, step_at
from ..rules.terms import Deferral
from ..rules.versions import Choice, EarlyRepayment, Indemnity

KINDS = [
    ("early_repayment", "Early repayment"),
    ("rate_change", "New rate"),
    ("rescheduling", "Rescheduling"),
]


class ApLoanEvent(models.TransientModel):
    _name = "ap.loan.event"
    _description = "Event of a loan"

    loan_id = fields.Many2one("ap.loan", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="loan_id.currency_id")
    kind = fields.Selection(KINDS, required=True, default="early_repayment")
    date = fields.Date(string="On", required=True, default=fields.Date.context_today)
    kept = fields.Selection(
        choices.KEPT, string="What stays", required=True, default="keep_term"
    )
    is_whole = fields.Boolean(string="All that is owed")
    amount = fields.Monetary(string="Capital repaid")
    is_interest_given = fields.Boolean(string="The bank's notice gives the interest")
    interest = fields.Monetary(string="Interest since the last instalment")
    indemnity_months = fields.Float(string="Indemnity: months of interest", digits=(5, 2))
    indemnity_percent = fields.Float(string="Indemnity: % of the capital", digits=(5, 3))
    indemnity_flat = fields.Monetary(string="Indemnity: amount")
    has_cap = fields.Boolean(string="The indemnity has a cap")
    indemnity_cap = fields.Float(
        string="Cap: % of the capital owed", digits=(5, 3), default=3.0
    )
    rate_percent = fields.Float(string="New yearly rate (%)", digits=(9, 6))
    date_first = fields.Date(string="Next instalment on")
    instalments = fields.Integer(string="Instalments to come")
    payment_given = fields.Monetary(string="New instalment")
    deferral = fields.Selection(choices.DEFERRALS, default="none", required=True)
    deferral_rows = fields.Integer(string="Instalments deferred")
    note = fields.Char(string="Reason", help="“Amendment of 12/01/2028”.")
    result = fields.Text(compute="_compute_result")

    @api.onchange("kind", "date", "loan_id")
    def _onchange_kind(self):
        """Of a rescheduling: what the schedule says of the rows to come."""
        version = schedule_store.in_force(self.loan_id).get(self.loan_id.id)
        if version is None or not self.date:
            return
        coming = [row for row in version.schedule.rows if row.date > self.date]
        if coming:
            self.date_first, self.instalments = coming[0].date, len(coming)
        self.rate_percent = float(step_at(version.terms.rates, self.date).percent)

    @api.depends(
        "loan_id", "kind", "date", "kept", "is_whole", "amount", "is_interest_given",
        "interest", "indemnity_months", "indemnity_percent", "indemnity_flat", "has_cap",
        "indemnity_cap", "rate_percent", "date_first", "instalments", "payment_given",
        "deferral", "deferral_rows",
    )  # fmt: skip
    @api.depends_context("lang")
    def _compute_result(self):
        for wizard in self:
            try:
                wizard.result = wizard._words()
            except LoanRuleError as error:
                wizard.result = sentences.of_error(self.env, error)

    def _words(self) -> str:
        """The rows to come before and after, in figures."""
        version = schedule_store.in_force(self.loan_id).get(self.loan_id.id)
        if version is None or not self._is_filled():
            return ""
        found = self._version(version)
        before, after = _coming(version.schedule, self.date), _coming(found.schedule, self.date)
        parts = [
            self._line(self.env._("Before"), before),
            self._line(self.env._("After"), after),
            self.env._(
                "Interest saved: %(amount)s.",
                amount=self._shown(_sum(before, "interest") - _sum(after, "interest")),
            ),
        ]
        repaid = [row for row in found.schedule.rows[: found.kept + 1] if row.date == self.date]
        if self.kind == "early_repayment" and repaid:
            row = repaid[-1]
            parts.insert(
                0,
                self.env._(
                    "To pay: %(principal)s of capital, %(interest)s of interest, %(fees)s of "
                    "indemnity: %(debit)s.",
                    principal=self._shown(row.principal),
                    interest=self._shown(row.interest),
                    fees=self._shown(row.fees),
                    debit=self._shown(row.debit),
                ),
            )
        return "\n".join(parts)

    def _line(self, name, rows) -> str:
        if not rows:
            return self.env._("%(when)s: no instalment.", when=name)
        return self.env._(
            "%(when)s: %(rows)s instalments, the next %(first)s on %(day)s, the last "
            "%(last)s; interest %(interest)s.",
            when=name,
            rows=len(rows),
            first=self._shown(rows[0].payment),
            day=format_date(self.env, rows[0].date),
            last=self._shown(rows[-1].payment),
            interest=self._shown(_sum(rows, "interest")),
        )

    def _shown(self, amount) -> str:
        return contract.shown_amount(self.loan_id, amount)

    def _exact(self, value) -> Decimal:
        return round_half_up(to_decimal(value or 0), contract.step_of(self.loan_id))

    def _is_filled(self) -> bool:
        """Whether all is given that the event needs."""
        rescheduled = self.kind != "rescheduling" or (
            self.date_first and (self.instalments or self.payment_given)
        )
        repaid = self.kind != "early_repayment" or self.is_whole or self.amount
        return bool(self.date and rescheduled and repaid)

    # -- the rules -----------------------------------------------------------------------

    def _version(self, version):
        """The loan after the event. Raises `LoanRuleError` where it cannot be."""
        make = {
            "early_repayment": self._repaid,
            "rate_change": self._changed_rate,
            "rescheduling": self._rescheduled,
        }
        return make[self.kind](version)

    def _repaid(self, version):
        owed = version.schedule.balance_at(self.date)
        amount = owed if self.is_whole else self._exact(self.amount)
        event = EarlyRepayment(
            self.date,
            None if self.is_whole else amount,
            Choice(self.kept),
            self._indemnity(version, amount, owed),
            self._exact(self.interest) if self.is_interest_given else None,
        )
        return versions.repay(
            version.terms, version.schedule, event, version.booked_until()
        )

    def _indemnity(self, version, amount, owed) -> Decimal:
        rule = Indemnity(
            to_decimal(self.indemnity_months or 0),
            to_decimal(self.indemnity_percent or 0),
            self._exact(self.indemnity_flat),
            to_decimal(self.indemnity_cap or 0) if self.has_cap else None,
        )
        percent = step_at(version.terms.rates, self.date).percent
        return versions.indemnity_of(
            rule, amount, owed, percent, contract.step_of(self.loan_id)
        )

    def _changed_rate(self, version):
        step = RateStep(self.date, to_decimal(self.rate_percent))
        return versions.change_rate(
            version.terms, version.schedule, step, Choice(self.kept),
            version.booked_until(),
        )  # fmt: skip

    def _rescheduled(self, version):
        new = contract.rescheduled(
            version,
            self.date,
            first_date=self.date_first,
            instalments=self.instalments or None,
            payment=self._exact(self.payment_given) or None,
            percent=to_decimal(self.rate_percent),
            deferral=Deferral(self.deferral),
            deferral_rows=max(self.deferral_rows, 0),
        )
        return versions.reschedule(
            new, version.schedule, self.date, version.booked_until()
        )

    # -- the step ------------------------------------------------------------------------

    def action_apply(self):
        """Keep the new version; rows due before stay, with their entries."""
        self.ensure_one()
        loan = self.loan_id
        loan._check_role()
        loan._require_running()
        contract.lock(loan)
        if not self._is_filled():
            raise UserError(
                self.env._(
                    "Give the day, and what is repaid, or the next instalment and the "
                    "number of those to come."
                )
            )
        version = schedule_store.in_force(loan).get(loan.id)
        last = loan.schedule_id
        if last and self.date < last.date_from:
            raise UserError(
                self.env._(
                    "%(loan)s: its schedule was made anew on %(day)s; an event comes after.",
                    loan=loan.name,
                    day=format_date(self.env, last.date_from),
                )
            )
        found = schedule_store.ruled(self.env, self._version, version)
        schedule_store.add_version(
            loan, self.kind, found.terms, found.schedule, self.date, note=self.note
        )
        loan._message_log(body=self.result)
        return {"type": "ir.actions.act_window_close"}

    def action_apply_and_book(self):
        """Keep the new version, and book what is due by now."""
        result = self.action_apply()
        bookings.book_due(self.loan_id, self.loan_id.company_id._company_today())
        return result


def _coming(table, day) -> list:
    return [row for row in table.rows if row.date > day]


def _sum(rows, name) -> Decimal:
    return sum((getattr(row, name) for row in rows), Decimal(0))
