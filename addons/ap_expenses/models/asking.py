# SPDX-License-Identifier: AGPL-3.0-or-later
"""Messages to employees and approvers about expenses: planned, shown, sent once.

One mail for each person, in their language, about all that is asked of them. What was
asked within the days of the tool is not asked again.
"""

from collections import defaultdict
from datetime import timedelta
from typing import NamedTuple

from odoo.exceptions import LockError, UserError
from odoo.tools import format_date, formataddr

from odoo.addons.ap_base.models.words import amount_text

from ..rules.control import ASK_APPROVER, ASK_HOLDER, RECLAIM
from ..rules.progress import action_of
from . import asked_words
from .people import People

TEMPLATES = {
    ASK_HOLDER: "ap_expenses.mail_template_expense_ask_holder",
    ASK_APPROVER: "ap_expenses.mail_template_expense_ask_approver",
    RECLAIM: "ap_expenses.mail_template_expense_reclaim",
}


class Row(NamedTuple):
    """One expense in a mail: what is asked of it, a sentence for each code."""

    expense: object
    asks: dict


class Mail(NamedTuple):
    """What one person is asked."""

    employee: object
    email: str
    lang: str
    rows: list


class Plan(NamedTuple):
    """The mails of a purpose, and the expenses nobody is written to about."""

    purpose: str
    mails: list
    repeated: object  # asked already, within the days of the tool
    unreachable: object  # nobody known, or no address


def plan(expenses, findings, purpose) -> Plan:
    """Who is asked what; nothing is written."""
    expenses = expenses.sudo()
    said = _said_lately(expenses, purpose)
    of_expense = findings.sudo().grouped("expense_id")
    recipients = _recipients(expenses, purpose)
    repeated = unreachable = expenses.browse()
    by_person = defaultdict(list)
    for expense in expenses:
        its = of_expense.get(expense, findings.browse())
        asked = said[expense.id]
        due = its.filtered(lambda one, asked=asked: one.message_code not in asked)
        employee = recipients[expense.id]
        if its and not due or not its and "" in asked:
            repeated |= expense
        elif not employee or not _address(employee, expense, purpose):
            unreachable |= expense
        else:
            by_person[employee].append((expense, due))
    mails = [_mail(employee, rows, purpose) for employee, rows in by_person.items()]
    return Plan(purpose, mails, repeated, unreachable)


def _mail(employee, rows, purpose) -> Mail:
    lang = _language(employee, rows[0][0].company_id)
    env = employee.with_context(lang=lang).env
    words = asked_words.sentences(env)
    made = []
    for expense, findings in rows:
        asks = {
            one.message_code: words.get(one.message_code)
            or one.with_context(lang=lang).message
            for one in findings
        }
        made.append(Row(expense.with_env(env), asks or {"": _general(words, expense, purpose)}))
    return Mail(employee, _address(employee, rows[0][0], purpose), lang, made)


def _general(words, expense, purpose) -> str:
    """What is asked where no control found anything."""
    waits = action_of((), expense.tool_status) == purpose
    return words[f"{purpose}_waits" if waits else purpose]


def _said_lately(expenses, purpose) -> dict[int, set]:
    """The codes asked of each expense within the days of its tool."""
    found = defaultdict(set)
    for tool, its in expenses.grouped("tool_id").items():
        since = tool.company_id._company_today() - timedelta(days=tool.ask_again_days)
        groups = expenses.env["ap.expense.message.line"].sudo()._read_group(
            [("expense_id", "in", its.ids), ("purpose", "=", purpose), ("day", ">", since)],
            ["expense_id", "code"],
        )  # fmt: skip
        for expense, code in groups:
            found[expense.id].add(code or "")
    return found


