# SPDX-License-Identifier: AGPL-3.0-or-later
"""The account of a closed month, as text for a terminal."""

from odoo.tools import format_date
from odoo.tools.misc import formatLang

WIDTH = 100
BIGGEST = 5
SHOWN = 8


def account_of(env, closing) -> str:
    """What was accrued and put aside, reversed, proved, and what to look at."""
    closing = closing.with_env(env)
    parts = (
        _kinds, _biggest, _reversals, _tie_outs,
        _roll_forwards, _to_review, _findings,
    )  # fmt: skip
    title = env._("The month of %(closing)s", closing=closing.display_name)
    blocks = ["\n".join(("", title, "=" * len(title)))]
    blocks += [block for part in parts if (block := part(env, closing))]
    return "\n\n".join(blocks)


def nothing_changed(env, closing) -> str:
    return env._(
        "%(closing)s was closed before: this run posted nothing and changed nothing.",
        closing=closing.with_env(env).display_name,
    )


def _kinds(env, closing) -> str:
    labels = env["ap.closing.kind"]._labels()
    previous = closing.search(
        [
            ("company_id", "=", closing.company_id.id),
            ("date_end", "<", closing.date_end),
        ],
        limit=1,
    )
    before = {run.kind: run.amount for run in previous.run_ids}
    rows = [
        (
            labels[run.kind], str(run.line_count), _money(env, run.amount),
            _money(env, run.amount_tax),
            _money(env, before.get(run.kind, 0.0)),
            ", ".join(run._standing_moves().sorted("id").mapped("name")) or "–",
        )
        for run in closing.run_ids.sorted("sequence")
    ]  # fmt: skip
    head = (
        env._("What was proposed and posted"), env._("lines"),
        env._("cost"), env._("VAT"), env._("month before"),
        env._("entry"),
    )  # fmt: skip
    return _aligned(head, rows, "<>>>><")


def _biggest(env, closing) -> str:
    lines = env["ap.closing.line"].search(
        [("run_id", "in", closing.run_ids.ids), ("state", "=", "posted")]
    )
    lines = lines.sorted(lambda line: -abs(line.amount))[:BIGGEST]
    text = [env._("The biggest amounts, and why")]
    for line in lines:
        amount = _money(env, line.amount)
        text.append(f"{amount:>16}  {_who(line)}")
        text += [f"{'':18}{row}" for row in _wrap(line.explanation, 18)]
    return "\n".join(text)


def _reversals(env, closing) -> str:
    rows = [
        (
            move.name,
            format_date(env, move.date),
            back.name,
            format_date(env, back.date),
            _money(env, sum(move.line_ids.mapped("debit"))),
        )
        for run in closing.run_ids.sorted("sequence")
        for move in run._standing_moves().sorted("id")
        for back in move.reversal_move_ids
    ]
    head = (
        env._("Entry"), env._("on"), env._("Reversed by"),
        env._("on"), env._("total"),
    )  # fmt: skip
    return _aligned(head, rows, "<<<<>") if rows else ""


def _tie_outs(env, closing) -> str:
    ties = env["ap.tie.out"].compute(closing.company_id.id, closing.date_end)
    rows = [
        (
            tie["label"],
            _money(env, tie["left"]),
            _money(env, tie["right"]),
            env._("tied")
            if tie["tied"]
            else env._(
                "NOT TIED: %(gap)s", gap=_money(env, tie["difference"])
            ),
        )
        for tie in ties
    ]
    head = (
        env._("Tie-outs"), env._("ledger"), env._("explained"), "",
    )  # fmt: skip
    return _aligned(head, rows, "<>><")


def _roll_forwards(env, closing) -> str:
    start = closing.date_end.replace(day=1)
    rows = []
    for code in ("408", "486"):
        total = env["ap.closing"].roll_forward(
            closing.company_id.id, start, closing.date_end, code
        )
        names = ("opening", "new", "reversed", "closing", "ledger", "difference")
        rows.append((code, *(_money(env, total[name]) for name in names)))
    head = (
        env._("Roll-forward"), env._("opening"), env._("new"),
        env._("reversed"), env._("closing"), env._("ledger"),
        env._("difference"),
    )  # fmt: skip
    return _aligned(head, rows, "<>>>>>>")


def _to_review(env, closing) -> str:
    """What a person decided, what waits too long, what was left out and why."""
    lines = env["ap.closing.line"].search(
        [
            ("run_id", "in", closing.run_ids.ids),
            ("state", "!=", "cancelled"),
            "|", "|",
            ("review_code", "!=", False),
            ("excluded_code", "!=", False),
            ("is_overridden", "=", True),
        ]
    )  # fmt: skip
    if not lines:
        return ""
    lines = lines.sorted(lambda line: (not line.review_code, line.id))
    text = [env._("For a person to look at")]
    for line in lines:
        codes = {
            name: dict(line._fields[name]._description_selection(env))
            for name in ("review_code", "excluded_code")
        }
        why = codes["review_code"].get(line.review_code) or codes["excluded_code"].get(
            line.excluded_code
        )
        why = why or env._("Decided by a person: %(why)s", why=line.override_reason)
        amount = _money(env, line.amount or line.amount_computed)
        text.append(f"{amount:>16}  {why} – {_who(line)}")
        text += [f"{'':18}{row}" for row in _wrap(line.explanation, 18)]
    return "\n".join(text)


def _findings(env, closing) -> str:
    """Open findings, when the controls are there."""
    findings = env["ap.finding"].search(
        [("company_id", "=", closing.company_id.id), ("state", "=", "open")]
    )
    if not findings:
        return env._("Findings: none is open.")
    text = [env._("Findings: %(count)s open", count=len(findings))]
    for finding in findings[:SHOWN]:
        who = finding.partner_id.name or finding.document
        about = f"{who} – {finding.message}"
        text += [f"  {row}" for row in _wrap(about, 4)]
    return "\n".join(text)

# -- layout --------------------------------------------------------------------


def _who(line) -> str:
    """The supplier and what it is about."""
    about = line.label.split(" – ", 1)[-1]
    return f"{line.partner_id.name} – {about}" if line.partner_id else about


def _money(env, amount) -> str:
    return formatLang(env, amount, digits=2).replace("\u202f", "\u00a0")


def _aligned(head, rows, sides) -> str:
    """Aligned columns; `sides` says < or > for each."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = [
        "  ".join(
            f"{cell:{side}{width}}"
            for cell, side, width in zip(row, sides, widths, strict=True)
        ).rstrip()
        for row in (head, *rows)
    ]
    lines.insert(1, "-" * max(map(len, lines)))
    return "\n".join(lines)


def _wrap(text, indent) -> list[str]:
    """The text in lines that fit the width."""
    lines = [""]
    for word in (text or "").split():
        if len(lines[-1]) + len(word) + indent >= WIDTH:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
