# SPDX-License-Identifier: AGPL-3.0-or-later
"""A run into the ledger: few large entries, their reversal, and the way back."""

from decimal import Decimal

from odoo.exceptions import UserError
from odoo.tools import SQL, format_date
from odoo.tools.misc import formatLang

from odoo.addons.ap_base.arithmetic.calendar import next_day
from odoo.addons.ap_base.models.ap_entry import EntryItem

from . import closing_decisions, closing_period, closing_steps


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
    values = journal, _entry_ref(run), entry_items(run)
    back = None
    if run._kind().reverses:
        back = writer.first_open_day(journal, next_day(run.date_end))
    pairs = _write_entries(run, writer, *values, back)
    _mark_posted(run, pairs, back)
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


def _entry_ref(run) -> str:
    """Reference of the entries: kind and month, in the company's language."""
    lang = run.company_id.partner_id.lang or run.env.lang
    labels = run.env["ap.closing.kind"].with_context(lang=lang)._labels()
    return f"{labels[run.kind]} {run.date_end:%m/%Y}"


def entry_items(run) -> list[EntryItem]:
    """The journal items: cost per supplier, account and distribution; VAT and the
    counterpart per supplier. The items of one supplier balance."""
    kind = run._kind()
    vat_account = run.env["account.account"]
    rows = _read_aggregates(run)
    if any(row["tax"] for row in rows):
        vat_account = run.company_id.ap_accrued_vat_account_id
    names = ("account_id", "counterpart_account_id")
    accounts = run.env["account.account"].browse(
        {row[name] for row in rows for name in names} - {None}
    )
    matched = {account.id: account.reconcile for account in accounts | vat_account}
    ref, items = _entry_ref(run), []
    for row in rows:
        group = row["partner_id"] or 0
        label = f"{ref} – {row['partner_name']}" if row["partner_name"] else ref
        sums = {
            name: (kind.cost_sign * row[name], kind.cost_sign * row[f"{name}_in_currency"])
            for name in ("amount", "tax")
        }

        # Called before the loop goes on only, so that it sees its own row.
        def item(account, balances, distribution=False, match=False):
            return EntryItem(
                group, account, row["partner_id"] or False, label, balances[0],  # noqa: B023
                row["source_currency_id"], balances[1], distribution, match,  # noqa: B023
            )  # fmt: skip

        account, distribution = row["account_id"], row["analytic_distribution"] or False
        items.append(item(account, sums["amount"], distribution, matched.get(account)))
        if row["tax"]:
            items.append(item(vat_account.id, sums["tax"], match=matched.get(vat_account.id)))
        total = tuple(-one - other for one, other in zip(*sums.values(), strict=True))
        account = row["counterpart_account_id"]
        items.append(item(account, total, match=matched.get(account)))
    return [_booked(run, item) for item in merged(items)]


def _booked(run, item: EntryItem) -> EntryItem:
    """A difference can have euros one way and dollars the other, when a rate was
    corrected: the ledger takes it in company currency only."""
    if item.balance * item.amount_currency >= 0:
        return item
    return item._replace(
        currency_id=run.currency_id.id, amount_currency=item.balance
    )


def _read_aggregates(run) -> list[dict]:
    """Sums of the open lines, one statement, in the order of the suppliers."""
    run.env["ap.closing.line"].flush_model()
    rows = run.env.execute_query_dict(
        SQL(
            """
            SELECT line.partner_id, partner.name AS partner_name, line.account_id,
                   line.counterpart_account_id, line.analytic_distribution,
                   line.source_currency_id, SUM(line.amount)::text AS amount,
                   SUM(line.amount_tax)::text AS tax,
                   SUM(%(cost)s)::text AS amount_in_currency,
                   SUM(%(tax)s)::text AS tax_in_currency
              FROM ap_closing_line line
              LEFT JOIN res_partner partner ON partner.id = line.partner_id
              LEFT JOIN res_currency currency ON currency.id = line.source_currency_id
             WHERE line.run_id = %(run)s AND line.state = 'proposed'
               AND (line.amount <> 0 OR line.amount_tax <> 0)
             GROUP BY line.partner_id, partner.name, line.account_id,
                   line.counterpart_account_id, line.analytic_distribution,
                   line.source_currency_id
             ORDER BY line.partner_id, line.counterpart_account_id, line.account_id
            """,
            run=run.id,
            cost=in_currency("cost_in_currency", "amount"),
            tax=in_currency("tax_in_currency", "amount_tax"),
        )
    )
    for row in rows:
        for name in ("amount", "tax", "amount_in_currency", "tax_in_currency"):
            row[name] = Decimal(row[name] or 0)  # typed-in lines have none
        if row["source_currency_id"] == run.currency_id.id:
            row["amount_in_currency"], row["tax_in_currency"] = row["amount"], row["tax"]
    return rows


