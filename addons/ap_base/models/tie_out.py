# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two figures that must be equal at a date: one object per comparison, registered by its
room."""

from datetime import date
from typing import NamedTuple


class Comparison(NamedTuple):
    """Two figures in company currency, debit positive, and the records behind each:
    domains that JSON can hold, dates in ISO."""

    left: float
    right: float
    left_domain: list
    right_domain: list


class TieOut:
    """A comparison. A room registers its own:

        class ApTieOut(models.Model):
            _inherit = "ap.tie.out"

            def _registered(self):
                return [*super()._registered(), LoanCapital()]

    Of two with one code the last one stands. An object holds no records: it serves every
    company and language.

    - ``code``: its stable name, kept with the comparison and in tasks
    - ``sequence``: its place among the others
    - ``left_model``, ``right_model``: whose records the two domains choose
    """

    code = ""
    sequence = 100
    left_model = "account.move.line"
    right_model = ""

    def label(self, env) -> str:
        """What is compared with what, in the language of `env`."""
        raise NotImplementedError

    def applies(self, company) -> bool:
        """Whether the company has what is compared, on whatever day."""
        return True

    def compare(self, company, day: date) -> Comparison | None:
        """The two figures at the end of `day`; None: nothing to compare. `company`: in
        the environment of who asks."""
        raise NotImplementedError

    def open_left(self, tie) -> dict:
        """The action that lists what stands behind the left figure of a comparison kept
        (`ap.tie.out`)."""
        if self.left_model != "account.move.line":
            return listed(tie, self.left_model, tie.left_domain)
        views = {
            name: tie.env.ref(f"ap_base.account_move_line_view_{name}_tie").id
            for name in ("list", "search")
        }
        return {
            "type": "ir.actions.act_window",
            "name": tie.label,
            "res_model": "account.move.line",
            "views": [(views["list"], "list"), (False, "form")],
            "search_view_id": [views["search"], "search"],
            "domain": tie.left_domain,
            "context": {"search_default_open": 1, "search_default_group_by_partner": 1},
        }

    def open_right(self, tie) -> dict:
        """The action that lists what stands behind its right figure."""
        return listed(tie, self.right_model, tie.right_domain)


class AccountTieOut(TieOut):
    """The balance of an account of the company, against what explains it.

    - ``account``: the field of the company that names it
    """

    account = ""

    def account_of(self, company):
        """The account, empty when the company has none."""
        return company[self.account]

    def applies(self, company):
        return bool(self.account_of(company))

    def compare(self, company, day):
        account = self.account_of(company)
        if not account:
            return None
        amount, domain = self.explained(company, account, day)
        round_ = company.currency_id.round
        return Comparison(
            round_(ledger_balance(company, account, day)), round_(amount),
            ledger_items(company, account, day), domain,
        )  # fmt: skip

    def explained(self, company, account, day: date) -> tuple[float, list]:
        """What explains the balance at the end of the day, debit positive, and the
        domain of the records that do."""
        raise NotImplementedError


def ledger_items(company, accounts, day) -> list:
    """The domain of the posted items of the accounts up to the day, included."""
    return [
        ("company_id", "=", company.id),
        ("account_id", "in", accounts.ids),
        ("parent_state", "=", "posted"),
        ("date", "<=", day.isoformat()),
    ]


def ledger_balance(company, accounts, day) -> float:
    """Posted balance of the accounts at the end of the day, debit positive."""
    [[balance]] = company.env["account.move.line"]._read_group(
        ledger_items(company, accounts, day), [], ["balance:sum"]
    )
    return balance or 0.0


def listed(tie, model, domain) -> dict:
    """The action that lists these records under the name of the comparison."""
    return {
        "type": "ir.actions.act_window",
        "name": tie.label,
        "res_model": model,
        "views": [(False, "list"), (False, "form")],
        "domain": domain,
        "context": {},
    }