def _recipients(expenses, purpose) -> dict:
    """The employee who is asked, by expense: its holder, or who approves it."""
    if purpose != ASK_APPROVER:
        return {one.id: one.employee_id for one in expenses}
    found = {}
    for company, its in expenses.grouped("company_id").items():
        people = People(company)
        for expense in its:
            approver = people.called(expense.approver_ref)
            if not approver or approver == expense.employee_id:  # nobody approves their own
                approver = expense.employee_id.parent_id
            found[expense.id] = approver
    return found


def _address(employee, expense, purpose) -> str:
    own = employee.work_email or employee.work_contact_id.email or ""
    if not own and purpose != ASK_APPROVER:
        own = expense.employee_email or ""
    return own.strip()


def _language(employee, company) -> str:
    """Of the employee's user, else of their contact, else of the company."""
    installed = dict(employee.env["res.lang"].get_installed())
    wanted = (
        employee.user_id.lang, employee.work_contact_id.lang, company.partner_id.lang,
        employee.env.lang,
    )  # fmt: skip
    return next((lang for lang in wanted if lang in installed), "en_US")


# -- shown and sent ----------------------------------------------------------------------------


def rendered(mail: Mail, purpose, note) -> tuple[str, str]:
    """Subject and body, in the language of who gets it."""
    env = mail.employee.env
    company = mail.rows[0].expense.company_id
    template = env.ref(TEMPLATES[purpose]).sudo().with_context(
        ap_rows=[_shown(row) for row in mail.rows],
        ap_note=note,
        ap_company=company.name,
        ap_user=env.user.name,
        lang=mail.lang,
    )
    ids = mail.employee.ids
    subject, body = (
        template._render_field(name, ids, set_lang=mail.lang)[ids[0]]
        for name in ("subject", "body_html")
    )
    return str(subject), body


def _shown(row: Row) -> dict:
    """What tells the expense to the person: day, merchant, amounts, number, what is asked."""
    expense = row.expense
    day = expense.expense_date or expense.settlement_date
    amount = amount_text(expense.env, expense.gross, expense.currency_id)
    if expense.original_currency_id and expense.original_currency_id != expense.currency_id:
        paid = amount_text(
            expense.env, expense.gross_original, expense.original_currency_id
        )
        amount = f"{paid} ({amount})"
    return {
        "day": format_date(expense.env, day) if day else "",
        "merchant": expense.label,
        "amount": amount,
        "number": expense.external_id,
        "asks": list(row.asks.values()),
    }


def lock(expenses) -> None:
    """One at a time asks about an expense."""
    try:
        expenses.sudo().lock_for_update(allow_referencing=True)
    except LockError:
        raise UserError(
            expenses.env._("Somebody else works on these expenses: try again in a moment.")
        ) from None


def send(found: Plan, note) -> None:
    """Queue the mails, and keep them on their expenses."""
    for mail in found.mails:
        subject, body = rendered(mail, found.purpose, note)
        _send(mail, found.purpose, subject, body)


def _send(mail, purpose, subject, body) -> None:
    env = mail.employee.env
    company = mail.rows[0].expense.company_id
    day = company._company_today()
    message = env["ap.expense.message"].sudo().create(
        {
            "company_id": company.id, "purpose": purpose, "employee_id": mail.employee.id,
            "email": mail.email, "lang": mail.lang, "subject": subject, "body": body,
            "user_id": env.uid, "day": day,
            "line_ids": [
                (0, 0, {"expense_id": row.expense.id, "code": code, "asked": text})
                for row in mail.rows for code, text in row.asks.items()
            ],
        }
    )  # fmt: skip
    author = env.user.partner_id
    message.mail_id = env["mail.mail"].sudo().create(
        {
            "model": message._name, "res_id": message.id, "subject": subject,
            "body_html": body, "email_from": author.email_formatted or company.email_formatted,
            "author_id": author.id, "auto_delete": False,
            "email_to": formataddr((mail.employee.name, mail.email)),
        }
    )  # fmt: skip
    expenses = env["ap.expense"].sudo().browse([row.expense.id for row in mail.rows])
    expenses.write({"asked_on": day})
