# SPDX-License-Identifier: AGPL-3.0-or-later
import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from odoo.addons.ap_base.arithmetic.money import to_decimal

from ..rules.labels import read_label
from ..rules.match_rules import pattern_of, pattern_problem
from ..rules.match_values import Rule
from .match_world import label_words


class ApBankRule(models.Model):
    """A pattern over the plain label of a bank line: capitals, no accents, no signs."""

    _name = "ap.bank.rule"
    _inherit = ["ap.versioned"]
    _description = "Rule for bank lines"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index=True, required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    pattern = fields.Char(
        required=True,
        help="A regular expression over the label in capitals, without accents and signs. "
        "Groups: (?P<reference>…), (?P<partner>…), (?P<iban>…).",
    )
    sign = fields.Selection(
        [("0", "Both"), ("-1", "Money paid"), ("1", "Money received")],
        string="Direction",
        required=True,
        default="0",
    )
    least = fields.Monetary(string="At least")
    most = fields.Monetary(string="At most", help="0: without limit.")
    journal_ids = fields.Many2many(
        "account.journal",
        string="Bank accounts",
        check_company=True,
        domain="[('type', 'in', ('bank', 'cash', 'credit'))]",
        help="Empty: all of them.",
    )
    account_id = fields.Many2one(
        "account.account",
        string="Account",
        check_company=True,
        ondelete="restrict",
        help="Empty: the rule only reads the label.",
    )
    partner_id = fields.Many2one("res.partner", string="Partner", check_company=True)
    analytic_distribution = fields.Json()
    analytic_precision = fields.Integer(store=False, default=2)
    is_automatic = fields.Boolean(
        string="By itself", help="Lines that fit are booked without being looked at."
    )
    fits = fields.Text(string="Lines that fit", compute="_compute_fits")

    _bounds = models.Constraint(
        "CHECK(least >= 0 AND most >= 0)", "Amounts of rules have no sign."
    )

    @api.constrains("pattern")
    def _check_pattern(self):
        sentences = {
            "empty": self.env._("Write a pattern."),
            "long": self.env._("The pattern is too long."),
            "syntax": self.env._("This is no regular expression: check its brackets."),
            "group": self.env._("Groups are called reference, partner or iban."),
            "slow": self.env._(
                "Repetitions inside repetitions take hours on some labels: write it simpler."
            ),
            "everything": self.env._("The pattern fits every line: name a word."),
        }
        for rule in self:
            problem = pattern_problem(rule.pattern or "")
            if problem:
                raise ValidationError(
                    self.env._("%(rule)s: %(why)s", rule=rule.name, why=sentences[problem])
                )

    @api.constrains("is_automatic", "account_id")
    def _check_is_automatic(self):
        if self.filtered(lambda rule: rule.is_automatic and not rule.account_id):
            raise ValidationError(
                self.env._("A rule that books by itself needs the account it books on.")
            )

    @api.depends("pattern", "sign", "least", "most", "journal_ids")
    def _compute_fits(self):
        """The newest lines that fit, to see what a pattern takes before it is used."""
        newest = self.env["account.bank.statement.line"].search([], limit=2000)
        labels = [
            (line, read_label(line.ap_bank_label or line.payment_ref or "", label_words()).text)
            for line in newest
        ]
        for rule in self:
            wrong = pattern_problem(rule.pattern or "")
            value = None if wrong else rule._as_rule()
            fit = [line for line, text in labels if value and _fits(value, line, text)]
            rule.fits = "\n".join(
                f"{format_date(self.env, line.date)} {line.currency_id.format(line.amount)} {line.payment_ref}"
                for line in fit[:10]
            )

    @api.model
    def _ap_versioned_fields(self):
        return super()._ap_versioned_fields() | {
            "name", "active", "sequence", "company_id", "pattern", "sign", "least", "most",
            "journal_ids", "account_id", "partner_id", "is_automatic",
        }  # fmt: skip

    def _as_rule(self) -> Rule:
        self.ensure_one()
        return rule_of(self.id, self._ap_version_values()[self.id])

    @api.model
    def _values_from(self, line) -> dict:
        """A rule for lines like this one, to be completed by a person."""
        label = read_label(line.ap_bank_label or line.payment_ref or "", label_words())
        return {
            "name": line.payment_ref,
            "company_id": line.company_id.id,
            "pattern": pattern_of(label),
            "sign": "1" if line.amount > 0 else "-1",
            "partner_id": line.partner_id.id,
        }


def rule_of(key, values) -> Rule:
    """The rule as matching takes it, out of the values of a version."""
    return Rule(
        key,
        values["pattern"],
        values["account_id"] or None,
        values["is_automatic"],
        int(values["sign"]),
        to_decimal(values["least"]) if values["least"] else None,
        to_decimal(values["most"]) if values["most"] else None,
        frozenset(values["journal_ids"]),
    )


def _fits(rule, line, text) -> bool:
    amount = to_decimal(line.amount)
    return bool(
        re.search(rule.pattern, text)
        and rule.sign * amount >= 0
        and (rule.least is None or abs(amount) >= rule.least)
        and (rule.most is None or abs(amount) <= rule.most)
        and (not rule.journals or line.journal_id.id in rule.journals)
    )
