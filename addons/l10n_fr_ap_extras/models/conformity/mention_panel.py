# SPDX-License-Identifier: AGPL-3.0-or-later
"""The conformity panel: each mention, whether it is there, where, and which article."""

import json
import re

from markupsafe import Markup

from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.tools import SQL, format_date, get_lang

from ...rules import mentions
from ...rules.law import to_day
from .ap_control_bill import TYPES

MARKS = {
    mentions.PRESENT: ("✓", "text-success"),
    mentions.MISSING: ("✗", "text-danger"),
    mentions.UNVERIFIABLE: ("?", "text-warning"),
    mentions.NOT_APPLICABLE: ("–", "text-muted"),
}
LONGEST_WORDS = 60
DAY = re.compile(r"\d{4}-\d\d-\d\d")
NUMBER = re.compile(r"-?\d+(\.(?P<decimals>\d{1,2}|\d{2}\d*?)0*)?")
FIGURES = frozenset(
    {"line_quantity", "line_price", "total_untaxed", "vat_amount", "vat_rate", "rebate"}
)
OF_LINES = frozenset({"line_quantity", "line_description", "line_price"})
UPSERT = """
INSERT INTO ap_bill_conformity AS old (move_id, company_id, present_count,
       missing_count, unverifiable_count, create_uid, create_date, write_uid, write_date)
SELECT id, %(company)s, present, missing, unverifiable, %(uid)s, %(now)s, %(uid)s, %(now)s
  FROM jsonb_to_recordset(%(rows)s::jsonb) AS told (
       id integer, present integer, missing integer, unverifiable integer)
ON CONFLICT (move_id) DO UPDATE SET
       present_count = EXCLUDED.present_count, missing_count = EXCLUDED.missing_count,
       unverifiable_count = EXCLUDED.unverifiable_count,
       write_uid = EXCLUDED.write_uid, write_date = EXCLUDED.write_date
 WHERE (old.present_count, old.missing_count, old.unverifiable_count) IS DISTINCT FROM
       (EXCLUDED.present_count, EXCLUDED.missing_count, EXCLUDED.unverifiable_count)
"""


class ApBillConformity(models.Model):
    """How many mentions a bill bears: one row per bill, written by its check."""

    _name = "ap.bill.conformity"
    _description = "Conformity of a bill"
    _rec_name = "move_id"

    move_id = fields.Many2one("account.move", required=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, index=True)
    present_count = fields.Integer(string="Mentions present")
    missing_count = fields.Integer(string="Mentions missing")
    unverifiable_count = fields.Integer(string="Mentions not verifiable")

    _move_unique = models.Constraint(
        "UNIQUE(move_id)", "A bill is checked into one row."
    )

    @api.model
    def _remember(self, company, counts):
        """Write the counts of bills: {id: (present, missing, unverifiable)}."""
        names = ("present", "missing", "unverifiable")
        rows = [
            {"id": bill, **dict(zip(names, told, strict=True))}
            for bill, told in counts.items()
        ]
        if rows:
            self.env.cr.execute(
                SQL(
                    UPSERT,
                    company=company.id,
                    uid=self.env.uid,
                    now=fields.Datetime.now(),
                    rows=json.dumps(rows),
                )
            )
            self.invalidate_model()


