# SPDX-License-Identifier: AGPL-3.0-or-later
"""A file that holds several bills: cut into files of its pages, each a draft of its own.

The file as received is kept once, beside what was read from it; each draft has its own pages and
says which ones they are. What was cut is known by its content: nothing is made twice.
"""

from markupsafe import Markup

from odoo import Command
from odoo.exceptions import UserError

from ..formats.pdf_pages import part_of
from ..rules.splitting import bills_in


def proposed(found, words, own) -> list | bool:
    """Return the bills of the pages as [first, last, sure, why], False where it is one."""
    if len(found.pages) < 2:
        return False
    parts = bills_in(found.pages, words, own)
    whole = found.count == len(found.pages)  # else pages are left that nobody has looked at
    return [[*part[:2], part.sure and whole, list(part.why)] for part in parts] if len(parts) > 1 else False


def taken_apart(env, company, attachments):
    """Return (attachments, captures): files that surely hold several bills give way to the
    files of their pages; `captures` are those of the whole files."""
    wholes, result = env["ap.capture"].sudo(), attachments.browse()
    for attachment in attachments:
        whole = _whole(wholes.browse(), company, attachment)
        cut = _cut(whole, attachment, ranges_left(whole)) if whole else attachments.browse()
        result |= cut or attachment
        wholes |= whole if cut else whole.browse()
    return result, wholes


def _whole(captures, company, attachment):
    """The capture of a file that is to be split by itself, empty for any other."""
    raw = attachment.raw or b""
    if "pdf" not in (attachment.mimetype or "") and not attachment.name.endswith(".pdf"):
        return captures
    found = captures._pages(raw)
    if found.problem or found.count < 2 or _has_files_inside(attachment):
        return captures
    capture, _reading = captures._read(company, attachment.name, raw, attachment)
    if capture.kind == "several":
        return capture
    alive = capture.move_id and capture.move_id.state != "cancel"
    sure = capture.proposed_parts and all(part[2] for part in capture.proposed_parts)
    return capture if sure and not alive else captures


def _has_files_inside(attachment) -> bool:
    moves = attachment.env["account.move"]
    return bool(moves._unwrap_attachments(moves._to_files_data(attachment)))


def ranges_left(whole) -> list[tuple[int, int]]:
    """The pages of the drafts that are to be made: those that no living draft has."""
    if whole.kind != "several":
        return [(part[0], part[1]) for part in whole.proposed_parts or ()]
    return [
        (part.first_page, part.last_page)
        for part in whole.part_ids
        if not part.move_id or part.move_id.state == "cancel"
    ]


def _cut(whole, attachment, ranges):
    """Make the files of these pages, and keep the whole file beside its reading; empty where
    it cannot be cut, or nothing is left to be made. `attachment`: in the environment of who asks."""
    content = attachment.raw or b""
    files = [part_of(content, first, last) for first, last in ranges]
    if not files or not all(files):
        return attachment.browse()
    stem = attachment.name.removesuffix(".pdf")
    parts = attachment.create(
        [
            {"name": f"{stem}_{first}-{last}.pdf", "raw": raw, "mimetype": "application/pdf"}
            for (first, last), raw in zip(ranges, files, strict=True)
        ]
    )
    whole.part_ids.filtered(lambda one: (one.first_page, one.last_page) in ranges).unlink()
    for (first, last), part in zip(ranges, parts, strict=True):
        capture, _reading = whole._read(whole.company_id, part.name, part.raw, part)
        capture.write(
            {"whole_id": whole.id, "first_page": first, "last_page": last, "proposed_parts": False}
        )
    kept = whole.attachment_id or attachment
    (attachment - kept).sudo().unlink()  # the same file, received again
    kept.sudo().write({"res_model": whole._name, "res_id": whole.id, "res_field": False})
    whole.write(
        {"kind": "several", "why": False, "move_id": False, "partner_id": False,
         "attachment_id": kept.id, "proposed_parts": False, "value_ids": [Command.clear()]}
    )  # fmt: skip
    return parts


