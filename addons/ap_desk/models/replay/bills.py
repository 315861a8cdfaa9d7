# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills compared again with their orders, on the days on which they were entered."""

from odoo.addons.ap_purchase.models.match import match_past

from ...rules.replay_values import AUTOMATIC, NONE, SUGGESTED, Answer, Decision
from .kind import Kind, Replayed

STATES = {"matched": AUTOMATIC, "suggested": SUGGESTED, "exception": NONE, "no_match": NONE}
REFUSED = Answer((("refused", 0),))

# What people left on a bill: its order lines, whether they refused it, and who posted it.
REFERENCES = """
    SELECT move.id, move.state, answer.decision, poster.id IS NULL OR poster.id = 1,
           (SELECT array_agg(DISTINCT link.purchase_line_id) FROM ap_match_line AS link
             WHERE link.match_id = answer.id AND link.purchase_line_id IS NOT NULL),
           (SELECT array_agg(DISTINCT item.purchase_line_id) FROM account_move_line AS item
             WHERE item.move_id = move.id AND item.purchase_line_id IS NOT NULL)
      FROM account_move AS move
 LEFT JOIN ap_match AS answer ON answer.move_id = move.id
 LEFT JOIN res_users AS poster ON poster.id = move.ap_posted_by_id
     WHERE move.id = ANY(%s)"""


class BillReplay(Kind):
    """Before: the policies that held on each day. After: today's, or those of then with
    the policies that are tried in the place of the same scope."""

    def __init__(self, replay) -> None:
        super().__init__(replay)
        company = self.company
        self.by_entry = replay.basis == "entered"
        self.bills = match_past.days_of(company, replay.date_from, replay.date_to, self.by_entry)
        policies = self.env["ap.match.policy"].with_context(active_test=False)
        own = policies.search([("company_id", "in", (False, company.id))], order="id")
        self.versions = [
            one for one in policies._ap_versions(own)
            if one.values["company_id"] in (False, company.id)
        ]  # fmt: skip
        self.today = match_past.policies_on(company, self.versions, company._company_today())

    def days(self):
        return sorted(self.bills)

    def work(self, day):
        ids = self.bills[day]
        gathering = match_past.PastGathering(self.env, day, self.by_entry)
        problem = gathering.problem(ids)
        then, after = self._policies(day)
        first = self._decisions(gathering, problem, then)
        second = self._decisions(gathering, problem, after)
        references = self._references(ids)
        moves = self.env["account.move"].browse(ids)
        return [
            self._row(move, day, first[move.id], second[move.id], references[move.id])
            for move in moves
            if move.id in first and self._is_compared(problem, first, second, move.id)
        ]

    def names(self, answers):
        keys = {key for one in answers for kind, key in one.parts if kind == "order"}
        lines = self.env["purchase.order.line"].browse(keys).exists()
        return {("order", line.id): line.order_id.name for line in lines}

    def unknown(self):
        env, found = self.env, []
        unsure = {one.name for one in self.versions if not one.is_sure}
        if unsure:
            found.append(env._(
                "Changed before changes were kept, so taken as they were afterwards: %(names)s.",
                names=", ".join(sorted(unsure)),
            ))  # fmt: skip
        found.append(env._(
            "Bills are taken as they were posted, with the order lines that people gave them; "
            "taxes and products are today's."
        ))  # fmt: skip
        return found

    def _policies(self, day):
        then = match_past.policies_on(self.company, self.versions, day)
        if self.replay.rules_after == "today":
            return then, self.today
        newest = {one.record_id: one for one in self.versions}
        tried = [match_past.dated(self.env, newest[one.id]) for one in self.replay.policy_ids]
        places = {_place(one.policy) for one in tried}
        kept = [one for one in then if _place(one.policy) not in places]
        return then, match_past.in_order(tried + kept)

    def _decisions(self, gathering, problem, policies) -> dict:
        asked, of_bills = gathering.under(problem, policies)
        return {
            bill: self._decision(one, of_bills.get(bill))
            for bill, one in match_past.verdicts(asked).items()
        }

    def _decision(self, found, policy) -> Decision:
        lines = {("order", one.order_line) for one in found.links}
        by = ("policy", policy.name, policy.number) if policy else ("policy", "", 0)
        causes = tuple(sorted({gap.difference.cause for gap in found.gaps}))
        answers = (Answer(tuple(sorted(lines))),) if lines else ()
        return Decision(STATES[found.state], answers, by, causes)

    def _is_compared(self, problem, first, second, bill) -> bool:
        """Bills without orders, of which none was expected, are nobody's business here."""
        nothing = all(not one[bill].answers for one in (first, second))
        return not nothing or bill in problem.expected

    def _row(self, move, day, before, after, reference) -> Replayed:
        answer, by_itself = reference
        return Replayed(
            "account.move", move.id, day, move.ref or move.name or "/",
            move.amount_untaxed_signed * -1, move.company_currency_id.id, before, after,
            None if by_itself else answer, by_itself,
        )  # fmt: skip

    def _references(self, ids) -> dict:
        """{bill: (what people left on it, whether nobody looked at it)}."""
        self.env.flush_all()
        self.env.cr.execute(REFERENCES, [list(ids)])
        found = {}
        for bill, state, decision, nobody, linked, named in self.env.cr.fetchall():
            lines = tuple(("order", line) for line in sorted({*(linked or ()), *(named or ())}))
            refused = state == "cancel" or decision == "rejected"
            found[bill] = (REFUSED if refused else Answer(lines), nobody and not refused)
        return found


def _place(policy) -> tuple:
    """What a policy decides for: another one of the same place takes its place."""
    return (policy.scope, policy.company_id.id, policy.partner_id.id, policy.categ_id.id,
            policy.order_id.id)  # fmt: skip
