# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is written about a compared bill: to its owner, its supplier, who asked."""

from markupsafe import Markup

from .match_words import gap_texts


def ask_owner(match) -> dict:
    """Ask who may clear it, in the conversation; return the notice that it was asked."""
    reader = match.with_context(lang=match.owner_id.lang)
    match.message_post(
        body=reader.env._(
            "%(bill)s of %(partner)s: %(why)s Is that right?",
            bill=match.bill_ref or match.move_id.display_name,
            partner=match.partner_id.display_name,
            why=reader.cause_text or "",
        ),
        partner_ids=match.owner_id.partner_id.ids,
        message_type="comment",
        subtype_xmlid="mail.mt_comment",
    )
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {
            "type": "success",
            "message": match.env._(
                "%(person)s was asked.", person=match.owner_id.name
            ),
            "next": {"type": "ir.actions.client", "tag": "soft_reload"},
        },
    }


def credit_note_letter(match) -> dict:
    """Return the window of a message to the supplier, in its language: what is to be
    credited and why."""
    reader = match.with_context(lang=match.partner_id.lang or match.env.lang)
    body = Markup("<p>%s</p><p>%s</p><p>%s</p>") % (
        reader.env._(
            "Your bill %(bill)s differs from our order:", bill=match.bill_ref or ""
        ),
        Markup("<br/>").join(gap_texts(reader)),
        reader.env._(
            "Please send us a credit note, or tell us if we are mistaken."
        ),
    )
    return _compose(
        match.move_id,
        match.env._("Ask for a credit note"),
        match.partner_id,
        reader.env._(
            "Credit note for your bill %(bill)s", bill=match.bill_ref or ""
        ),
        body,
    )


def answer(match) -> dict:
    """Return the window of an answer: to whoever asked last, else who captured the bill."""
    me = match.env.user.partner_id
    asked = match.message_ids.filtered(
        lambda message: (
            message.message_type == "comment" and message.author_id != me
        )
    )
    captured = match.sudo().move_id.create_uid.partner_id
    return _compose(
        match,
        match.env._("Answer"),
        asked[:1].author_id or captured - me,
        match.bill_ref or match.move_id.display_name,
        Markup("<p></p><p>%s</p>") % (match.cause_text or ""),
    )


def _compose(record, title, partners, subject, body):
    """Return the window of a message on that record, to those partners."""
    return {
        "type": "ir.actions.act_window",
        "name": title,
        "res_model": "mail.compose.message",
        "views": [(False, "form")],
        "target": "new",
        "context": {
            "default_model": record._name,
            "default_res_ids": record.ids,
            "default_composition_mode": "comment",
            "default_partner_ids": partners.ids,
            "default_subject": subject,
            "default_body": body,
        },
    }
