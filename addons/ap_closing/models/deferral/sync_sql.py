# SPDX-License-Identifier: AGPL-3.0-or-later
"""The statements that keep deferrals in step with posted lines."""

# A posted cost with a service period, and no entry of ours. A line of an order that is
# received by the time elapsed is cut off by its order: what is billed ahead of the time
# is put aside there, and must not be twice.
SOURCE = """
  FROM account_move_line line
  JOIN account_move move ON move.id = line.move_id
  JOIN account_account account ON account.id = line.account_id
"""
IS_DEFERRED = """
    move.state = 'posted'
    AND line.deferred_start_date IS NOT NULL AND line.deferred_end_date IS NOT NULL
    AND move.ap_closing_run_id IS NULL AND move.ap_is_deferral IS NOT TRUE
    AND account.account_type LIKE 'expense%%'
    AND NOT %(is_elapsed)s
"""

# VAT that landed on the cost account, beside each line that bears it.
TAXES = """
SELECT tax.id AS tax_id, tax.balance::text AS tax, base.id AS base_id,
       base.balance::text AS base
  FROM account_move_line tax
  JOIN account_account account ON account.id = tax.account_id
  JOIN account_move_line base
    ON base.move_id = tax.move_id AND base.account_id = tax.account_id
   AND base.tax_line_id IS NULL
   AND (tax.analytic_distribution IS NULL
        OR tax.analytic_distribution = base.analytic_distribution)
 WHERE tax.tax_line_id IS NOT NULL AND tax.parent_state = 'posted'
   AND tax.balance <> 0 AND account.account_type LIKE 'expense%%'
   AND EXISTS (SELECT 1 FROM account_move_line_account_tax_rel rel
                WHERE rel.account_move_line_id = base.id
                  AND rel.account_tax_id IN (tax.tax_line_id, tax.group_tax_id))
   AND tax.move_id IN (SELECT line.move_id FROM account_move_line line
                        WHERE line.deferred_end_date IS NOT NULL AND %(scope)s)
 ORDER BY tax.id, base.id
"""

UPSERT = """
INSERT INTO ap_deferral AS deferral (
    line_id, move_id, company_id, partner_id, product_id, account_id,
    deferred_account_id, analytic_distribution, document, label, amount, vat_amount,
    date_bill, date_start, date_end, date_ended, convention, method, state, is_kept,
    held, create_uid, create_date, write_uid, write_date)
SELECT line.id, line.move_id, line.company_id, partner.commercial_partner_id,
       line.product_id, line.account_id, company.ap_prepaid_account_id,
       line.analytic_distribution,
       COALESCE(NULLIF(move.name, '/'), move.ref, ''),
       COALESCE(NULLIF(split_part(line.name, E'\n', 1), ''), move.ref, move.name),
       line.balance + COALESCE(vat.amount, 0), COALESCE(vat.amount, 0),
       move.date, line.deferred_start_date, line.deferred_end_date,
       (SELECT MIN(origin.date_ended) FROM ap_deferral origin
         WHERE origin.move_id = move.reversed_entry_id
           AND origin.date_end = line.deferred_end_date),
       COALESCE(line.deferred_convention, rule.convention,
                company.ap_prepaid_convention),
       COALESCE(line.deferred_method, rule.method, company.ap_deferral_method),
       'running', FALSE, 0, %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s,
       now() AT TIME ZONE 'UTC'
%(source)s
  JOIN res_company company ON company.id = line.company_id
  LEFT JOIN res_partner partner
    ON partner.id = COALESCE(line.partner_id, move.partner_id)
  LEFT JOIN product_product product ON product.id = line.product_id
  LEFT JOIN product_template template ON template.id = product.product_tmpl_id
  LEFT JOIN product_category own ON own.id = template.categ_id
  LEFT JOIN unnest(%(vat_lines)s::int[], %(vat_amounts)s::numeric[])
         AS vat(line_id, amount) ON vat.line_id = line.id
  LEFT JOIN LATERAL (
      SELECT rule.method, rule.convention
        FROM ap_deferral_rule rule
        LEFT JOIN product_category category ON category.id = rule.category_id
       WHERE rule.active AND rule.company_id = line.company_id
         AND (rule.partner_id IN (partner.id, partner.commercial_partner_id)
              OR rule.product_id = line.product_id
              OR own.parent_path LIKE category.parent_path || '%%'
              OR (account.code_store ->> split_part(company.parent_path, '/', 1))
                 LIKE rule.account_prefix || '%%')
       ORDER BY rule.partner_id IS NULL, rule.product_id IS NULL,
                length(category.parent_path) DESC NULLS LAST,
                length(rule.account_prefix) DESC NULLS LAST, rule.id
       LIMIT 1
  ) rule ON TRUE
 WHERE %(scope)s AND %(is_deferred)s
ON CONFLICT (line_id) WHERE line_id IS NOT NULL DO UPDATE SET
    move_id = EXCLUDED.move_id, partner_id = EXCLUDED.partner_id,
    product_id = EXCLUDED.product_id, document = EXCLUDED.document,
    label = EXCLUDED.label, amount = EXCLUDED.amount,
    vat_amount = EXCLUDED.vat_amount, date_bill = EXCLUDED.date_bill,
    date_start = EXCLUDED.date_start, date_end = EXCLUDED.date_end,
    convention = EXCLUDED.convention, method = EXCLUDED.method, state = 'running',
    write_uid = EXCLUDED.write_uid, write_date = EXCLUDED.write_date,
    date_ended = CASE WHEN %(same_dates)s THEN deferral.date_ended END,
    account_id = EXCLUDED.account_id,
    analytic_distribution = EXCLUDED.analytic_distribution,
    deferred_account_id = CASE WHEN %(frozen)s
        THEN deferral.deferred_account_id ELSE EXCLUDED.deferred_account_id END
 WHERE deferral.state = 'cancelled' OR NOT (%(same_dates)s)
    OR (deferral.amount, deferral.convention, deferral.method, deferral.date_bill,
        deferral.partner_id, deferral.document, deferral.label, deferral.account_id,
        deferral.analytic_distribution)
       IS DISTINCT FROM
       (EXCLUDED.amount, EXCLUDED.convention, EXCLUDED.method, EXCLUDED.date_bill,
        EXCLUDED.partner_id, EXCLUDED.document, EXCLUDED.label, EXCLUDED.account_id,
        EXCLUDED.analytic_distribution)
    OR NOT (%(frozen)s)
       AND deferral.deferred_account_id IS DISTINCT FROM EXCLUDED.deferred_account_id
RETURNING deferral.id
"""
SAME_DATES = """(deferral.date_start, deferral.date_end)
    = (EXCLUDED.date_start, EXCLUDED.date_end)"""
# The prepaid account stays the one on which something is held; nothing posted is edited.
# Account, distribution and supplier follow the bill line: see `held_keys`.
FROZEN = """deferral.is_kept AND deferral.method = 'release'
    AND deferral.deferred_account_id IS NOT NULL AND deferral.held <> 0"""

GONE = """
UPDATE ap_deferral deferral SET state = 'cancelled', write_uid = %(uid)s,
       write_date = now() AT TIME ZONE 'UTC'
 WHERE deferral.state <> 'cancelled' AND %(scope)s
   AND NOT EXISTS (SELECT 1 %(source)s
                    WHERE line.id = deferral.line_id AND %(is_deferred)s)
RETURNING deferral.id
"""
