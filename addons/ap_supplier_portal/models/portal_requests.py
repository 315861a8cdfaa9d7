# SPDX-License-Identifier: AGPL-3.0-or-later
"""Questions that a supplier asks on the portal, and what it sees of them: what it wrote,
and what was sent to it."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import html2plaintext, plaintext2html

from odoo.addons.ap_supplier.rules.request_reading import ibans

from ..rules import upload_file
from .portal_upload import refuse_file

REQUEST = "ap.supplier.request"
LONGEST_SUBJECT = 150
LONGEST_TEXT = 10000
TWICE = timedelta(minutes=10)
# A claim of an account in a question of these types is what the question is about.
OPEN_TYPES = ("", "other", "record_change")


def domain(supplier) -> list:
    """The questions of the firm to the companies that are open to it."""
    return [
        ("company_id", "in", supplier.companies.ids),
        ("partner_id.commercial_partner_id", "=", supplier.firm.id),
        ("state", "!=", "joined"),
    ]


def types(env):
    """What may be asked about."""
    return env["ap.supplier.request.type"].search([("active", "=", True)])


def label_of(env, state) -> str:
    """The status in the words of a supplier."""
    return {
        "new": env._("We answer soon"),
        "waiting": env._("We wait for you"),
        "answered": env._("Answered"),
        "closed": env._("Closed"),
    }[state]


# Asked -----------------------------------------------------------------------------------


def ask(supplier, company, subject, text, code="", file=None):
    """Open a request, or return the one that was just asked in the same words."""
    env = supplier.env
    subject = " ".join((subject or "").split())[:LONGEST_SUBJECT]
    text = _words(env, text)
    if not subject:
        raise UserError(env._("Say in a few words what it is about."))
    files = _files(supplier, company, file)
    asked = env[REQUEST].search(
        [
            *domain(supplier),
            ("company_id", "=", company.id),
            ("requester_id", "=", supplier.user.partner_id.id),
            ("name", "=", subject),
            ("text", "=", text),
            ("create_date", ">=", fields.Datetime.now() - TWICE),
        ],
        limit=1,
    )
    if asked:
        return asked
    return _opened(supplier, company, subject, text, code, files)


def _opened(supplier, company, subject, text, code, files):
    env = supplier.env
    chosen = types(env).filtered(lambda one: one.code == code)
    if code in OPEN_TYPES:  # the words tell, as those of a mail do
        chosen = chosen.browse()
    request = env[REQUEST].with_company(company).with_context(
        mail_create_nosubscribe=True
    ).create(
        {
            "name": subject,
            "text": text,
            "source": "portal",
            "company_id": company.id,
            "partner_id": supplier.firm.id,
            "requester_id": supplier.user.partner_id.id,
            "requester_email": supplier.user.email_formatted,
            "trust": "contact",
            "type_id": chosen.id,
            "has_files": bool(files),
        }
    )  # fmt: skip
    _write_in(supplier, request, text, files)
    return request


def reply(supplier, request, text, file=None):
    """Write again in a question of the firm: it is to be answered again. An account that
    is named there is asked for as anywhere: in a request that opens a case."""
    text = _words(supplier.env, text)
    files = _files(supplier, request.company_id, file)
    if _is_last(supplier, request, text) and not files:
        return request
    _write_in(supplier, request, text, files)
    request._ask_again()
    if ibans(text) and request.type_code != "bank_change":
        _opened(supplier, request.company_id, request.name, text, "", [])
    return request


def _is_last(supplier, request, text) -> bool:
    last = shown(supplier, request)[-1:]
    return bool(last) and last[0]["is_ours"] is False and last[0]["plain"] == _plain(plaintext2html(text))


def _words(env, text) -> str:
    text = (text or "").replace("\r\n", "\n").strip()
    if not text:
        raise UserError(env._("Write your question."))
    if len(text) > LONGEST_TEXT:
        raise UserError(
            env._("Your text is longer than %(most)s signs: attach it as PDF.", most=LONGEST_TEXT)
        )
    return text


def _files(supplier, company, file) -> list[tuple[str, bytes]]:
    """The document of a question, looked at as bills are."""
    if not file:
        return []
    name, content = file
    most = company.ap_portal_file_mb
    problem = upload_file.problem_of(content, most, upload_file.OF_QUESTIONS)
    if problem:
        refuse_file(supplier.env, problem, name, most)
    return [(upload_file.safe_name(name, upload_file.kind_of(content)), content)]


def _write_in(supplier, request, text, files):
    request.with_context(mail_post_autofollow=False).message_post(
        body=plaintext2html(text),
        author_id=supplier.user.partner_id.id,
        email_from=supplier.user.email_formatted,
        message_type="comment",
        subtype_xmlid="mail.mt_comment",
        attachments=files,
    )
    if files:
        request.has_files = True


# Shown -----------------------------------------------------------------------------------


def messages(supplier, request):
    """What the firm wrote and what was sent to it, in order; notes of our people and what
    they write to each other are not among them."""
    return request.message_ids.filtered(
        lambda one: _is_theirs(supplier, one) or _is_sent(supplier, one)
    ).sorted("id")


def _is_theirs(supplier, message) -> bool:
    return (
        message.message_type in ("comment", "email")
        and not message.subtype_id.internal
        and message.author_id.commercial_partner_id == supplier.firm
    )


def _is_sent(supplier, message) -> bool:
    """An answer, or a message with a contact of the firm among those it was sent to."""
    if message.subtype_id.internal or message.is_internal:
        return False
    to_them = message.partner_ids.commercial_partner_id & supplier.firm
    return bool(message.outgoing_email_to or to_them)


def shown(supplier, request) -> list[dict]:
    """The thread as the portal shows it; of our people only the company is named."""
    found = []
    for message in messages(supplier, request):
        theirs = _is_theirs(supplier, message)
        author = message.author_id if theirs else request.company_id
        found.append(
            {
                "date": message.date,
                "author": author.name,
                "is_ours": not theirs,
                "body": message.body,
                "plain": _plain(message.body),
                "files": message.attachment_ids,
            }
        )
    return found


def _plain(text) -> str:
    return " ".join(html2plaintext(text or "").split())
