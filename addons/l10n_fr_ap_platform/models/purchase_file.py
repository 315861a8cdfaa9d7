# SPDX-License-Identifier: AGPL-3.0-or-later
"""A report of foreign purchases as the rules write it, and their remarks in words."""

from decimal import Decimal

from odoo import fields

from ..rules import purchase_report
from .ap_bill_status import in_paris

FRAMES = {(True, False): "B1", (False, True): "S1", (True, True): "M1"}
GOODS = frozenset({"eu_goods", "import", "goods"})


def report_of(record) -> purchase_report.Report:
    """The report as a value."""
    company = record.company_id
    provider = record.platform_id.provider_id
    lines = record.line_ids.filtered(lambda line: line.result == "report")
    return purchase_report.Report(
        number=record.number,
        created=in_paris(fields.Datetime.now()),
        start=record.date_from,
        end=record.date_to,
        siren=company.partner_id.ap_siren or "",
        name=company.name,
        vat=(company.vat or "").replace(" ", ""),
        sender=(provider.number or "", provider.name),
        bills=tuple(_bill(move, own) for move, own in lines.grouped("move_id").items()),
        kind=record.kind,
    )


def _bill(move, lines) -> purchase_report.Bill:
    partner = move.commercial_partner_id
    kinds = {line.treatment in GOODS for line in lines}
    credit = move.move_type == "in_refund"
    origin = move.reversed_entry_id
    refers = ((purchase_report.number_of(origin.ref or ""), origin.invoice_date),)
    return purchase_report.Bill(
        number=purchase_report.number_of(move.ref or ""),
        day=move.invoice_date,
        seller=purchase_report.Seller(
            partner.name or "", partner.country_id.code or "",
            (partner.vat or "").replace(" ", "").strip("/"),
            any(line.zone == "eu" for line in lines),
        ),
        currency=move.currency_id.name,
        shares=tuple(_share(line, credit) for line in lines),
        kind="381" if credit else purchase_report.BILLS,
        frame=FRAMES[(True in kinds, False in kinds)],
        due=None if credit else move.invoice_date_due or None,
        delivered=move.delivery_date or None,
        refers=refers if origin.ref and origin.invoice_date else (),
    )  # fmt: skip


def _share(line, credit) -> purchase_report.Share:
    amount = Decimal(str(line.amount_currency))
    return purchase_report.Share(line.category, -amount if credit else amount, line.exemption)


def sentence(env, code, number) -> str:
    """What the tax office would reject, and the remedy."""
    return {
        "siren": env._("The company has no SIREN: enter it on its card."),
        "sender": env._("The platform has no registration number of 4 characters."),
        "buyer_vat": env._("The company has no VAT number."),
        "too_early": env._("The period is not over yet."),
        "number": env._("A bill has no number of the supplier."),
        "country": env._("%s: the supplier has no country.", number),
        "seller_vat": env._("%s: a supplier of the Union needs its VAT number.", number),
        "refers": env._(
            "%s: a credit note names the bill that it corrects: reverse the bill, or leave "
            "it out and report it by hand.", number,
        ),
        "shares": env._("%s: nothing of it is to be reported.", number),
        "twice": env._("%s: the same supplier has that number twice in a year.", number),
    }[code]  # fmt: skip