class AccountMove(models.Model):
    _inherit = "account.move"

    ap_conformity_ids = fields.One2many(
        "ap.bill.conformity",
        "move_id",
        string="Mentions",
        copy=False,
        groups="ap_base.group_auditor,ap_base.group_apprentice",
    )
    ap_conformity_text = fields.Char(
        string="Conformity", compute="_compute_ap_conformity_text", compute_sudo=True
    )
    ap_conformity_applies = fields.Boolean(compute="_compute_ap_conformity_applies")
    ap_conformity_html = fields.Html(
        string="Mandatory mentions",
        compute="_compute_ap_conformity_html",
        sanitize=False,
    )
    ap_supplier_to_ask = fields.Boolean(
        string="Something to ask the supplier", compute="_compute_ap_conformity_html"
    )

    @api.depends("ap_conformity_ids.present_count", "ap_conformity_ids.missing_count")
    def _compute_ap_conformity_text(self):
        """✓ present, ✗ missing, ? not verifiable, at the last check."""
        for move in self:
            told = move.ap_conformity_ids[:1]
            pairs = [
                ("✓", told.present_count),
                ("✗", told.missing_count),
                ("?", told.unverifiable_count),
            ]
            shown = " · ".join(f"{count} {mark}" for mark, count in pairs if count)
            move.ap_conformity_text = shown or False

    @api.depends("move_type", "company_id", "partner_id")
    def _compute_ap_conformity_applies(self):
        for move in self:
            country = move.company_id.account_fiscal_country_id.code
            bill = move.move_type in TYPES and move.partner_id
            move.ap_conformity_applies = bool(bill and country == "FR")

    @api.depends_context("lang")
    @api.depends(
        "ref", "partner_id", "invoice_date", "invoice_date_due", "amount_total",
        "invoice_origin", "ap_document_ids.data", "ap_document_ids.text",
    )  # fmt: skip
    def _compute_ap_conformity_html(self):
        found = self._ap_mention_results()
        wrong = set(self._ap_wrong_findings().mapped("res_id"))
        for move in self:
            results = found.get(move._origin.id, ())
            move.ap_conformity_html = self._ap_panel(results) if results else False
            move.ap_supplier_to_ask = move._origin.id in wrong or any(
                part.status == mentions.MISSING
                for result in results
                for part in result.parts
            )

    def bill_mentions(self):
        """What these bills bear: {"move_id", "mention", "name", "status", "reference",
        "parts": [{"part", "name", "status", "source", "words"}]} for each mention.

        Status: present, missing, unverifiable or not_applicable.
        """
        self.check_access("read")
        names, parts = self._ap_mention_names()
        return [
            {
                "move_id": bill,
                "mention": result.code,
                "name": names[result.code],
                "status": result.status,
                "reference": result.reference,
                "parts": [
                    {
                        "part": part.code,
                        "name": parts[part.code],
                        "status": part.status,
                        "source": part.source,
                        "words": part.excerpt,
                    }
                    for part in result.parts
                ],
            }
            for bill, results in self._ap_mention_results().items()
            for result in results
        ]

    def _ap_mention_results(self) -> dict:
        """{id of the bill: results of its mentions}, for the bills they apply to."""
        bills = self._origin.filtered("ap_conformity_applies")
        law = self.env["ap.legal.reference"]._ap_law()
        asked = self.env["ap.bill.mention"]._ap_parts()
        found = {}
        for company, moves in bills.sudo().grouped("company_id").items():
            chosen = SQL("move.id = ANY(%s)", moves.ids)
            for bill in moves._ap_bill_facts(company, chosen):
                results = mentions.check(law, asked, bill.mention_bill())
                found[bill.id] = mentions.as_written(results, bill.document.text)
        return found

    @api.model
    @tools.ormcache("self.env.lang")
    def _ap_mention_names(self):
        """Names of mentions and of their parts, by code, in the reader's language."""
        # pylint: disable=no-search-all
        # some forty rows of law, whatever the books hold
        rows = self.env["ap.bill.mention"].sudo().search(Domain.TRUE)
        parts = self.env["ap.bill.mention.part"].sudo().search(Domain.TRUE)
        return {r.code: r.name for r in rows}, {p.code: p.name for p in parts}

    @api.model
    def _ap_sources(self) -> dict:
        return {
            mentions.XML: self.env._("e-invoice"),
            mentions.FIELD: self.env._("field"),
            mentions.TEXT: self.env._("text of the PDF"),
        }

    @api.model
    def _ap_panel(self, results) -> Markup:
        """The table of the panel, and what its marks mean."""
        names, parts = self._ap_mention_names()
        sources = self._ap_sources()
        rows = Markup().join(
            self._ap_panel_row(result, names, parts, sources)
            for result in sorted(results, key=_what_lacks_first)
        )
        heads = [
            "",
            self.env._("Mention"),
            self.env._("Where it was found"),
            self.env._("Article"),
        ]
        head = Markup().join(Markup("<th>%s</th>") % text for text in heads)
        legend = self.env._(
            "✓ present   ✗ missing   ? not verifiable: the document does not tell   "
            "– not asked of this bill"
        )
        return Markup(
            '<table class="table table-sm o_ap_conformity"><thead><tr>%s</tr></thead>'
            '<tbody>%s</tbody></table><p class="text-muted">%s</p>'
        ) % (head, rows, legend)

    @api.model
    def _ap_panel_row(self, result, names, parts, sources) -> Markup:
        mark, colour = MARKS[result.status]
        wanting = [
            parts[part.code]
            for part in result.parts
            if part.status == result.status
            and result.status in (mentions.MISSING, mentions.UNVERIFIABLE)
        ]
        name = names[result.code]
        detail = Markup()
        if wanting and (len(result.parts) > 1 or wanting != [name]):
            detail = Markup('<div class="%s small">%s %s</div>') % (
                colour, mark, ", ".join(wanting),
            )  # fmt: skip
        return Markup(
            '<tr><td class="%s fw-bold text-center">%s</td><td>%s. %s%s</td>'
            '<td class="small">%s</td><td class="small text-nowrap">%s</td></tr>'
        ) % (
            colour,
            mark,
            result.number,
            name,
            detail,
            self._ap_panel_found(result, parts, sources),
            result.reference if result.status != mentions.NOT_APPLICABLE else "",
        )

    @api.model
    def _ap_panel_found(self, result, parts, sources) -> Markup:
        """Source and words of each part that is there; a source is named once."""
        several = len(result.parts) > 1
        found = []
        before = None
        for part in result.parts:
            if part.status == mentions.PRESENT:
                words = self._ap_words_shown(part)
                source = sources.get(part.source, "")
                told = Markup('<span class="text-muted">%s</span>%s %s') % (
                    "" if part.source == before else source,
                    Markup("<br/>") if several and part.source != before else "",
                    self.env._(
                        "%(name)s: %(value)s", name=parts[part.code], value=words
                    )
                    if several
                    else words,
                )
                found.append(told)
                before = part.source
        return Markup("<br/>").join(found)

    @api.model
    def _ap_words_shown(self, part) -> str:
        """What was found, dates and figures in the reader's way."""
        words = part.excerpt
        if part.source == mentions.FIELD and part.code in OF_LINES:
            return self.env._("lines entered: %(count)s", count=words)
        if DAY.fullmatch(words) and _is_day(words):
            return format_date(self.env, words)
        figure = NUMBER.fullmatch(words) if part.code in FIGURES else None
        if figure:
            lang = self.env["res.lang"].browse(get_lang(self.env).id)
            picture = f"%.{len(figure['decimals'] or '')}f"
            return lang.format(picture, float(words), grouping=True)
        return (
            words if len(words) <= LONGEST_WORDS else words[: LONGEST_WORDS - 1] + "…"
        )


def _is_day(words) -> bool:
    try:
        return bool(to_day(words))
    except ValueError:
        return False


def _what_lacks_first(result) -> bool:
    return result.status != mentions.MISSING
