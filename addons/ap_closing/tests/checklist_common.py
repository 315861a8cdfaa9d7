# SPDX-License-Identifier: AGPL-3.0-or-later
"""A company with one person per role, whose months are signed."""

from odoo import Command

from .common import ApClosingCommon

HAND = {"attachment_ids": [Command.create({"name": "statement.txt", "raw": b"0.00"})]}


class ChecklistCommon(ApClosingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.ap_suspense_account_ids = cls._account("471000")
        cls.auditor = cls._user("k_auditor", "ap_base.group_auditor")
        cls.apprentice = cls._user("k_apprentice", "ap_base.group_apprentice")
        cls.accountant = cls._user("k_accountant", "ap_base.group_accountant")
        cls.second = cls._user("k_second", "ap_base.group_accountant")
        cls.head = cls._user("k_head", "ap_base.group_head")
        cls.env["ap.control"].check(cls.company.id, codes=["duplicate_bill"])

    @classmethod
    def _task(cls, closing, code):
        return closing.task_ids.filtered(lambda task: task.code == code)

    @classmethod
    def _give_evidence(cls, task):
        if task.evidence == "note":
            task.note = "Compared with the statement of the bank."
        elif task.evidence == "attachment":
            task.write(HAND)

    @classmethod
    def _sign(cls, closing, *codes, by=None):
        for code in codes:
            task = cls._task(closing, code)
            cls._give_evidence(task)
            task.with_user(by or cls.accountant).action_sign()

    @classmethod
    def _sign_all(cls, closing, but=()):
        """Every task in order, by two people, the approval by the head; those that wait
        for no other at once, as the list lets people do. `but`: codes left unsigned."""
        while pending := cls._pending(closing, but):
            ready = pending.filtered(lambda task: all(task.predecessor_ids.mapped("is_settled")))
            cls._finish(ready or pending)

    @staticmethod
    def _pending(closing, but):
        closing.invalidate_recordset()
        return closing.task_ids.filtered(
            lambda task: task.kind != "lock" and task.code not in but and not task.is_settled
        )

    @classmethod
    def _finish(cls, tasks):
        unsigned = tasks.filtered(lambda task: task.state in ("waiting", "todo", "redo"))
        for task in unsigned:
            cls._give_evidence(task)
        heads = unsigned.filtered(lambda task: task.role == "head")
        for person, theirs in ((cls.accountant, unsigned - heads), (cls.head, heads)):
            if theirs:
                theirs.with_user(person).action_sign()
        left = tasks.filtered(lambda task: not task.is_settled)
        if left:
            left.with_user(cls.second).action_review()

    def _entry(self, account, amount, day="2026-10-31"):
        """A journal entry that brings an amount on an account."""
        return self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": day,
                "company_id": self.company.id,
                "line_ids": [
                    Command.create({"account_id": account.id, "debit": amount}),
                    Command.create({"account_id": self.fees.id, "credit": amount}),
                ],
            }
        )