def _mark_posted(run, pairs, back) -> None:
    """Write on each line the entry that holds it."""
    run.env["ap.closing.line"].flush_model()
    groups = [
        (group, pair.move_id, pair.reversal_id)
        for pair in pairs
        for group in pair.groups
    ]
    run.env.cr.execute(
        SQL(
            """
            UPDATE ap_closing_line line
               SET state = 'posted', date_reversal = %(back)s,
                   move_id = entry.move_id, reversal_move_id = entry.reversal_id
              FROM unnest(%(groups)s::int[], %(moves)s::int[], %(reversals)s::int[])
                   AS entry(partner_id, move_id, reversal_id)
             WHERE COALESCE(line.partner_id, 0) = entry.partner_id
               AND line.run_id = %(run)s AND line.state = 'proposed'
               AND (line.amount <> 0 OR line.amount_tax <> 0)
            """,
            back=back,
            groups=[group for group, _move, _reversal in groups],
            moves=[move for _group, move, _reversal in groups],
            reversals=[reversal for _group, _move, reversal in groups],
            run=run.id,
        )
    )
    # What is not posted (excluded, decided to be zero) is part of the posting too.
    run.env.cr.execute(
        SQL(
            "UPDATE ap_closing_line SET state = 'posted', date_reversal = %s"
            " WHERE run_id = %s AND state = 'proposed'",
            back,
            run.id,
        )
    )
    run.env["ap.closing.line"].invalidate_model()


def _keep_conventions(run) -> None:
    """Write on the bill lines by which convention they were shared, so that they
    stay when the company changes its own."""
    rows = run.env.execute_query(
        SQL(
            """
            UPDATE account_move_line item SET deferred_convention = line.convention
              FROM ap_closing_line line
             WHERE line.run_id = %s AND line.state = 'posted'
               AND line.source_model = 'account.move.line'
               AND line.convention IS NOT NULL
               AND item.id = line.source_id AND item.deferred_convention IS NULL
         RETURNING item.id
            """,
            run.id,
        )
    )
    items = run.env["account.move.line"].browse([row[0] for row in rows])
    items.invalidate_recordset(["deferred_convention"])
    run._kind().after_keep(run)


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
    return books.env._("Cancellation of: %(reference)s", reference=_entry_ref(run))


def in_currency(column: str, base: str) -> SQL:
    """The amount in source currency, in proportion of what a person decided."""
    computed = {"amount": "amount_computed", "amount_tax": "tax_computed"}[base]
    return SQL(
        "CASE WHEN line.%(base)s = line.%(computed)s THEN line.%(column)s"
        " WHEN line.%(computed)s = 0 THEN 0"
        " ELSE ROUND(line.%(column)s * line.%(base)s / line.%(computed)s,"
        " COALESCE(currency.decimal_places, 2)) END",
        base=SQL.identifier(base),
        computed=SQL.identifier(computed),
        column=SQL.identifier(column),
    )


def merged(items: list[EntryItem]) -> list[EntryItem]:
    """Items alike but for their amounts become one, so that each supplier has one
    line on the balance-sheet account and one for VAT."""
    merged: dict[tuple, EntryItem] = {}
    for item in items:
        key = (
            item.group, item.account_id, item.currency_id, item.to_match,
            str(item.distribution),
        )  # fmt: skip
        known = merged.get(key)
        merged[key] = (
            item
            if known is None
            else known._replace(
                balance=known.balance + item.balance,
                amount_currency=known.amount_currency + item.amount_currency,
            )
        )
    kept = [item for item in merged.values() if item.balance or item.amount_currency]
    return sorted(kept, key=lambda item: item.group)
