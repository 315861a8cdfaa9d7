# SPDX-License-Identifier: AGPL-3.0-or-later
"""Service periods proposed for bill lines, from the strongest source to the weakest."""

from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_date, html2plaintext

from odoo.addons.ap_base.arithmetic.calendar import (
    Period,
    month_end,
    month_start,
    next_day,
)
from odoo.addons.ap_base.arithmetic.service_period import (
    GUESSED,
    best,
    days_apart,
    following,
    months_from,
)

from . import credited_bill
from .values import LastBill, Proposal

# A period that follows the last bill's is that of this bill when it is so near.
NEAR_DAYS = 92


class ApServicePeriod(models.AbstractModel):
    """Proposes, for many lines at once; nothing here writes.

    A higher room adds a source by inheriting `_sources` and giving it a method
    `_from_<code>(lines)` that returns proposals by line, and its words in `_reasons`.
    """

    _name = "ap.service.period"
    _description = "Service periods proposed for bill lines"

    @api.model
    def _sources(self) -> list[str]:
        """Codes, the strongest first: a line keeps what the first one says."""
        return [
            "text",
            "reference",
            "notes",
            "credited",
            "product",
            "last_bill",
        ]

    @api.model
    def _sources_of_credits(self) -> list[str]:
        """Those that say the days of a credit note without a person: its own words,
        then what remains of the bill that it credits."""
        sources = self._sources()
        return sources[: sources.index("credited") + 1]

    @api.model
    def _selection(self) -> list[tuple[str, str]]:
        labels = self._labels()
        return [(code, labels.get(code, code)) for code in self._sources()]

    @api.model
    def _labels(self) -> dict[str, str]:
        """Names of the sources, in the language of the reader."""
        return {
            "text": self.env._("Text of the line"),
            "reference": self.env._("Bill reference"),
            "notes": self.env._("Notes of the bill"),
            "credited": self.env._("Credited bill"),
            "product": self.env._("Product"),
            "last_bill": self.env._("Last bill"),
        }

    @api.model
    def _propose(self, lines, sources=None) -> dict:
        """The best proposal by line, for lines that have one. Each source (all by
        default) is asked once, about the lines for which the ones before found nothing."""
        found, rest = {}, lines.sudo()
        for source in self._sources() if sources is None else sources:
            if not rest:
                break
            proposed = getattr(self, f"_from_{source}")(rest)
            found.update({line.id: proposal for line, proposal in proposed.items()})
            rest = rest.filtered(lambda line, proposed=proposed: line not in proposed)
        return {line: found[line.id] for line in lines if line.id in found}

    # In words -----------------------------------------------------------------------

    @api.model
    def _reason(self, proposal) -> str:
        """Where the dates come from, in the reader's language."""
        values = {
            name: format_date(self.env, value) if hasattr(value, "year") else value
            for name, value in proposal.values.items()
        }
        return self._reasons()[proposal.source] % values

    @api.model
    def _reasons(self) -> dict:
        return {
            "text": self.env._("text: “%(words)s”"),
            "reference": self.env._("bill reference: “%(words)s”"),
            "notes": self.env._("notes of the bill: “%(words)s”"),
            "credited": self.env._("credited bill %(document)s"),
            "product": self.env._("product: %(months)s months from %(start)s"),
            "last_bill": self.env._("follows %(document)s, %(start)s to %(end)s"),
        }

    # Sources ------------------------------------------------------------------------

    def _from_text(self, lines) -> dict:
        return {
            line: proposal
            for line in lines
            if (proposal := self._read(line, line.name, "text"))
        }

    def _from_reference(self, lines) -> dict:
        """The supplier's reference is a number first: only plain words in it count."""
        texts = {move: f"ref {move.ref or ''}" for move in lines.move_id}
        return self._read_moves(lines, texts, "reference")

    def _from_notes(self, lines) -> dict:
        texts = {
            move: html2plaintext(move.narration) if move.narration else ""
            for move in lines.move_id
        }
        return self._read_moves(lines, texts, "notes")

    def _read_moves(self, lines, texts, source) -> dict:
        """Words of a bill count for its lines, unless the year would be guessed."""
        found = {}
        for move, its_lines in lines.grouped("move_id").items():
            proposal = self._read(
                its_lines[:1], texts[move], source, surer_than=GUESSED
            )
            if proposal:
                found.update(dict.fromkeys(its_lines, proposal))
        return found

    def _read(self, line, text, source, surer_than=0):
        read = best(text, self._day(line)) if text else None
        if read is None or read.confidence <= surer_than:
            return None
        return Proposal(read.period, source, {"words": read.words.replace("\n", " ")})

    def _from_credited(self, lines) -> dict:
        """The days of the credited bill that a credit note is for: all of them, or what
        remains of them."""
        notes = lines.filtered("move_id.reversed_entry_id")
        found = {}
        for line, (period, billed) in credited_bill.periods_of(notes).items():
            bill = billed.move_id
            values = {"document": bill.name or bill.ref or ""}
            found[line] = Proposal(period, "credited", values)
        return found

    def _from_product(self, lines) -> dict:
        found = {}
        for line in lines.filtered("product_id.ap_service_months"):
            product, start = line.product_id, self._day(line)
            if product.ap_service_starts == "bill_month":
                start = month_start(start)
            elif product.ap_service_starts == "next_month":
                start = next_day(month_end(start))
            months = product.ap_service_months
            values = {"months": months, "start": start}
            found[line] = Proposal(months_from(start, months), "product", values)
        return found

    def _from_last_bill(self, lines) -> dict:
        """The period after that of the supplier's last bill for the same product and
        account, when this bill comes about then."""
        history = self._last_bills(lines)
        found = {}
        for line in lines.filtered(lambda line: line.move_type != "in_refund"):
            day = self._day(line)
            before = [
                bill
                for bill in history.get(self._habit(line), ())
                if bill.day <= day and bill.move_id != line.move_id._origin.id
            ]
            last = max(before, key=lambda bill: bill.period.end, default=None)
            if last and days_apart(following(last.period), day) <= NEAR_DAYS:
                values = {
                    "document": last.document,
                    "start": last.period.start,
                    "end": last.period.end,
                }
                period = following(last.period)
                found[line] = Proposal(period, "last_bill", values)
        return found

    def _last_bills(self, lines) -> dict:
        """Dated lines of posted bills by habit, one statement for all the lines."""
        self.env["account.move.line"].flush_model()
        self.env["account.move"].flush_model(["state", "move_type", "invoice_date"])
        days = [self._day(line) for line in lines]
        query = SQL(
            """
            SELECT line.company_id, line.partner_id, line.product_id, line.account_id,
                   COALESCE(move.invoice_date, move.date),
                   line.deferred_start_date, line.deferred_end_date, move.name, move.id
              FROM account_move_line line
              JOIN account_move move ON move.id = line.move_id
             WHERE line.deferred_end_date >= %(since)s
               AND line.deferred_start_date IS NOT NULL
               AND line.company_id = ANY(%(companies)s)
               AND line.partner_id = ANY(%(partners)s)
               AND line.account_id = ANY(%(accounts)s)
               AND line.display_type = 'product'
               AND move.state = 'posted'
               AND move.move_type IN ('in_invoice', 'in_receipt')
            """,
            since=min(days) - timedelta(days=NEAR_DAYS + 1),
            companies=lines.company_id.ids,
            partners=lines.move_id.commercial_partner_id.ids,
            accounts=lines.account_id.ids,
        )
        history = defaultdict(list)
        for *habit, day, start, end, document, move_id in self.env.execute_query(query):
            history[tuple(habit)].append(
                LastBill(day, Period(start, end), document, move_id)
            )
        return history

    def _habit(self, line) -> tuple:
        """What two bills of one service have in common."""
        return (
            line.company_id.id,
            line.move_id.commercial_partner_id.id,
            line.product_id.id or None,
            line.account_id.id,
        )

    def _day(self, line):
        """The day of the bill, today while it has none."""
        move = line.move_id
        return move.invoice_date or move.date or fields.Date.context_today(line)
