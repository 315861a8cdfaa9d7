# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a bill stands on, as far as its files go."""

from odoo.tools import SQL

from odoo.addons.ap_base.models.control_reads import (
    BillSource,
    TableSource,
    of_purchases,
    version,
)


def _of_document(company, _day) -> SQL:
    return SQL(
        """SELECT document.move_id AS id, sum(%s) AS stamp
             FROM ap_bill_document document
             JOIN account_move move ON move.id = document.move_id
            WHERE %s GROUP BY document.move_id""",
        version("document"), of_purchases(company),
    )  # fmt: skip


def _of_settled(company, _day) -> SQL:
    """What was matched with the items of a bill, and the entry that it belongs to."""
    return SQL(
        """SELECT line.move_id AS id,
                  sum(%(partial)s::numeric + %(other)s + %(journal)s) AS stamp
             FROM account_partial_reconcile partial
             JOIN account_move_line line ON line.id = partial.credit_move_id
             JOIN account_move move ON move.id = line.move_id
             JOIN account_move_line other_line ON other_line.id = partial.debit_move_id
             JOIN account_move other ON other.id = other_line.move_id
             JOIN account_journal journal ON journal.id = other.journal_id
            WHERE %(purchases)s GROUP BY line.move_id""",
        partial=version("partial"), other=version("other"), journal=version("journal"),
        purchases=of_purchases(company),
    )  # fmt: skip


SOURCES = {
    "document": BillSource(_of_document, ("ap_bill_document",)),
    "settled": BillSource(_of_settled, ("account_partial_reconcile", "account_journal")),
    "terms": TableSource(("ap_einvoice_term",)),
}
