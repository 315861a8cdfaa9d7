# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the recommended actions of findings do: on one expense, or on many alike."""

from collections import defaultdict

from odoo.exceptions import UserError

from odoo.addons.ap_base.models.finding_value import OPEN_STATES

from ..rules.control import (
    ASK_APPROVER,
    ASK_HOLDER,
    CORRECT_VAT,
    MARK_READY,
    RECLAIM,
    RECLASS,
    SPREAD,
    Subject,
)
from ..rules.control_vat import corrected
from ..rules.transaction import Kind
from . import asking, choices, control_subjects, expense_values


def recommended(findings, expenses=None):
    """Do what these findings ask for; of ``expenses``, what is recommended for each: by its
    worst finding, else by what it waits for."""
    env = findings.env
    known = findings.filtered(
        lambda one: one.expense_action and one.expense_id and one.state in OPEN_STATES
    )
    if expenses is None:
        expenses = known.expense_id
        wanted = set(known.mapped("expense_action"))
    else:
        expenses = expenses.filtered("recommended_action")
        wanted = set(expenses.mapped("recommended_action"))
        known = known.filtered(
            lambda one: one.expense_action == one.expense_id.recommended_action
        )
        known = known.browse([its[:1].id for its in known.grouped("expense_id").values()])
    if not wanted:
        raise UserError(
            env._(
                "Nothing is recommended for these expenses. “Why” says what each waits for: "
                "open it to treat it."
            )
        )
    if len(wanted) > 1:
        labels = dict(env["ap.finding"]._fields["expense_action"]._description_selection(env))
        raise UserError(
            env._(
                "They ask for different things (%(actions)s): choose like ones, or an action "
                "of the menu.",
                actions=", ".join(sorted(labels[one] for one in wanted)),
            )
        )
    return act(wanted.pop(), expenses, known)


def act(action, expenses, findings=None):
    """Do it, or show what it would do; ``findings``: those it answers."""
    if not expenses:
        raise UserError(expenses.env._("Choose the expenses first."))
    if findings is None:
        findings = _of(action, expenses)
    if action in dict(choices.PURPOSES):
        return _screen(
            "ap.expense.ask", expenses, finding_ids=findings.ids, purpose=action
        )
    if action in (RECLASS, SPREAD):
        return _screen("ap.expense.decide", expenses, step=action)
    steps = {CORRECT_VAT: _correct_vat, MARK_READY: _mark_ready}
    steps[action](expenses, findings)
    return _reloaded(expenses.env)


def _of(action, expenses):
    """The open findings that ask for it; where an expense has none, all of it."""
    found = expenses.ap_open_finding_ids
    chosen = found.browse()
    for its in found.grouped("expense_id").values():
        chosen |= its.filtered(lambda one: one.expense_action == action) or its
    return chosen


def _screen(model, expenses, **values):
    record = expenses.env[model].create({"expense_ids": expenses.ids, **values})
    return {
        "type": "ir.actions.act_window",
        "name": record._title(),
        "res_model": model,
        "res_id": record.id,
        "views": [(False, "form")],
        "target": "new",
    }


def _reloaded(env):
    return {"type": "ir.actions.client", "tag": "soft_reload"}


# -- decided -----------------------------------------------------------------------------------


def decide(expenses, values) -> None:
    """What a person decided, by expense: ``{id: {field: value}}``; in bulk."""
    expenses.check_access("write")
    expenses._refuse_booked()
    groups, chosen = defaultdict(list), defaultdict(list)
    for expense in expenses:
        given = values[expense.id]
        groups[repr(sorted(given.items()))].append(expense.id)
        names = set(expense.chosen or []) | given.keys()
        chosen[tuple(sorted(names))].append(expense.id)
    own = expenses.sudo()
    for ids in groups.values():
        own.browse(ids).write(values[ids[0]])
    for names, ids in chosen.items():
        own.browse(ids).write({"chosen": list(names)})
    own._prepare()
    names = {name for given in values.values() for name in given}
    expenses.env["ap.changed"]._note(expenses, names)


def _correct_vat(expenses, findings) -> None:
    codes = defaultdict(set)
    for finding in findings:
        codes[finding.expense_id.id].add(finding.message_code)
    values = {}
    for expense in expenses:
        country = expense.company_id.account_fiscal_country_id
        subject = Subject(
            expense.id,
            expense_values.transaction(expense),
            percent=control_subjects.percent_of(expense, country.code),
        )
        right = corrected(subject, codes[expense.id])
        values[expense.id] = {"vat_kept": float(right)}
    decide(expenses, values)


def _mark_ready(expenses, findings) -> None:
    env = expenses.env
    expenses._require_release()
    held = expenses.filtered("is_held")
    if not findings and not held:
        raise UserError(env._("No finding of these expenses is open: there is nothing to do."))
    if findings:
        findings.waive(env._("Looked at: ready to be booked."))
    if held:
        held.write({"is_held": False})


def _reclaim(expenses) -> None:
    """Owed by the employee. What the tool says is personal is so already, booked or not."""
    owed = expenses.filtered(lambda one: one.kind == Kind.PERSONAL)
    owed.sudo().write({"is_reclaimed": True})
    expenses.env["ap.changed"]._note(owed, {"is_reclaimed"})
    others = expenses - owed
    if others:
        decide(others, {one.id: {"is_reclaimed": True} for one in others})


# -- asked -------------------------------------------------------------------------------------


def ask(expenses, purpose, note=None, findings=None) -> dict:
    """See `ask` of `ap.expense`."""
    env = expenses.env
    if purpose not in (ASK_HOLDER, ASK_APPROVER, RECLAIM):
        known = ", ".join(dict(choices.PURPOSES))
        raise UserError(
            env._("“%(purpose)s” is none of %(known)s.", purpose=purpose, known=known)
        )
    if findings is None:
        findings = _of(purpose, expenses)
    expenses.check_access("write")
    asking.lock(expenses)
    if purpose == RECLAIM:
        _reclaim(expenses.filtered(lambda one: not one.is_reclaimed))
    plan = asking.plan(expenses, findings, purpose)
    asking.send(plan, note or "")
    return {
        "sent": len(plan.mails),
        "expenses": sum(len(mail.rows) for mail in plan.mails),
        "repeated": len(plan.repeated),
        "unreachable": len(plan.unreachable),
    }
