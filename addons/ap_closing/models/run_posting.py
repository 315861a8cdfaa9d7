# SPDX-License-Identifier: AGPL-3.0-or-later
"""A run into the ledger: few large entries, their reversal, and the way back."""

from odoo.exceptions import UserError
from odoo.tools import SQL, format_date
from odoo.tools.misc import formatLang

from odoo.addons.ap_base.arithmetic.calendar import next_day

from . import closing_decisions, closing_period, closing_steps, run_items

KEEP = """
UPDATE account_move_line item
   SET deferred_convention = COALESCE(item.deferred_convention, line.convention),
       deferred_method = COALESCE(item.deferred_method, deferral.method)
  FROM ap_closing_line line
  LEFT JOIN ap_deferral deferral ON deferral.line_id = line.source_id AND deferral.is_kept
 WHERE line.run_id = %s AND line.state = 'posted'
   AND line.source_model = 'account.move.line' AND line.convention IS NOT NULL
   AND item.id = line.source_id
   AND (item.deferred_convention IS NULL
        OR item.deferred_method IS NULL AND deferral.method IS NOT NULL)
RETURNING item.id
"""


def post(runs) -> None:
    """Post each run and its reversal of the next day; posted ones are left."""
    posted = runs.browse()
    for run in runs.sorted("sequence"):
        closing_period.refuse_not_begun(run.env, run.company_id, run.date_end)
        if run.state in ("proposed", "reviewed"):
            _post_one(run)
            posted += run
    for closing, runs in posted.grouped("closing_id").items():
        closing._message_log(body=closing_steps.posted_words(runs))


def _post_one(run) -> None:
    run.ensure_one()
    journal = run.company_id._ap_closing_journal()
    writer = run.env["ap.entry"].with_company(run.company_id)
    booked = run_items.of(run)
    values = journal, run_items.entry_ref(run), booked.items
    back = None
    if run._kind().reverses:
        back = writer.first_open_day(journal, next_day(run.date_end))
    pairs = _write_entries(run, writer, *values, back)
    _mark_posted(run, booked, pairs, back)
    if run.posting > 1:
        run.line_ids.filtered(
            lambda line: line.posting == run.posting
        )._meet_bills_again()
    _keep_conventions(run)
    # What came between the proposal and now stays marked: it was not read.
    run._step({"state": "posted", "decisions_kept": False})
    run._count()
    _log_posted(run, pairs, back)
    run._kind().after_post(run)


def _write_entries(run, writer, journal, ref, items, back, day=None, **values):
    """Entries of the run at its closing date (or `day`), and their reversal at
    `back` unless the kind has none."""
    day, values = day or run.date_end, {"ap_closing_run_id": run.id, **values}
    if back is None:
        return writer.post_alone(journal, day, ref, items, **values)
    return writer.post_pairs(journal, (day, back), ref, items, **values)


def _log_posted(run, pairs, back) -> None:
    note = closing_period.running_note(run.closing_id)
    if not pairs:
        nothing = run.env._("Posted: nothing to book.")
        run._message_log(body=f"{nothing} {note}".rstrip())
        return
    words = {
        "amount": formatLang(run.env, run.amount, currency_obj=run.currency_id),
        "day": format_date(run.env, run.date_end),
        "back": format_date(run.env, back) if back else "",
    }
    if back is None:
        body = run.env._("Posted: %(amount)s released on %(day)s.", **words)
    else:
        body = run.env._(
            "Posted: %(amount)s on %(day)s, reversed on %(back)s.", **words
        )
    if note:
        body += " " + note
    if back and back != next_day(run.date_end):
        body += " " + run.env._(
            "The reversal is later than the next day because that day is locked."
        )
    run.message_post(body=body)


def _mark_posted(run, booked, pairs, back) -> None:
    """Write on each line the entry that holds it. What is not posted (excluded, decided to
    be zero) is part of the posting too."""
    run.env["ap.closing.line"].flush_model()
    held = {part: pair for pair in pairs for part in pair.groups}
    parts = [held.get(part) for part in range(1, len(booked.firsts) + 1)]
    run.env.cr.execute(
        SQL(
            """
            UPDATE ap_closing_line line
               SET state = 'posted', date_reversal = %(back)s,
                   move_id = CASE WHEN %(has)s
                       THEN (%(moves)s::int[])[%(part)s] END,
                   reversal_move_id = CASE WHEN %(has)s
                       THEN (%(reversals)s::int[])[%(part)s] END
             WHERE line.run_id = %(run)s AND line.state = 'proposed'
            """,
            back=back,
            has=SQL("line.amount <> 0 OR line.amount_tax <> 0"),
            part=SQL("width_bucket(COALESCE(%s, 0), %s::int[])", booked.unit, booked.firsts),
            moves=[pair and pair.move_id for pair in parts],
            reversals=[pair and pair.reversal_id for pair in parts],
            run=run.id,
        )
    )
    run.env["ap.closing.line"].invalidate_model()


def _keep_conventions(run) -> None:
    """Write on the bill lines how they were shared, so that they stay when the company
    changes its own way: a bill line has many indexes, and is written once."""
    run._kind().after_keep(run)
    run.env["ap.deferral"].flush_model()
    rows = run.env.execute_query(SQL(KEEP, run.id))
    items = run.env["account.move.line"].browse([row[0] for row in rows])
    items.invalidate_recordset(["deferred_convention", "deferred_method"])


def cancel(run, reason: str) -> None:
    """Undo a posted run by entries on the same days; then it can be done again."""
    run.ensure_one()
    if run.state != "posted" and not run._has_posted():
        raise UserError(run.env._("%(run)s is not posted.", run=run.display_name))
    kind = run._kind()
    known = kind.before_cancel(run)
    _write_opposites(run)
    run.env["ap.closing.line"].flush_model()
    if kind.proposes:
        kept = closing_decisions.of_standing(run)
        run._step({"decisions_kept": kept or False})
    run.env.cr.execute(
        SQL(
            "UPDATE ap_closing_line SET state = 'cancelled'"
            " WHERE run_id = %s AND state <> 'cancelled'",
            run.id,
        )
    )
    run.env["ap.closing.line"].invalidate_model()
    run._step({"state": "cancelled", "is_stale": False})
    run._count()
    run.message_post(body=run.env._("Cancelled by reversal: %(why)s", why=reason))
    kind.after_cancel(run, known)


def _write_opposites(run) -> None:
    """Entries opposite to the standing ones: on the same two days, or, where
    nothing was reversed, on the first open day from the closing date on."""
    journal = run.company_id._ap_closing_journal()
    writer = run.env["ap.entry"].with_company(run.company_id)
    standing = run._standing_moves()
    days = [(run.date_end, back) for back in sorted(set(standing.reversal_move_ids.mapped("date")))]
    if not run._kind().reverses:
        days = [(writer.first_open_day(journal, run.date_end), None)]
    for day, back in days:
        firsts = standing
        if back:
            firsts = standing.filtered(
                lambda move, back=back: back in move.reversal_move_ids.mapped("date")
            )
        pairs = _write_entries(
            run,
            writer, journal, _cancel_ref(run), writer.opposite_items(firsts), back,
            day=day, ap_is_cancellation=True,
        )  # fmt: skip
        if pairs:
            firsts.sudo().ap_cancelled_by_id = pairs[0].move_id


def _cancel_ref(run) -> str:
    lang = run.company_id.partner_id.lang or run.env.lang
    books = run.with_context(lang=lang)
    return books.env._("Cancellation of: %(reference)s", reference=run_items.entry_ref(run))
