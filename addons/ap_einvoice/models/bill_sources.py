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


def _of_banks(company, _day) -> SQL:
    """The bank accounts of the supplier, of the card that the bill names, and the bill's."""
    return SQL(
        """SELECT one.id, sum(one.stamp) AS stamp
             FROM (SELECT move.id, bank.id AS bank_id, %(bank)s AS stamp
                     FROM account_move move
                     JOIN res_partner_bank bank ON bank.partner_id = move.commercial_partner_id
                    WHERE %(purchases)s
                    UNION
                   SELECT move.id, bank.id, %(bank)s
                     FROM account_move move
                     JOIN res_partner_bank bank ON bank.partner_id = move.partner_id
                    WHERE %(purchases)s
                    UNION
                   SELECT move.id, bank.id, %(bank)s
                     FROM account_move move
                     JOIN res_partner_bank bank ON bank.id = move.partner_bank_id
                    WHERE %(purchases)s) one
            GROUP BY one.id""",
        bank=version("bank"), purchases=of_purchases(company),
    )  # fmt: skip


SOURCES = {
    "banks": BillSource(_of_banks, ("res_partner_bank",)),
    "document": BillSource(_of_document, ("ap_bill_document",)),
    "settled": BillSource(_of_settled, ("account_partial_reconcile", "account_journal")),
    "rules": TableSource(("ap_einvoice_rule",)),
    "terms": TableSource(("ap_einvoice_term",)),
}
