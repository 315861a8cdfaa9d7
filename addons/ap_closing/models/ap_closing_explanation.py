# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each amount in words, in the reader's language, from values and not from a text."""

import re

from odoo import fields, models
from odoo.tools import format_date
from odoo.tools.misc import formatLang

# A receipt without a number of its own is named by its day.
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class ApClosingKind(models.AbstractModel):
    _inherit = "ap.closing.kind"

    def _explain_received(self, line, words) -> str:
        parts = [
            self.env._(
                "%(order)s: received %(received)s of %(ordered)s%(receipts)s, billed "
                "%(billed)s%(bills)s: %(quantity)s to accrue × %(price)s.",
                **self._order_terms(line, words),
            )
        ]
        return self._with_remarks(parts, line, words)

    def _explain_credit_due(self, line, words) -> str:
        parts = [
            self.env._(
                "%(order)s: billed %(billed)s%(bills)s, of which %(returned)s went back: "
                "a credit note for %(quantity)s × %(price)s is due.",
                **self._order_terms(line, words),
            )
        ]
        return self._with_remarks(parts, line, words)

    def _explain_billed_not_received(self, line, words) -> str:
        if words.get("down_payment"):
            return self._explain_down_payment(line, words)
        parts = [
            self.env._(
                "%(order)s: billed %(billed)s%(bills)s, received %(received)s%(receipts)s: "
                "%(quantity)s × %(price)s belong to a later month.",
                **self._order_terms(line, words),
            )
        ]
        return self._with_remarks(parts, line, words)

    def _explain_down_payment(self, line, words) -> str:
        return self.env._(
            "%(order)s: down payment of %(amount)s billed%(bills)s and not yet taken off "
            "a final bill: no cost before.",
            order=words.get("order", ""),
            amount=self._amount(line, words["down_payment"]),
            bills=self._references(words.get("bills"), None),
        )

    def _explain_draft_bill(self, line, words) -> str:
        parts = [
            self.env._(
                "Bill %(reference)s of %(day)s was not posted at the closing date: "
                "%(total)s untaxed.",
                reference=words.get("reference") or words.get("document") or "—",
                day=self._day(words.get("invoice_date")),
                total=self._total(line, words),
            )
        ]
        if line.period_start:
            parts.append(
                self.env._(
                    "Service from %(start)s to %(end)s (%(convention)s): %(amount)s up to "
                    "the closing date.",
                    **self._period_terms(line, words),
                )
            )
        elif words.get("read"):
            parts.append(
                self.env._(
                    "Its text says from %(start)s to %(end)s: %(amount)s up to the "
                    "closing date.",
                    start=self._day(words["read"][0]),
                    end=self._day(words["read"][1]),
                    amount=self._amount(line, words.get("amount")),
                )
            )
        return self._with_remarks(parts, line, words)

    def _explain_manual(self, line, words) -> str:
        return line.note or self.env._("Typed in.")

    # -- terms ---------------------------------------------------------------------

    def _order_terms(self, line, words) -> dict:
        return {
            "order": words.get("order", ""),
            "ordered": self._number(words.get("ordered")),
            "received": self._number(words.get("received")),
            "billed": self._number(words.get("billed")),
            "returned": self._number(words.get("returned")),
            "quantity": self._number(words.get("quantity")),
            "price": self._price(line, words.get("price") or "0"),
            "receipts": self._references(words.get("receipts"), words.get("received_on")),
            "bills": self._references(words.get("bills"), words.get("billed_on")),
        }

    def _period_terms(self, line, words) -> dict:
        conventions = dict(line._fields["convention"]._description_selection(self.env))
        return {
            "start": format_date(self.env, line.period_start),
            "end": format_date(self.env, line.period_end),
            "convention": (conventions.get(line.convention) or "").lower(),
            "amount": self._amount(line, words.get("amount")),
        }

    def _with_remarks(self, parts: list[str], line, words) -> str:
        """What holds for every kind: rate, elapsed service, difference, exclusion."""
        if words.get("rate"):
            parts.append(
                self.env._("Closing rate: %(rate)s.", rate=self._number(words["rate"]))
            )
        if words.get("service"):
            parts.append(
                self.env._(
                    "Received by time elapsed between %(start)s and %(end)s.",
                    start=self._day(words["service"][0]),
                    end=self._day(words["service"][1]),
                )
            )
        parts += self._remarks_of_before(line, words)
        return " ".join(parts + self._exclusion(line, words) + self._questions(words))

    def _remarks_of_before(self, line, words) -> list[str]:
        """What was posted, decided or accrued before."""
        parts = []
        if "posted_before" in words:
            parts.append(
                self.env._(
                    "Difference: %(now)s now, %(before)s already posted.",
                    now=self._amount(line, words.get("now")),
                    before=self._amount(line, words["posted_before"]),
                )
            )
        if words.get("decided_before"):
            parts.append(self._decision_remark(line, words))
        if words.get("excluded_now"):
            parts.append(self._excluded_remark(line, words))
        elif line.excluded_code and line.previous_amount:
            before = self._amount(line, str(line.previous_amount))
            parts.append(
                self.env._("%(amount)s was accrued the month before.", amount=before)
            )
        return parts

    def _excluded_remark(self, line, words) -> str:
        """Which document is not accrued any more, what was posted of it, and why."""
        labels = dict(line._fields["excluded_code"]._description_selection(self.env))
        document = words.get("order") or words.get("reference") or words.get("document")
        return self.env._(
            "Not accrued any more: %(document)s of %(supplier)s, posted with %(before)s "
            "(%(why)s).",
            document=document or line.label,
            supplier=line.partner_id.display_name or "—",
            before=self._amount(line, words.get("posted_before")),
            why=labels.get(words["excluded_now"], words["excluded_now"]),
        )

    def _exclusion(self, line, words) -> list[str]:
        """Why nothing is accrued, beyond what the column says."""
        if line.excluded_code == "no_accrual":
            return [self.env._("Not accrued: %(why)s", why=words.get("reason", ""))]
        texts = self._exclusion_texts()
        return [texts[line.excluded_code]] if line.excluded_code in texts else []

    def _exclusion_texts(self) -> dict[str, str]:
        return {
            "billed": self.env._(
                "Not accrued: a bill in the books seems to bill it; link it, or say that "
                "it does not."
            ),
            "not_received": self.env._(
                "Not accrued: its order is not received so far; record the receipt, or "
                "take the bill off the order."
            ),
            "beyond_order": self.env._(
                "Not accrued: all that was ordered has come and is counted once; its order, "
                "or another bill of it, owns that cost. Check the bill."
            ),
            "duplicate": self.env._(
                "Not accrued: it repeats another bill; cancel it, or waive the finding."
            ),
            "not_due": self.env._("Not accrued: its match was refused as not due."),
            "later": self.env._(
                "Not accrued: its text speaks of a later month; write the service dates."
            ),
            "no_date": self.env._(
                "Not accrued: it has no date and came in after the month; write its date."
            ),
            "not_cost": self.env._(
                "Not accrued: its account bears no cost; choose the right one on the bill."
            ),
        }

    def _questions(self, words) -> list[str]:
        """What a person should look at: in a sentence of its own, else by its name."""
        codes = words.get("reviews") or ()
        sentences = {code: self._doubt(code, words) for code in codes}
        selection = self.env["ap.closing.line"]._fields["review_code"]
        labels = dict(selection._description_selection(self.env))
        shown = [labels[code] for code in codes if code in labels and not sentences[code]]
        parts = list(filter(None, sentences.values()))
        if shown:
            parts.append(self.env._("To review: %(reasons)s.", reasons="; ".join(shown)))
        return parts

    def _doubt(self, code, words) -> str:
        """Why a person should look, in a sentence; nothing where the code says it all."""
        if code in ("no_rate", "old_rate"):
            return self._doubt_of_rate(code)
        if code == "moved":
            return self._doubt_of_place()
        if code == "amount_apart":
            return self.env._(
                "A bill says an amount far from the order's price for its quantity: "
                "%(billed)s of %(ordered)s are taken as paid by the bills.",
                billed=self._number(words.get("billed")),
                ordered=self._number(words.get("ordered")),
            )
        return self._doubt_texts().get(code, "")

    def _doubt_texts(self) -> dict[str, str]:
        return {
            "return_unclear": self.env._(
                "Nobody said whether what went down was sent back (a credit note is "
                "awaited) or recorded by mistake (it is still to come): say so on its "
                "receipt."
            ),
            "closed_ahead": self.env._(
                "What is left of it was closed, and is billed: a credit note is awaited; "
                "else it is a cost."
            ),
            "kit_incomplete": self.env._(
                "Some parts of a kit came without the others: only whole kits count."
            ),
            "order_changed": self.env._(
                "The order was changed after the closing date: quantity and price are those "
                "of then."
            ),
            "order_unknown": self.env._(
                "The order was changed after the closing date, and what it said then was "
                "not kept: quantity and price are those of now."
            ),
            "unrecorded": self.env._(
                "Nobody recorded a receipt of it: it is taken to have come as the goods "
                "of its order did, else on the day planned."
            ),
        }

    def _doubt_of_place(self) -> str:
        return self.env._(
            "It was posted on another account or supplier, and stays there until it is "
            "reversed; cancel that posting and post again to put it right."
        )

    def _doubt_of_rate(self, code) -> str:
        if code == "no_rate":
            return self.env._(
                "No exchange rate is known at the closing date: the amount is unknown. "
                "Enter the rate, refresh that of a bill captured before, and propose again."
            )
        return self.env._(
            "The exchange rate is of an earlier month: enter that of the closing date."
        )

    def _decision_remark(self, line, words) -> str:
        """What a person had decided, for which amount and why, and what comes of it."""
        facts, reason = words["decided_before"]
        terms = {
            "facts": self._amount(line, facts),
            "now": self._amount(line, words.get("now") or str(line.amount_computed)),
            "reason": reason or "—",
        }
        if words.get("decision_kept"):
            return self.env._(
                "Decision of a cancelled posting, when %(facts)s was computed: %(amount)s "
                "(%(reason)s).",
                amount=self._amount(line, line.override_amount or line.amount),
                **terms,
            )
        return self.env._(
            "%(decided)s was decided when %(facts)s was computed (%(reason)s); %(now)s is "
            "computed now, and what moved since is proposed.",
            decided=self._amount(line, words.get("posted_before")),
            **terms,
        )

    def _total(self, line, words) -> str:
        """The untaxed total of a bill; in its own currency where nobody knows its rate."""
        if not words.get("total_in_currency"):
            return self._amount(line, words.get("total"))
        amount, currency = words["total_in_currency"]
        return f"{formatLang(self.env, float(amount), digits=2, grouping=True)} {currency}"

    def _price(self, line, text: str) -> str:
        """A unit price with the digits it has, two at least."""
        digits = max(len(text.partition(".")[2]), 2)
        shown = formatLang(self.env, float(text), digits=digits, grouping=True)
        return f"{shown} {line.source_currency_id.name or ''}".strip()

    def _references(self, names, day) -> str:
        """Document numbers and days in brackets, each once."""
        shown = [self._day(name) if ISO_DAY.fullmatch(name) else name for name in names or ()]
        if day:
            shown.append(self._day(day))
        return f" ({', '.join(dict.fromkeys(shown))})" if shown else ""

    def _day(self, iso) -> str:
        return format_date(self.env, fields.Date.to_date(iso)) if iso else "—"

    def _number(self, text) -> str:
        value = float(text or 0)
        digits = 0 if value == int(value) else 4
        shown = formatLang(self.env, value, digits=digits, grouping=True)
        return shown.rstrip("0").rstrip(",.") if digits else shown

    def _amount(self, line, text) -> str:
        return formatLang(self.env, float(text or 0), currency_obj=line.currency_id)
