# SPDX-License-Identifier: AGPL-3.0-or-later
"""The facts behind a cause, in the words of the reader."""

from datetime import date
from functools import cached_property

from odoo.tools import format_date, formatLang

from odoo.addons.ap_base.models.words import amount_text


class CauseWords:
    """The sentence of each cause, in the language of the environment."""

    def __init__(self, env):
        self.env = env

    def sentence(self, cause, facts, currency=None) -> str:
        """Return one sentence; figures and days as the reader writes them, prices in
        that currency."""
        templates = self._templates
        text = templates.get(cause, "")
        if not facts:
            facts = {}
        if cause in ("late_delivery", "awaiting_delivery") and not facts.get("planned"):
            text = templates["no_planned_day"] if facts else ""
        if cause == "service_without_receipt" and not facts.get("billed"):
            text = templates["service_past"]
        words = {name: self.figure(name, value, currency) for name, value in facts.items()}
        try:
            return text % words
        except KeyError:
            return ""

    def figure(self, name, value, currency=None) -> str:
        """Return a fact of that name; what has no name of its own is a quantity."""
        if name == "planned":
            return format_date(self.env, date.fromisoformat(value)) if value else ""
        if name == "days":
            return str(int(value))
        if name in ("price", "billed_price", "amount"):
            return amount_text(self.env, value, currency)
        text = formatLang(self.env, value or 0.0, digits=3)
        point = self.env["res.lang"]._lang_get(self.env.lang or "en_US")
        return text.rstrip("0").rstrip(point.decimal_point or ".")

    @cached_property
    def _templates(self) -> dict[str, str]:
        """Return the sentence of each cause."""
        return {**self._bill_templates(), **self._delivery_templates()}

    def _bill_templates(self) -> dict[str, str]:
        """Return the sentences of what was billed."""
        return {
            "unit_mismatch": self.env._(
                "%(received)s received, %(billed)s billed: %(factor)s of one unit make "
                "the other."
            ),
            "wrong_line_billed": self.env._(
                "%(received)s received, %(billed)s billed; another line of the order at "
                "this price lacks just the difference."
            ),
            "returned_after_bill": self.env._(
                "%(returned)s sent back; a credit note for %(credit_due)s is due."
            ),
            "over_billed": self.env._("%(ordered)s ordered, %(billed)s billed: %(beyond)s too much."),
            "service_without_receipt": self.env._(
                "%(billed)s billed of a service of which no receipt was recorded."
            ),
            "service_past": self.env._(
                "The service was planned for %(planned)s; no receipt was recorded."
            ),
            "billed_not_received": self.env._(
                "%(billed)s billed, %(received)s received; the last bill is %(days)s days "
                "old."
            ),
            "price_gap": self.env._(
                "Billed at %(billed_price)s, ordered at %(price)s: %(amount)s apart."
            ),
            "received_not_billed": self.env._(
                "%(received)s received, %(billed)s billed; received %(days)s days ago."
            ),
        }

    def _delivery_templates(self) -> dict[str, str]:
        """Return the sentences of what has not come."""
        return {
            "never_sent": self.env._(
                "%(ordered)s ordered %(days)s days ago; no trace that the order was sent."
            ),
            "remainder_to_cancel": self.env._(
                "%(open)s of %(ordered)s did not come; nothing happened for %(days)s days."
            ),
            "partial_stale": self.env._(
                "%(open)s of %(ordered)s still to come; nothing happened for %(days)s days."
            ),
            "late_delivery": self.env._(
                "%(open)s planned for %(planned)s: %(days)s days late."
            ),
            "awaiting_delivery": self.env._("%(open)s planned for %(planned)s."),
            "no_planned_day": self.env._("%(open)s still to come, no planned day."),
            "closed": self.env._("The remainder was closed; nothing more is awaited."),
        }
