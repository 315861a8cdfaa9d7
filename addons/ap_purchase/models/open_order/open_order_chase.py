# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people are asked about open orders: one mail per supplier, in its language, with
the list of its lines; receivers by an activity."""

from odoo.tools import SQL, format_date

from odoo.addons.ap_base.models.words import amount_text

from .open_order_words import CauseWords

TEMPLATE = "ap_purchase.mail_template_open_orders"


def lines_asked(env, lines) -> str:
    """Return of each line what a receiver is asked about, in the language of ``env``."""
    words = CauseWords(env)
    return "\n".join(
        env._(
            "%(label)s: %(ordered)s ordered, %(received)s received, %(billed)s billed.",
            label=line.label,
            ordered=words.figure("", line.ordered),
            received=words.figure("", line.received),
            billed=words.figure("", line.billed),
        )
        for line in lines
    )


def send(lines, company, partner) -> None:
    """Mail the supplier about these lines, log it on their orders and count it."""
    env = lines.env
    template = env.ref(TEMPLATE).sudo()
    lang = partner.lang or env.lang
    template.with_context(
        ap_sections=_sections(lines.with_context(lang=lang).sudo()),
        ap_company=company.name,
        ap_user=env.user.name,
    ).send_mail(
        partner.id,
        email_values={"author_id": env.user.partner_id.id},
    )
    lines._log_on_orders(
        env._(
            "Supplier %(partner)s asked by mail (%(email)s) about:",
            partner=partner.display_name,
            email=partner.email,
        )
    )
    env.flush_all()
    env.cr.execute(
        SQL(
            "UPDATE ap_open_order SET chased_on = %s,"
            " chase_count = COALESCE(chase_count, 0) + 1 WHERE id = ANY(%s)",
            company._company_today(),
            lines.ids,
        )
    )
    lines.invalidate_recordset(["chased_on", "chase_count"], flush=False)


def _sections(lines) -> list[dict]:
    """Return what is asked for, by what it is, in the language of the context."""
    env = lines.env
    titles = {
        "chase_bill": env._("Received, and not billed to us yet:"),
        "ask_credit_note": env._("Billed too much; a credit note is due:"),
        "chase_delivery": env._("Ordered, and late:"),
        "ask_supplier_or_close": env._(
            "Ordered, and partly delivered; is the rest still to come?"
        ),
    }
    words = CauseWords(env)
    sections = []
    for action, title in titles.items():
        its = lines.filtered(lambda record, action=action: record.action == action)
        if its:
            rows = [_row(line, words) for line in its.sorted("order_id")]
            sections.append({"title": title, "lines": rows})
    return sections


def _row(line, words) -> dict:
    """Return what the supplier needs to find it: number, text, quantity, day."""
    quantity, day = line.open, line.date_planned
    if line.action == "chase_bill":
        quantity, day = line.to_accrue, line.date_last_receipt
    elif line.action == "ask_credit_note":
        quantity, day = line.over_billed or line.billed - line.ordered, line.date_last_bill
    price = line.purchase_line_id.price_subtotal / (line.ordered or 1.0)
    return {
        "order": line.order_id.name,
        "reference": line.order_id.partner_ref or "",
        "label": line.label,
        "quantity": " ".join(
            filter(None, [words.figure("", quantity), line.uom_id.display_name])
        ),
        "amount": amount_text(line.env, quantity * price, line.order_currency_id),
        "day": format_date(line.env, day) if day else "",
    }
