# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a control reads, so that a night looks only at the bills of which something changed.

A control whose method declares nothing is run on all bills each night: that is slower, and
never wrong. One that declares is believed: a source that it forgets is a bill that nobody
looks at. Declare what any of its statements reads, also to word what is found.

    @reads("bill", "lines", "partner")
    def _find_<code>(self, company, records, date):

Where several add-ons extend one method, each declares what its part reads; one that does
not declare makes the method look at all bills again.
"""

from collections.abc import Callable
from dataclasses import dataclass

from odoo.tools import SQL

from .engine_pass import Pass

PURCHASES = ("in_invoice", "in_refund", "in_receipt")
# Changes with each write of a row, whatever the column and whoever writes it.
VERSION = "hashtextextended({0}.ctid::text || ' ' || {0}.xmin::text, 0)"
# Columns of cards and companies that say nothing about them: stock counts bills in one of
# them, with each bill that is posted.
NOISE = frozenset({"write_date", "write_uid", "supplier_rank", "customer_rank"})

# Told of all bills alike, whatever a control declares.
COMMON = ("res_company", "res_currency", "res_country", "ap_control", "ap_control_message")

# Open while a night lets a control look, with what it has to look at (`Look`): a method that
# is asked for all documents leaves out those of which nothing changed.
LOOK = Pass("ap_base.look")


@dataclass(frozen=True, slots=True)
class BillSource:
    """Something that a bill stands on. `stamps(company, day)` is a query of `id` (of the bill)
    and `stamp` (a number): one statement for all bills of the company. A bill that it
    leaves out has no such thing; the stamp changes whenever the thing does. `tables`: those
    whose rows of the bill it covers, so that a test sees what a control reads beyond."""

    stamps: Callable
    tables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableSource:
    """Small tables that say the same of all bills: any change lets all be looked at."""

    tables: tuple[str, ...]


def reads(*sources):
    """Declare what the method of a control reads, by names of `ap.control._sources`."""

    def declare(method):
        method._ap_reads = frozenset(sources)
        return method

    return declare


def read_by(control) -> frozenset[str] | None:
    """Names of what a control reads; None where it does not say, or looks at more than bills."""
    if control.res_model != "account.move" or not control._is_of_bills_only():
        return None
    name, found = control._method_name(), frozenset()
    for part in type(control).__mro__:
        method = vars(part).get(name)
        declared = getattr(method, "_ap_reads", None)
        if method is not None and not isinstance(declared, frozenset):
            return None
        found |= declared or frozenset()
    return found if found and found <= control._sources().keys() else None


def chosen(column, records) -> SQL:
    """The condition that limits a statement to the documents asked for: those given, or those
    that changed while a night looks at these."""
    ids = getattr(LOOK.value, "ids", None) if records is None else records.ids
    return SQL("TRUE") if ids is None else SQL("%s = ANY(%s)", SQL(column), list(ids))


def version(alias) -> SQL:
    """A number that changes with each write of the row."""
    return SQL(VERSION.format(alias))


def of_purchases(company) -> SQL:
    """Bills, credit notes and receipts of the company, in any state."""
    return SQL("move.company_id = %s AND move.move_type IN %s", company.id, PURCHASES)


def ground_sources() -> dict:
    """What every room knows of a bill."""
    return {
        "bill": BillSource(_of_bill, ("account_move",)),
        "lines": BillSource(
            _of_lines, ("account_move_line", "account_move_line_account_tax_rel")
        ),
        "partner": BillSource(_of_partner, ("res_partner",)),
        "day": BillSource(_of_day, ()),
        "taxes": TableSource(("account_tax", "account_tax_repartition_line")),
        "accounts": TableSource(("account_account",)),
    }


def _of_bill(company, _day) -> SQL:
    return SQL(
        "SELECT move.id, %s AS stamp FROM account_move move WHERE %s",
        version("move"), of_purchases(company),
    )  # fmt: skip


def _of_lines(company, _day) -> SQL:
    """Items with their taxes."""
    return SQL(
        """SELECT line.move_id AS id,
                  sum(%(version)s::numeric + COALESCE(tax.stamp, 0)) AS stamp
             FROM account_move move
             JOIN account_move_line line ON line.move_id = move.id
             LEFT JOIN (SELECT rel.account_move_line_id AS id,
                               sum(hashint8extended(rel.account_tax_id,
                                                    rel.account_move_line_id)) AS stamp
                          FROM account_move_line_account_tax_rel rel
                         GROUP BY 1) tax ON tax.id = line.id
            WHERE %(purchases)s
            GROUP BY line.move_id""",
        version=version("line"), purchases=of_purchases(company),
    )  # fmt: skip


def _of_partner(company, _day) -> SQL:
    """The supplier's card, and the one that the bill names, by what they say."""
    return SQL(
        """WITH card AS MATERIALIZED (
               SELECT partner.id, hashtextextended(
                          (to_jsonb(partner) - %(noise)s::text[])::text, 0)::numeric AS stamp
                 FROM res_partner partner
                WHERE partner.id IN (
                      SELECT move.commercial_partner_id FROM account_move move
                       WHERE %(purchases)s
                      UNION SELECT move.partner_id FROM account_move move
                       WHERE %(purchases)s))
           SELECT move.id, supplier.stamp + COALESCE(named.stamp, 0) AS stamp
             FROM account_move move
             JOIN card supplier ON supplier.id = move.commercial_partner_id
             LEFT JOIN card named
               ON named.id = move.partner_id AND named.id <> supplier.id
            WHERE %(purchases)s""",
        noise=sorted(NOISE), purchases=of_purchases(company),
    )  # fmt: skip


def _of_day(company, day) -> SQL:
    """Today, for bills of which it may matter: drafts, and what is dated after today. What a
    method says of others must not depend on the day."""
    return SQL(
        """SELECT move.id, %(day)s::date - '2000-01-01'::date AS stamp
             FROM account_move move
            WHERE %(purchases)s
              AND (move.state = 'draft'
                   OR GREATEST(move.invoice_date, move.date) > %(day)s)""",
        day=day, purchases=of_purchases(company),
    )  # fmt: skip
