# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people decide about a compared bill.

Each decision compares again first, so that nobody decides on figures of yesterday, and
notes who decided what, when, on which figures. Two people at once: the second waits,
then starts again on what the first one did.
"""

from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tools import SQL

from odoo.addons.ap_base.models import arguments

from ...rules.match_verdict import OF_THE_WHOLE


class ApMatch(models.Model):
    _inherit = "ap.match"

    def action_match(self):
        """Compare again now."""
        self._check_may("ap_base.group_apprentice")
        self._match(self.move_id)
        return True

    def action_confirm(self):
        """Take the links proposed; differences are accepted, not confirmed."""
        self._check_may("ap_base.group_apprentice")
        for match, seen in self._again():
            match._refuse_rejected()
            if match.decision == "accepted":
                continue
            if match.state not in ("suggested", "matched") or not match.line_ids:
                raise UserError(
                    self.env._(
                        "%(bill)s has nothing to confirm.", bill=match.display_name
                    )
                )
            if match.difference_ids.filtered(lambda d: d.state == "open"):
                raise UserError(
                    self.env._(
                        "%(bill)s differs from its orders: accept the differences, "
                        "with a reason.",
                        bill=match.display_name,
                    )
                )
            match._check_as_seen(seen)
            match._decide("accepted", False)
        self._match(self.move_id)
        return True

    def action_accept(self, reason, difference_ids=None):
        """Accept the differences (all of them by default), with a reason.

        Within the limit of one's role, and never on a bill that one entered or posted
        oneself, unless one person keeps the books. What is not accepted stays an
        exception.
        """
        reason = self._reason(reason)
        self._check_may_accept()
        if difference_ids is not None and difference_ids is not False:
            difference_ids = arguments.among(self.env, difference_ids, self.difference_ids).ids
        else:
            difference_ids = None
        again = self._again()
        self._check_may_accept()  # the order may have got another buyer meanwhile
        for match, seen in again:
            match._refuse_rejected()
            open_ones = match.difference_ids.filtered(lambda d: d.state == "open")
            if difference_ids is not None:
                chosen = open_ones.filtered(lambda d: d.id in difference_ids)
            else:
                chosen = open_ones
            if match.decision == "accepted" and not chosen:
                continue
            match._check_as_seen(seen)
            match._refuse_duplicates(chosen)
            match._check_limit(chosen)
            match._refuse_own_bill()
            chosen.write(
                {
                    "state": "accepted",
                    "accepted_by": self.env.uid,
                    "accepted_on": fields.Datetime.now(),
                    "reason": reason,
                }
            )
            whole = not (open_ones - chosen)
            match._decide("accepted" if whole else match.decision, reason)
        self._match(self.move_id)
        return True

    def action_undo(self, reason):
        """Take links and decisions back; the bill lines are linked as before."""
        reason = self._reason(reason)
        self._check_may("ap_base.group_accountant")
        for match, _seen in self._again():
            match._take_back()
            match.difference_ids.filtered(lambda d: d.state == "accepted").write(
                {"state": "open"}
            )
            match.line_ids.filtered("by_hand").unlink()
            match._decide("undone", reason)
        self._match(self.move_id)
        return True

    def action_reject(self, reason):
        """Say that the bill is not due: it stays on hold, and is not compared again."""
        reason = self._reason(reason)
        self._check_may("ap_base.group_accountant")
        for match, _seen in self._again():
            match._decide("rejected", reason)
        self._match(self.move_id)
        return True

    def _refuse_own_bill(self) -> None:
        """Four eyes: who entered a bill does not accept what is wrong with it."""
        bill = self.move_id
        if self.env.uid == SUPERUSER_ID or bill.company_id.ap_one_person:
            return
        if self.env.user in bill._ap_people_involved():
            raise AccessError(
                self.env._(
                    "You entered or posted %(bill)s, or the bank account it is paid to: "
                    "somebody else accepts its differences.",
                    bill=self.display_name,
                )
            )

    def _refuse_rejected(self) -> None:
        """A rejection is taken back by who may, with a reason; nothing else ends it."""
        if self.decision == "rejected":
            raise UserError(
                self.env._(
                    "%(bill)s was rejected by %(user)s: an accountant takes that back "
                    "first, with a reason.",
                    bill=self.display_name,
                    user=self.decided_by.name or "?",
                )
            )

    # What is shared -------------------------------------------------------------------

    def _check_may(self, group) -> None:
        if not self.env.su and not self.env.user.has_group(group):
            role = self.env.ref(group).sudo().display_name
            raise AccessError(
                self.env._("This takes the role %(role)s or above.", role=role)
            )
        self.check_access("read")

    def _check_may_accept(self) -> None:
        """Refuse who has no limit at all, and a buyer whom the bill does not wait for."""
        self.check_access("read")
        user = self.env.user
        if self.env.su:
            return
        limits = self.env["ap.match.limit"]
        if not all(limits._has_limit(user, one) for one in self.company_id):
            raise AccessError(
                self.env._(
                    "Any difference is beyond your limit: your role has none. The head "
                    "of accounting sets them under Configuration ▸ Controls and "
                    "matching ▸ Limits of acceptance."
                )
            )
        of_the_desk = user.has_group("ap_base.group_apprentice")
        if not of_the_desk and any(match.owner_id != user for match in self.sudo()):
            raise AccessError(
                self.env._("You can accept differences that wait for you only.")
            )

    def _reason(self, reason) -> str:
        told = arguments.text(reason)
        if not told:
            raise UserError(self.env._("Say why: the reason is kept in the log."))
        return told

    def _again(self):
        """Lock, compare again, and return each match as superuser with what was seen.

        Bills are locked before matches, as comparing does.
        """
        self.env.flush_all()
        self.sudo()._lock_bills(self.sudo().move_id.ids)
        query = SQL(
            "SELECT id FROM ap_match WHERE id = ANY(%s) ORDER BY id FOR UPDATE",
            self.ids,
        )
        self.env.execute_query(query)
        self.invalidate_recordset()
        seen = {match.id: match._as_seen() for match in self.sudo()}
        self._match(self.move_id)
        return [(match, seen[match.id]) for match in self.sudo()]

    def _as_seen(self):
        """Return what a person decides on."""
        return (
            sorted((k.bill_line_id.id, k.purchase_line_id.id) for k in self.line_ids),
            sorted(
                (d.cause, d.check, d.billed or "", d.expected or "")
                for d in self.difference_ids
                if d.state == "open"
            ),
        )

    def _check_as_seen(self, seen) -> None:
        if self._as_seen() != seen:
            raise UserError(
                self.env._(
                    "%(bill)s has changed since it was compared: look at it again.",
                    bill=self.display_name,
                )
            )

    def _refuse_duplicates(self, chosen) -> None:
        """A bill that came twice is decided in one place: on its finding."""
        if "duplicate" not in chosen.mapped("cause"):
            return
        raise RedirectWarning(
            self.env._(
                "%(bill)s looks like a bill captured before. If both are due, waive the "
                "finding and say why; else reject the duplicate.",
                bill=self.display_name,
            ),
            self[:1].action_open_duplicate(),
            self.env._("Open the finding"),
        )

    def _alone(self, differences):
        """Return the differences without those that only sum others up."""
        of_lines = differences.filtered(
            lambda d: d.check not in OF_THE_WHOLE
            and (d.check != "tax" or d.bill_line_id)
        )
        return of_lines or differences

    def _check_limit(self, chosen) -> None:
        """Refuse what is beyond the limit of the user's role.

        What others or oneself accepted on the bill before counts as well, so that a
        limit is not passed slice by slice; not what somebody accepted who may all of it.
        """
        if self.env.su and self.env.uid == self.env.ref("base.user_root").id:
            return
        before = self.difference_ids.filtered(lambda d: d.state == "accepted") - chosen
        entitled = before.accepted_by.filtered(
            lambda user: self._may_accept(user, chosen | before)
        )
        counted = chosen | before.filtered(lambda d: d.accepted_by not in entitled)
        if self._may_accept(self.env.user, counted):
            return
        gap = self.currency_id.format(self._gap_of(counted))
        if counted == chosen:
            text = self.env._(
                "Accepting a difference of %(gap)s is beyond your limit.", gap=gap
            )
        else:
            text = self.env._(
                "With what was accepted on this bill before, the difference comes to "
                "%(gap)s: that is beyond your limit.",
                gap=gap,
            )
        raise AccessError(text)

    def _may_accept(self, user, differences) -> bool:
        limits = self.env["ap.match.limit"].with_company(self.company_id)
        here = self._in_company_currency
        return limits._may_accept(
            user, here(self._gap_of(differences)), here(self.amount)
        )

    def _gap_of(self, differences) -> float:
        return sum(abs(one.gap) for one in self._alone(differences))

    def _in_company_currency(self, amount) -> float:
        """An amount of the bill in the currency in which limits are."""
        day = self.bill_date or fields.Date.context_today(self)
        home = self.company_id.currency_id
        return self.currency_id._convert(abs(amount), home, self.company_id, day)

    def _decide(self, decision, reason) -> None:
        """Note a decision; the next comparison writes what follows from it."""
        self.ensure_one()
        before = self.state
        self.write(
            {
                "decision": decision,
                "decided_by": self.env.uid,
                "decided_on": fields.Datetime.now(),
                "decision_reason": reason,
                "digest": False,
            }
        )
        event = decision if decision != "none" else "accepted"
        differences = [
            [d.cause, d.check, d.billed or "", d.expected or "", d.gap]
            for d in self.difference_ids
            if d.state != "gone"
        ]
        figures = {"differences": differences, "gap": self.gap}
        self._log([(self.move_id.id, event, before, before, figures, reason or None)])
        self.env.flush_all()