def tell(wholes) -> None:
    """Say in each draft which pages of which file it is, and how many bills that holds."""
    for whole in wholes:
        link = Markup('<a href="#" data-oe-model="ap.capture" data-oe-id="%s">%s</a>') % (whole.id, whole.name)
        for part in whole.part_ids.filtered("move_id"):
            values = {"first": part.first_page, "last": part.last_page, "file": link, "count": len(whole.part_ids)}
            said = (
                whole.env._("Page %(first)s of %(file)s, which holds %(count)s bills.", **values)
                if part.first_page == part.last_page
                else whole.env._("Pages %(first)s to %(last)s of %(file)s, which holds %(count)s bills.", **values)
            )
            part.move_id.message_post(body=said)


def split(capture, ranges) -> list[int]:
    """Split the file of a draft by hand; the draft keeps the first pages, and is read again."""
    bill, whole = capture.move_id, capture.sudo()
    attachment = whole.attachment_id.with_env(capture.env)
    if bill.state != "draft":
        raise UserError(
            capture.env._("%s is no draft: a file is split before its bill is posted.", bill.display_name)
        )
    if not whole.attachment_id.raw:
        raise UserError(capture.env._("The file %s is not kept any more: send it again.", whole.name))
    bill.check_access("write")
    bill.browse().check_access("create")
    parts = _cut(whole, attachment, ranges)
    if not parts:
        raise UserError(
            capture.env._("The pages of %s cannot be parted: enter its bills by hand.", whole.name)
        )
    _refill(bill, parts[:1])
    _make(bill.journal_id, whole.company_id, parts[1:])
    tell(whole)
    return whole.part_ids.sorted("first_page").move_id.ids


def join(capture) -> int:
    """Make one draft of a file that was split; the drafts of its pages go."""
    whole = capture.sudo()
    bills = whole.part_ids.sorted("first_page").move_id.with_env(capture.env)
    gone = bills.filtered(lambda bill: bill.state != "draft")
    if gone:
        raise UserError(
            capture.env._(
                "%(bills)s: no draft any more, so the pages stay apart. Correct the other drafts by hand.",
                bills=", ".join(gone.mapped("display_name")),
            )
        )
    bills.browse().check_access("create")
    bills.check_access("write")
    attachment = whole.attachment_id
    found, reading = whole._pages_and_reading(whole.company_id, attachment.raw or b"")
    reading, learned = whole._taught(whole.company_id, found, reading)
    (bills - bills[:1]).unlink()
    whole.part_ids.attachment_id.unlink()
    whole.part_ids.unlink()
    whole.write(
        {"kind": reading.kind, "why": reading.why or False, **whole._found(whole.company_id, reading, learned)}
    )
    attachment = attachment.with_env(capture.env)
    if bills:
        _refill(bills[:1], attachment)
    else:
        journal = capture._purchase_journal(whole.company_id)
        bills = _make(journal, whole.company_id, attachment)
    bills[:1].message_post(body=capture.env._("The pages of %s were put together again: one bill.", whole.name))
    return bills[:1].id


def _make(journal, company, attachments):
    return journal.with_company(company).with_context(
        default_move_type="in_invoice"
    )._create_document_from_attachment(attachments.ids)


def _refill(bill, attachment) -> None:
    """Read a draft from another file: what it said before was of the old one."""
    bill.write(
        {"invoice_line_ids": [Command.clear()], "ref": False, "invoice_date": False,
         "partner_id": False, "invoice_date_due": False, "move_type": "in_invoice"}
    )  # fmt: skip
    attachment.sudo().write({"res_model": bill._name, "res_id": bill.id, "res_field": False})
    bill.message_main_attachment_id = attachment
    bill._extend_with_attachments(bill._to_files_data(attachment), new=True)
