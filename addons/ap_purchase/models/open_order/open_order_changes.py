# SPDX-License-Identifier: AGPL-3.0-or-later
"""Of which orders the work list has to be read again: those of which anything changed.

The rows of an order keep a digest of what it was made of (`basis`): the positions of its
lines, as the one statement gives them, with their events where sums are not enough, the day,
the settings, the rates, taxes and units of all, and the code that judges; and how many of its
lines are in the list (`listed`). Where both are the same, reading the order would give the
same rows, and it is not read. Always read again: orders with a tax that code computes from
the product, and those of which no line ever was in the list.
"""

from hashlib import sha256

from odoo.tools import SQL

from odoo.addons.ap_base.models.control_code import code_stamp
from odoo.addons.ap_base.models.line_taxes import LINEAR

CHANGED = """
WITH today AS MATERIALIZED (
    SELECT p.line_id, p.order_id, p::text AS said,
           (p.odd OR p.returned::numeric <> 0) IS TRUE AS has_events,
           (p.ids && %(by_product)s::int[]) IS TRUE AS is_special
      FROM (%(position)s) AS p(line_id, order_id)
), event AS (
    SELECT e.line_id, string_agg(e::text, ';') AS said
      FROM (%(events)s) e
     GROUP BY e.line_id
), position AS (
    SELECT today.order_id, bool_or(today.is_special) AS is_special,
           md5(%(shared)s || string_agg(concat(today.said, event.said), ';'
                                        ORDER BY today.line_id)) AS basis
      FROM today
      LEFT JOIN event ON event.line_id = today.line_id
     GROUP BY today.order_id
), kept AS MATERIALIZED (
    SELECT order_id, MIN(basis) AS basis,
           MIN(basis) = MAX(basis) AND COUNT(basis) = COUNT(*)
               AND MIN(listed) = COUNT(*) FILTER (WHERE active)
               AND MAX(listed) = COUNT(*) FILTER (WHERE active) AS is_whole
      FROM ap_open_order
     WHERE company_id = %(company)s AND (active OR basis IS NOT NULL) AND %(scope)s
     GROUP BY order_id
)
SELECT COALESCE(position.order_id, kept.order_id), position.basis
  FROM position FULL JOIN kept ON kept.order_id = position.order_id
 WHERE position.is_special IS NOT FALSE OR position.basis IS NULL
    OR kept.is_whole IS NOT TRUE OR kept.basis <> position.basis
"""

# Those of which the sums are not enough (`rules.position.needs_events`).
EVENTFUL = "l.id IN (SELECT line_id FROM today WHERE has_events)"

# Rows that are not in the list stand for their order too; what has no position, for nothing.
STAND = """
UPDATE ap_open_order old
   SET basis = new.basis, listed = new.listed
  FROM unnest(%(orders)s::integer[], %(bases)s::varchar[], %(listed)s::integer[])
       AS new (order_id, basis, listed)
 WHERE old.order_id = new.order_id AND old.company_id = %(company)s
   AND (old.basis, old.listed) IS DISTINCT FROM (new.basis, new.listed)
"""

# What any line may be priced or explained by, beside its own row.
TAXES = """
SELECT md5(concat(
    (SELECT string_agg(t::text, ';' ORDER BY t.id) FROM account_tax t
      WHERE t.company_id = ANY(%(companies)s)),
    (SELECT string_agg(r::text, ';' ORDER BY r.id)
       FROM account_tax_repartition_line r
      WHERE r.company_id = ANY(%(companies)s)),
    (SELECT string_agg(f::text, ';' ORDER BY f.parent_tax, f.child_tax)
       FROM account_tax_filiation_rel f),
    (SELECT string_agg(concat_ws(',', u.id, u.factor), ';' ORDER BY u.id)
       FROM uom_uom u),
    (SELECT string_agg(concat_ws(',', pt.id, pt.uom_id, unit.id), ';'
                       ORDER BY pt.id, unit.id)
       FROM (%(packagings)s) unit(template_id, id)
       JOIN product_template pt ON pt.id = unit.template_id))),
    (SELECT array_agg(t.id) FROM account_tax t WHERE t.amount_type <> ALL(%(linear)s))
"""
PACKAGINGS = """
SELECT %(template)s, %(unit)s FROM %(table)s
 UNION
SELECT s.product_tmpl_id, s.product_uom_id
  FROM product_supplierinfo s
  JOIN product_template own ON own.id = s.product_tmpl_id
 WHERE s.product_uom_id <> own.uom_id
"""


def bases_of(env, company, day, line_ids) -> dict[int, str | None]:
    """Return the orders of these lines (None: all) of which anything changed since the list
    was kept, each with the digest of today; None where it has no position any more."""
    positions = env["ap.order.position"]
    env.flush_all()
    shared, by_product = _shared(env, company, day)
    asked = positions._asked_sql(None, line_ids)
    scope = SQL("TRUE") if line_ids is None else SQL("purchase_line_id = ANY(%s)", line_ids)
    return dict(
        env.execute_query(
            SQL(
                CHANGED,
                shared=shared,
                by_product=by_product,
                position=positions._position_sql(company, day, asked, "price"),
                events=positions._event_sql(company, day, SQL(EVENTFUL)),
                company=company.id,
                scope=scope,
            )
        )
    )


def lines_of(env, orders) -> list[int]:
    """Return the lines of these orders, and those of which the list says that they were."""
    found = env.execute_query(SQL(
        "SELECT id FROM purchase_order_line WHERE order_id = ANY(%(orders)s) UNION"
        " SELECT purchase_line_id FROM ap_open_order WHERE order_id = ANY(%(orders)s)",
        orders=list(orders),
    ))  # fmt: skip
    return [line_id for (line_id,) in found]


def keep(env, company, bases, listed) -> None:
    """Let the rows of these orders that are not in the list bear the digest as well;
    ``listed``: by order how many are."""
    orders = list(bases)
    env.cr.execute(
        SQL(
            STAND,
            orders=orders,
            bases=[bases[order] for order in orders],
            listed=[listed.get(order, 0) if bases[order] else None for order in orders],
            company=company.id,
        )
    )


def _shared(env, company, day) -> tuple[str | None, list[int]]:
    """What all lines of the company depend on, None where that cannot be said; and the
    taxes that depend on the product."""
    positions, company = env["ap.order.position"], company.sudo()
    currencies = env["res.currency"].sudo().with_context(active_test=False).search([])
    units = env["product.template"]._fields["uom_ids"]
    packagings = SQL(
        PACKAGINGS,
        table=SQL.identifier(units.relation),
        template=SQL.identifier(units.column1),
        unit=SQL.identifier(units.column2),
    )
    entity = company.parent_ids
    [(taxes, by_product)] = env.execute_query(
        SQL(TAXES, companies=entity.ids, packagings=packagings, linear=list(LINEAR))
    )
    code = code_stamp(env)
    known = (
        day,
        code,
        company._open_order_patience(),
        company.ap_orders_sent_here,
        positions._service_convention(company),
        entity.mapped("account_price_include"),
        sorted(positions._closing_rates(company, day, currencies.ids).items()),
        sorted(positions._without_rate(company, day, currencies.ids)),
        taxes,
    )
    return sha256(repr(known).encode()).hexdigest() if code else None, by_product or []
