# SPDX-License-Identifier: AGPL-3.0-or-later
"""A supplier's mail becomes a request: who may have sent it, what it asks for, which
documents it names, which open request it may belong to. As superuser."""

from markupsafe import Markup

from odoo.tools import html2plaintext, html_sanitize
from odoo.tools.mail import email_normalize

from odoo.addons.ap_base.arithmetic.bill_numbers import bill_number_key

from ..rules import request_mail, request_reading, request_text
from ..rules.texts import domain_of
from .bank_change_evidence import words_of

OPEN = ("new", "waiting")
BILLS = ("in_invoice", "in_refund", "in_receipt")
ALIKE = 20  # open requests that are looked at


# Who ------------------------------------------------------------------------------------


def sender_of(env, email) -> tuple:
    """(contact, trust): `contact` for an address that is known of a supplier, `domain` for
    a domain that only one supplier uses, else `unknown`."""
    address = email_normalize(email or "") or ""
    people = env["res.partner"].search(
        [("email_normalized", "=", address)], order="supplier_rank DESC, id", limit=10
    ) if address else env["res.partner"]  # fmt: skip
    people = people.filtered(lambda one: not one.user_ids.filtered(lambda u: u._is_internal()))
    suppliers = people.filtered(is_supplier)
    if suppliers:
        return suppliers[0], "contact"
    domain = domain_of(address)
    if domain and domain not in words_of(env).free_mail:
        same = env["res.partner"].search(
            [("email_normalized", "=like", f"%@{domain.replace('_', chr(92) + '_')}")], limit=50
        )
        firms = same.filtered(is_supplier).commercial_partner_id
        if len(firms) == 1:
            return firms, "domain"
    return env["res.partner"], "unknown"


def is_supplier(partner) -> bool:
    firm = partner.commercial_partner_id
    return bool(firm.supplier_rank or partner.supplier_rank)


# What -----------------------------------------------------------------------------------


def values_of_mail(requests, msg, custom) -> dict:
    """The values of a request from a parsed mail."""
    env = requests.env
    mail = request_text.read(_plain_body(msg), msg.get("subject"))
    asked = msg.get("email_from") or msg.get("from") or ""
    if mail.first_sender and _is_of_us(env, asked):
        asked = mail.first_sender  # a colleague forwarded it
    contact, trust = sender_of(env, asked)
    return {
        **(custom or {}),
        "name": request_mail.bare_subject(msg.get("subject")) or env._("Without a subject"),
        "source": "mail",
        "requester_email": asked,
        "requester_id": contact.id if trust == "contact" else False,
        "partner_id": contact.commercial_partner_id.id,
        "trust": trust,
        "text": mail.text,
        "has_files": bool(msg.get("attachments")),
    }


def _plain_body(msg) -> str:
    """What people see of a mail: neither its styles nor its scripts."""
    return html2plaintext(html_sanitize(msg.get("body") or ""))


def _is_of_us(env, email) -> bool:
    users = env["res.users"].search(
        [("partner_id.email_normalized", "=", email_normalize(email or "") or "-")]
    )
    return any(user._is_internal() for user in users)


def read(request):
    """Guess language and type, link what is named, propose what to join."""
    lang = (request.partner_id.lang or "")[:2]
    both = f"{request.name or ''}\n{request.text or ''}"
    types = request.env["ap.supplier.request.type"]
    found = request_reading.guess(request.name, request.text, types._kinds())
    accounts = request_reading.ibans(request.name, request.text)
    code = "bank_change" if accounts and found.code in ("", "record_change") else found.code
    bills, unknown = _named(request)
    unknown = request._documents_named((request.name, request.text), unknown)
    values = {
        "lang": request_reading.language(both, lang),
        "move_ids": [(6, 0, bills)],
        "unknown_numbers": ", ".join(unknown) or False,
        "type_is_sure": found.is_sure,
        "type_words": ", ".join(found.words) or False,
        "accounts": ", ".join(accounts) or False,
    }
    if not request.type_id:
        values["type_id"] = (types._by_code(code) or types._by_code("other")).id
    request.write(values)
    request._set_deadline()
    request.write({"join_id": _to_join(request).id})


def _named(request):
    """The bills of the supplier that the text names; of an unknown sender, none is shown
    to whom it does not belong: the numbers are kept as text."""
    texts = (request.name, request.text)
    if not request.partner_id:
        return request_reading.named(texts, {})
    moves = request.env["account.move"].search_fetch(
        [
            ("company_id", "=", request.company_id.id),
            ("move_type", "in", BILLS),
            ("commercial_partner_id", "=", request.partner_id.commercial_partner_id.id),
            ("state", "!=", "cancel"),
        ],
        ["ref", "name"],
        order="id",
    )
    known = {}
    for move in moves:
        for number in (move.name, move.ref):
            key = bill_number_key(number or "")
            if key and number != "/":
                known[key] = move.id
    return request_reading.named(texts, known)


def _to_join(request):
    """An open request of the same supplier that names the same document."""
    others = request.search(
        [
            ("id", "!=", request.id or 0),
            ("company_id", "=", request.company_id.id),
            ("partner_id", "=", request.partner_id.id),
            ("state", "in", OPEN),
        ],
        limit=ALIKE,
    ) if request.partner_id else request.browse()  # fmt: skip
    wanted = _numbers(request)
    return others.filtered(lambda one: wanted & _numbers(one))[:1]


def _numbers(request) -> set:
    unknown = (request.unknown_numbers or "").split(", ")
    return set(request.move_ids.ids) | {bill_number_key(one) for one in unknown if one}


# Threads --------------------------------------------------------------------------------


def thread_of(requests, msg):
    """The request that the mark of a mail names, when its sender may write in it: who has
    asked, or somebody of the same supplier."""
    text = _plain_body(msg)
    mark = request_mail.mark_of(msg.get("subject") or "", text)
    found = mark and requests.search([("number", "=", mark)], limit=1)
    if not found:
        return requests.browse()
    sender = msg.get("email_from") or ""
    contact, trust = sender_of(requests.env, sender)
    same = email_normalize(sender) == email_normalize(found.requester_email or "")
    of_firm = trust == "contact" and contact.commercial_partner_id == found.partner_id
    return found if same or of_firm else requests.browse()


def note_automatic(request, msg):
    """An absence or a receipt is noted; nothing answers it."""
    request._message_log(
        body=Markup("<p>%s</p>")
        % request.env._(
            "An automatic mail came from %(sender)s: %(subject)s",
            sender=msg.get("email_from") or "",
            subject=msg.get("subject") or "",
        )
    )
