# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who answers a request, and who is reminded of it. As superuser."""

from datetime import timedelta

from odoo import fields

from odoo.addons.ap_base.models.role_holders import holders

TODO = "mail.mail_activity_data_todo"


def owner_of(request):
    """Who answers that type; else who answered this supplier last, if they still may."""
    usual = request.type_id.user_id
    if usual or not request.partner_id:
        return usual
    last = request.search(
        [
            ("id", "!=", request.id),
            ("company_id", "=", request.company_id.id),
            ("partner_id", "=", request.partner_id.id),
            ("answered_by_id", "!=", False),
        ],
        order="answered_on desc, id desc",
        limit=1,
    ).answered_by_id
    return last.filtered(lambda user: _may_answer(user, request.company_id))


def _may_answer(user, company) -> bool:
    role = user.has_group("ap_base.group_apprentice")
    return user.active and role and company in user.company_ids


def remind(requests):
    """Remind of what is late: who answers, or the heads of accounting of what nobody took;
    and of suppliers that were asked back and keep silent. Once for each reason."""
    for request in requests.search([("is_late", "=", True)]):
        text = request.env._("Late: answer the supplier")
        _activity(request, text, request.user_id or _head(request))
    for request in requests.search([("state", "=", "waiting"), ("answered_on", "!=", False)]):
        days = timedelta(days=request.type_id.wait_days)
        if days and request.answered_on + days < fields.Datetime.now():
            text = request.env._("The supplier has not answered: ask again, or close")
            _activity(request, text, request.user_id or request.answered_by_id)


def _activity(request, summary, user):
    if user and not request.activity_ids:
        request.activity_schedule(TODO, summary=summary, user_id=user.id)


def _head(request):
    """A head of accounting of the company."""
    return holders(request.env, "ap_base.group_head", request.company_id)[:1]
