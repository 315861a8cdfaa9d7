# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages beside a draft: what its screen shows, and what somebody points at."""

import base64
from datetime import date
from decimal import Decimal

from odoo.exceptions import UserError

from ..formats.pdf_pages import pages_kept, pages_of, picture_of
from ..rules.identifiers import numbers_in
from ..rules.page import Box
from ..rules.pointing import read_at
from ..rules.reader import month_first
from ..rules.reading import Read, Reading
from . import known_supplier

WIDEST = 1600  # pixels
POINTED = ("supplier", "number", "date", "due", "amount")


def shown(capture) -> dict:
    """Return the pages of a captured file, and the values read from them with their places."""
    words = dict(capture.value_ids._fields["field"]._description_selection(capture.env))
    reasons = dict(capture.value_ids._fields["why"]._description_selection(capture.env))
    return {
        "id": capture.id,
        "name": capture.name,
        "pages": list(range(1, capture.page_count + 1)),
        "values": [
            {
                "id": one.id, "field": one.field, "label": words[one.field], "value": one.value,
                "shown": one.shown, "page": one.page, "box": one.box or [], "sure": one.sure,
                "why": reasons.get(one.why, ""),
                **_into(capture, one.field, one.value),
            }
            for one in capture.value_ids
        ],
    }  # fmt: skip


def _into(capture, field: str, value) -> dict:
    """Return the record that goes into the field where its value is one."""
    if field == "supplier" and capture.partner_id:
        return {"record": {"id": capture.partner_id.id, "display_name": capture.partner_id.display_name}}
    if field == "currency":
        found = capture.env["res.currency"].search([("name", "=", value)], limit=1)
        if found:
            return {"record": {"id": found.id, "display_name": found.display_name}}
    return {}


def picture(capture, page: int, width: int) -> dict:
    """Return {"width", "height", "image"} of a page: its size in points, a JPEG in base64."""
    content = capture.attachment_id.raw
    found = picture_of(content, page, max(200, min(width, WIDEST))) if content else None
    if found is None:
        raise UserError(
            capture.env._(
                "Page %(page)s of %(file)s cannot be shown: open the file attached to the bill.",
                page=page, file=capture.name,
            )
        )  # fmt: skip
    return {
        "width": found.width, "height": found.height, "image": base64.b64encode(found.jpeg).decode(),
    }  # fmt: skip


def pages(capture):
    """Return the pages of a captured file as they were read."""
    if capture.scanned_pages:
        return pages_kept(capture.scanned_pages)
    return pages_of(capture.attachment_id.raw or b"").pages


def pointed(capture, page: int, x: float, y: float, field: str) -> dict:
    """Return {"value", "text", "box"[, "record"]} of a field at a place; {} where none stands."""
    if field not in POINTED:
        raise UserError(
            capture.env._("%(field)s is no field of a page: %(fields)s are.", field=field, fields=", ".join(POINTED))
        )
    there = pages(capture)
    if not 1 <= page <= len(there):
        return {}
    read = read_at(there[page - 1], x, y, field, month_first(there))
    if read is None:
        return {}
    found = {"value": _plain(read.value), "text": str(read.value), "box": list(read.box)}
    if field == "supplier":
        card = _card_named(capture, str(read.value))
        if card:
            found["record"] = {"id": card.id, "display_name": card.display_name}
    return found


def _card_named(capture, name: str):
    text = Read(name, False, 1, Box(0, 0, 0, 0), "pointed")
    card, _way = known_supplier.find(capture.company_id, Reading("bill", {"supplier": text}))
    if card:
        return card
    vat, siren = numbers_in(name)
    said = {"supplier_vat": text._replace(value=vat), "supplier_siren": text._replace(value=siren)}
    return known_supplier.find(capture.company_id, Reading("bill", said))[0]


def _plain(value):
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value
