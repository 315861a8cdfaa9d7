# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lines typed in that have a source: a template or a row of a file."""


def add(run, vals_list):
    """Add lines by their source key, or bring those that are there up to date; the
    run is then to be reviewed. Returns the lines, in the order of the values."""
    run.ensure_one()
    run.closing_id._lock()
    run._check_takes_manual_lines()
    if run.state == "cancelled":
        run._propose()  # what was typed before comes back first
    lines = run.env["ap.closing.line"]
    known = {
        line.source_key: line
        for line in lines.search(
            [
                ("run_id", "=", run.id),
                ("state", "=", "proposed"),
                ("source_key", "in", [vals["source_key"] for vals in vals_list]),
            ]
        )
    }
    fresh = [vals for vals in vals_list if vals["source_key"] not in known]
    for vals in vals_list:
        if vals["source_key"] in known:
            kept = {name: value for name, value in vals.items() if name != "source_key"}
            known[vals["source_key"]].write(kept)
    created = lines.create([{"run_id": run.id, **vals} for vals in fresh])
    known.update({line.source_key: line for line in created})
    _know_previous(run, created)
    run._count()
    run._settle()
    return lines.union(*(known[vals["source_key"]] for vals in vals_list))


def _know_previous(run, lines):
    """Last month's amount of the same source, as for computed lines."""
    before = previous_amounts(run, lines.mapped("source_key"))
    for line in lines:
        if before.get(line.source_key):
            line.sudo().write({"previous_amount": before[line.source_key]})
            line._compute_amounts()


def previous_amounts(run, source_keys) -> dict[str, float]:
    """What the closing before accrued, per source."""
    run.ensure_one()
    return dict(
        run.env["ap.closing.line"]._read_group(
            [
                ("company_id", "=", run.company_id.id),
                ("kind", "=", run.kind),
                ("date_end", "=", run.closing_id._previous_end()),
                ("source_key", "in", list(source_keys)),
                ("state", "!=", "cancelled"),
            ],
            ["source_key"],
            ["amount:sum"],
        )
    )
