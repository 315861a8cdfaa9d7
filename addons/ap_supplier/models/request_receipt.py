# SPDX-License-Identifier: AGPL-3.0-or-later
"""The acknowledgement that a supplier's mail came in, where the company wants it: once for
each request, to people only. It tells nothing of the books."""

from datetime import timedelta

from markupsafe import Markup

from odoo import fields
from odoo.tools import format_datetime
from odoo.tools.mail import email_normalize

from ..rules.request_mail import is_robot
from . import request_answers

MOST = 3  # acknowledgements to one address in a day: machines that do not say so
A_DAY = timedelta(days=1)
# RFC 3834: other machines answer it with nothing.
HEADERS = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}


def acknowledge(request):
    """Tell the sender that the mail came in, unless this was told, or a machine or
    somebody forged may have sent it. As superuser."""
    address = email_normalize(request.requester_email or "")
    if not _is_due(request, address):
        return
    spoken = request.with_context(lang=request_answers.lang_of(request))
    request.acknowledged_on = fields.Datetime.now()
    spoken.message_post(
        author_id=request.env.ref("base.partner_root").id,
        subject=request_answers.subject_of(request),
        body=_body(spoken),
        message_type="auto_comment",
        subtype_xmlid="mail.mt_comment",
        outgoing_email_to=address,
        mail_headers=HEADERS,
    )


def _is_due(request, address) -> bool:
    """Whether the company wants it, and a person may have sent the mail."""
    if not request.company_id.ap_acknowledge_requests or request.source != "mail":
        return False
    if not address or request.acknowledged_on or request.sender_signs or is_robot(address):
        return False
    if len(request.message_ids.filtered(lambda one: one.message_type == "email")) > 1:
        return False  # a thread that goes on
    return not _is_ours(request.env, address) and not _is_flooding(request, address)


def _is_ours(env, address) -> bool:
    """An alias or a mailbox of our own: it would answer itself."""
    alias = env["mail.alias"].search_count([("alias_full_name", "=", address)], limit=1)
    own = env["res.company"].search([("email", "!=", False)]).mapped("email")
    catchall = env["mail.alias.domain"].search([])  # pylint: disable=no-search-all  # some few
    known = set(map(email_normalize, own))
    known |= set(catchall.mapped("catchall_email")) | set(catchall.mapped("bounce_email"))
    return bool(alias) or address in known


def _is_flooding(request, address) -> bool:
    """Whether that address was told several times today: two machines may be talking."""
    lately = request.search_count(
        [
            ("requester_email", "ilike", address),
            ("acknowledged_on", ">=", fields.Datetime.now() - A_DAY),
        ],
        limit=MOST,
    )
    return lately >= MOST


def _body(spoken) -> Markup:
    env, company = spoken.env, spoken.company_id
    zone = company._company_timezone()
    lines = [
        env._("Hello,"),
        env._(
            "We received your message “%(subject)s”. Its number is %(number)s: please keep "
            "it in the subject when you write again.",
            subject=spoken.name,
            number=spoken.number,
        ),
        env._(
            "You get our answer by %(moment)s.",
            moment=format_datetime(env, spoken.date_due, tz=str(zone), dt_format="short"),
        ),
        env._("This message was sent by itself."),
        company.name,
    ]
    return Markup("").join(Markup("<p>%s</p>") % line for line in lines)
