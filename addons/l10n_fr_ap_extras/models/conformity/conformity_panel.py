# SPDX-License-Identifier: AGPL-3.0-or-later
"""The conformity panel: each mention, whether it is there, where, and which article."""

import re

from markupsafe import Markup

from odoo.tools import format_date, get_lang

from ...rules import mentions
from ...rules.law import to_day

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


class Panel:
    """`names`, `parts`: of mentions and their parts, by code, in the reader's language."""

    def __init__(self, env, names, parts):
        self.env, self.names, self.parts = env, names, parts
        self.sources = self._named_sources()

    def _named_sources(self) -> dict:
        return {
            mentions.XML: self.env._("e-invoice"),
            mentions.FIELD: self.env._("field"),
            mentions.TEXT: self.env._("text of the PDF"),
        }

    def table(self, results) -> Markup:
        """The table of the panel, and what its marks mean."""
        rows = Markup().join(
            self._row(result) for result in sorted(results, key=_what_lacks_first)
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

    def _row(self, result) -> Markup:
        mark, colour = MARKS[result.status]
        wanting = [
            self.parts[part.code]
            for part in result.parts
            if part.status == result.status
            and result.status in (mentions.MISSING, mentions.UNVERIFIABLE)
        ]
        name = self.names[result.code]
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
            self._found(result),
            result.reference if result.status != mentions.NOT_APPLICABLE else "",
        )

    def _found(self, result) -> Markup:
        """Source and words of each part that is there; a source is named once."""
        several = len(result.parts) > 1
        found = []
        before = None
        for part in result.parts:
            if part.status == mentions.PRESENT:
                words = self._words(part)
                source = self.sources.get(part.source, "")
                stated = Markup('<span class="text-muted">%s</span>%s %s') % (
                    "" if part.source == before else source,
                    Markup("<br/>") if several and part.source != before else "",
                    self.env._(
                        "%(name)s: %(value)s", name=self.parts[part.code], value=words
                    )
                    if several
                    else words,
                )
                found.append(stated)
                before = part.source
        return Markup("<br/>").join(found)

    def _words(self, part) -> str:
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
