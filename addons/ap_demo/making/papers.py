# SPDX-License-Identifier: AGPL-3.0-or-later
"""The files that come with some bills of the demo company."""

from decimal import Decimal
from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from odoo.addons.ap_base.arithmetic.money import round_half_up, to_decimal

from ..story import papers

CENT = Decimal("0.01")
LOOK = TableStyle(
    [
        ("GRID", (0, 0), (-1, -1), 0.4, colors.grey),
        ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke),
        ("ALIGN", (1, 0), (-1, -1), "RIGHT"),
    ]
)


def attach_papers(env, bills):
    """Give the bills of `papers.PAPERS` their document, as if it had been sent."""
    for bill in bills.filtered(lambda bill: bill.ref in papers.PAPERS):
        paper = papers.PAPERS[bill.ref]
        content = _paper_content(bill, paper)
        if paper.kind == papers.XML:
            name, raw = f"{bill.ref}.xml", papers.cii(content).encode()
        else:
            name, raw = f"{bill.ref}.pdf", _pdf(content)
        file = env["ir.attachment"].create(
            {"name": name, "raw": raw, "res_model": bill._name, "res_id": bill.id}
        )
        bill.message_main_attachment_id = file


def _paper_content(bill, paper):
    lines = bill.invoice_line_ids
    return papers.Content(
        number=bill.ref,
        issued=bill.invoice_date,
        due=bill.invoice_date_due or bill.invoice_date,
        seller=party_of(bill.partner_id),
        buyer=party_of(bill.company_id.partner_id),
        lines=tuple(
            papers.PaperLine(
                line.name.splitlines()[0],
                to_decimal(line.quantity).normalize(),
                to_decimal(line.price_unit),
                round_half_up(to_decimal(line.price_subtotal), CENT),
            )
            for line in lines
        ),
        rate=to_decimal(lines[:1].tax_ids[:1].amount).normalize(),
        untaxed=round_half_up(to_decimal(bill.amount_untaxed), CENT),
        vat=round_half_up(to_decimal(bill.amount_tax), CENT),
        goods=paper.goods,
        terms=papers.terms(paper),
    )


def party_of(partner):
    return papers.Party(
        partner.name, partner.street, partner.zip, partner.city,
        (partner.company_registry or "")[:9], partner.vat or "",
    )  # fmt: skip


def _pdf(content) -> bytes:
    """One page with a text layer."""
    style = getSampleStyleSheet()["Normal"]
    target = BytesIO()
    page = SimpleDocTemplate(target, pagesize=A4, title=content.number)
    page.build(
        [
            *(
                Paragraph(escape(text) or "&nbsp;", style)
                for text in papers.head(content)
            ),
            Spacer(1, 18),
            Table(papers.table(content), style=LOOK, hAlign="LEFT"),
            Spacer(1, 18),
            *(
                Paragraph(escape(text) or "&nbsp;", style)
                for text in papers.foot(content)
            ),
        ]
    )
    return target.getvalue()
