# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the comparison of a bill with its orders says, for the nights of controls."""

from odoo.tools import SQL

from odoo.addons.ap_base.models.control_reads import BillSource, of_purchases, version

TABLES = (
    "ap_match", "ap_match_difference", "ap_match_line", "purchase_order_line",
    "purchase_order", "res_users", "res_partner",
)  # fmt: skip
# Of orders what findings name; what else they say is in the comparison.
_ORDER = """
COALESCE(hashtextextended(
    concat_ws('|', item.id, item.name, ordered.id, ordered.name), 0), 0)::numeric
"""
_STAMPS = """
SELECT compared.move_id AS id,
       sum(%(compared)s::numeric + hashtextextended(COALESCE(owner.name, ''), 0)
           + COALESCE(difference.stamp, 0) + COALESCE(linked.stamp, 0)) AS stamp
  FROM ap_match compared
  JOIN account_move move ON move.id = compared.move_id
  LEFT JOIN res_users account ON account.id = compared.owner_id
  LEFT JOIN res_partner owner ON owner.id = account.partner_id
  LEFT JOIN (SELECT part.match_id, sum(%(part)s::numeric + %(order)s) AS stamp
               FROM ap_match_difference part
               LEFT JOIN purchase_order_line item ON item.id = part.purchase_line_id
               LEFT JOIN purchase_order ordered ON ordered.id = item.order_id
              GROUP BY part.match_id) difference ON difference.match_id = compared.id
  LEFT JOIN (SELECT part.match_id, sum(%(part)s::numeric + %(order)s) AS stamp
               FROM ap_match_line part
               LEFT JOIN purchase_order_line item ON item.id = part.purchase_line_id
               LEFT JOIN purchase_order ordered ON ordered.id = item.order_id
              GROUP BY part.match_id) linked ON linked.match_id = compared.id
 WHERE %(purchases)s
 GROUP BY compared.move_id
"""


def _of_match(company, _day) -> SQL:
    """The comparison, its differences and links, the orders and the person they name."""
    return SQL(
        _STAMPS, compared=version("compared"), part=version("part"), order=SQL(_ORDER),
        purchases=of_purchases(company),
    )  # fmt: skip


SOURCES = {"match": BillSource(_of_match, TABLES)}
