# SPDX-License-Identifier: AGPL-3.0-or-later
"""Once a week each owner gets what waits for them, in their language: lines of open
orders and bills that differ from theirs."""

from odoo.tools.misc import format_date

from odoo.addons.ap_base.models.words import amount_text

from .labels import CAUSES

TEMPLATE = "ap_purchase.mail_template_open_order_digest"
SHOWN = 20


def send(env, company) -> int:
    """Mail each owner of lines or bills that wait for them; return how many mails."""
    none, no_bill = env["ap.open.order"].browse(), env["ap.match"].browse()
    lines = none.search(
        [*_owned_in(company), ("action", "not in", ("wait", "none"))]
    ).grouped("owner_id")
    bills = _bills_that_wait(env, company).grouped("owner_id")
    template = env.ref(TEMPLATE).sudo()
    sent = 0
    for owner in lines | bills:
        if not owner.email:
            continue
        lang = owner.lang or env.lang
        theirs = lines.get(owner, none).with_context(lang=lang)
        held = bills.get(owner, no_bill).with_context(lang=lang)
        values = _line_values(theirs, company) | _bill_values(held)
        values["ap_subject"] = _subject(theirs.env, len(theirs), len(held))
        template.with_context(**values).send_mail(owner.id)
        sent += 1
    return sent


def _owned_in(company) -> list:
    """Return the domain of what an employee who is still there owns."""
    return [
        ("company_id", "=", company.id),
        ("owner_id.active", "=", True),
        ("owner_id.share", "=", False),
    ]


def _bills_that_wait(env, company):
    """Return the bills that cannot be paid before somebody clears a difference."""
    return env["ap.match"].search(
        [
            *_owned_in(company),
            ("state", "=", "exception"),
            ("decision", "=", "none"),
            ("move_id.state", "in", ("draft", "posted")),
        ],
        order="date_due, id",
    )


def _subject(env, lines: int, bills: int) -> str:
    if not bills:
        return env._("open order lines that wait for you: %(count)s", count=lines)
    if not lines:
        return env._("bills that wait for you: %(count)s", count=bills)
    return env._(
        "what waits for you: bills %(bills)s, open order lines %(lines)s",
        bills=bills,
        lines=lines,
    )


def _line_values(lines, company) -> dict:
    """Return what the mail shows of these lines; the first ones one by one."""
    causes = dict(lines._fields["cause"]._description_selection(lines.env))
    actions = dict(lines._fields["action"]._description_selection(lines.env))
    grouped = lines.grouped("cause")
    return {
        "ap_company": company.name,
        "ap_count": len(lines),  # templates that an upgrade left as they were
        "ap_causes": [
            {"label": causes[code], "count": len(grouped[code])}
            for code, _label in CAUSES
            if code in grouped
        ],
        "ap_lines": [
            {
                "order": line.order_id.name,
                "supplier": line.partner_id.display_name,
                "label": line.label,
                "facts": line.explanation,
                "action": actions[line.action],
            }
            for line in lines[:SHOWN]
        ],
        "ap_more": max(len(lines) - SHOWN, 0),
        "ap_url": f"{company.get_base_url()}/odoo/my-open-order-lines",
        "ap_bills_url": f"{company.get_base_url()}/odoo/my-bills-to-clear",
    }


def _bill_values(matches) -> dict:
    """Return what the mail shows of these bills; the first ones one by one."""
    return {
        "ap_bills": [
            {
                "bill": match.bill_ref or match.move_id.display_name,
                "supplier": match.partner_id.display_name,
                "amount": amount_text(match.env, match.amount, match.currency_id),
                "words": match.cause_text or "",
                "until": format_date(match.env, match.date_due),
            }
            for match in matches[:SHOWN]
        ],
        "ap_more_bills": max(len(matches) - SHOWN, 0),
    }
