# SPDX-License-Identifier: AGPL-3.0-or-later
"""A tax proposed for a line, and the sentence that says why."""

from dataclasses import dataclass

from odoo import models

from ...rules import tax_choice

FOUND_BY_WORDS = ("excluded", "cap", "part", "foreign_vat")


@dataclass(frozen=True)
class TaxProposal:
    """`taxes`: what to put on the line; None if the company has no such tax."""

    line: models.Model
    taxes: models.Model | None
    choice: tax_choice.Choice
    word: str
    problem: str = ""


class ProposalWords:
    """Sentences about proposals, in the language of the environment."""

    def __init__(self, env):
        self.env = env

    def sentence(self, found) -> str:
        line = found.line
        label = (line.name or line.account_id.display_name or "").split("\n")[0]
        tax = ", ".join(found.taxes.mapped("name")) if found.taxes else self.env._("no VAT")
        reason = self._reasons()[found.choice.reason]
        if found.choice.reference:
            reason = f"{reason} ({found.choice.reference})"
        if found.word and found.choice.reason in FOUND_BY_WORDS:
            reason = self.env._("%(reason)s; the label says “%(word)s”",
                                reason=reason, word=found.word)  # fmt: skip
        if found.taxes is None:
            return self.env._(
                "%(line)s: %(reason)s, but %(problem)s.",
                line=label, problem=self._problem(found), reason=reason,
            )  # fmt: skip
        return self.env._(
            "%(line)s: tax proposed: %(tax)s, because %(reason)s.",
            line=label, tax=tax, reason=reason,
        )  # fmt: skip

    def _problem(self, found) -> str:
        """What keeps a proposal from being applied, and what to do."""
        if found.problem == "included":
            return self.env._(
                "the tax on the line is part of its price: choose the tax by hand"
            )
        if found.problem == "inactive":
            return self.env._("the tax for it is archived: activate it first")
        treatments = dict(
            self.env["ap.vat.choice"]._fields["treatment"]._description_selection(self.env)
        )
        return self.env._(
            "no tax is known for “%(treatment)s” at %(rate)s %%: choose one in "
            "Configuration ▸ Law and VAT ▸ Taxes by VAT treatment",
            treatment=treatments.get(found.choice.treatment, found.choice.treatment),
            rate=found.choice.rate,
        )

    def _reasons(self) -> dict:
        return {
            "margin": self.env._(
                "the supplier sells under the margin scheme: its bill shows no VAT, the "
                "whole price is the cost"
            ),
            "franchise": self.env._("the supplier charges no VAT (franchise)"),
            "exempt": self.env._("the supplier is exempt"),
            "eu_goods": self.env._("goods of another state of the Union: you owe the VAT"),
            "services": self.env._(
                "a service of a supplier that is not established in France: you owe the VAT"
            ),
            "local": self.env._("a supply in France of a foreign supplier: you owe the VAT"),
            "construction": self.env._("subcontracted construction: you owe the VAT"),
            "import": self.env._("an import of goods: you owe the VAT on your return"),
            "special": self.env._("a special case of reverse charge: you owe the VAT"),
            "foreign_vat": self.env._(
                "the VAT of another country is not on the French return: the whole price "
                "is the cost"
            ),
            "excluded": self.env._("VAT of this nature may not be deducted"),
            "cap": self.env._("the gift is above the cap: no VAT may be deducted"),
            "part": self.env._("VAT on fuel of passenger cars is deductible at 80 %"),
            "on_payment": self.env._("VAT on services is due on payment"),
            "on_delivery": self.env._("VAT on goods is due at delivery"),
            "on_debits": self.env._("the supplier pays VAT on debits"),
        }
