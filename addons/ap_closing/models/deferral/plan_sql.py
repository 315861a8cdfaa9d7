# SPDX-License-Identifier: AGPL-3.0-or-later
"""The months of deferrals in one statement: what `arithmetic.deferral.plan_of` gives, row by
row; a test compares every convention.

Months are counted from the year 0, as `calendar.month_number` does. A part ends with its
month, or with the service, so that the measures of `arithmetic.proration` are short here.
Shares are whole steps by exact division (`div`): nothing is cut before the one rounding.
"""

WRITE = """
INSERT INTO ap_deferral_part (deferral_id, date, amount, balance)
WITH deferral AS (
    SELECT deferral.id, deferral.amount::numeric AS amount,
           currency.rounding::numeric AS step, deferral.convention,
           deferral.date_start, deferral.date_end,
           deferral.date_ended < deferral.date_end AS is_ended,
           deferral.date_ended
      FROM ap_deferral deferral
      JOIN res_company company ON company.id = deferral.company_id
      JOIN res_currency currency ON currency.id = company.currency_id
     WHERE deferral.id = ANY(%s) AND deferral.state <> 'cancelled'
), month AS (
    SELECT deferral.*,
           EXTRACT(YEAR FROM date_start)::int * 12
               + EXTRACT(MONTH FROM date_start)::int - 1 AS start_month,
           EXTRACT(YEAR FROM date_end)::int * 12
               + EXTRACT(MONTH FROM date_end)::int - 1 AS end_month,
           EXTRACT(YEAR FROM date_ended)::int * 12
               + EXTRACT(MONTH FROM date_ended)::int - 1 AS ended_month,
           EXTRACT(DAY FROM date_start)::int AS start_day,
           EXTRACT(DAY FROM date_end)::int AS end_day,
           EXTRACT(DAY FROM date_trunc('month', date_start)
                   + interval '1 month - 1 day')::int AS start_length,
           EXTRACT(DAY FROM date_trunc('month', date_end)
                   + interval '1 month - 1 day')::int AS end_length,
           -- round_half_up
           sign(amount) * div(2 * abs(amount) + step, 2 * step) * step AS total
      FROM deferral
), contract AS (
    -- calendar.contract_months: whole months from the first day, and whether days are left
    SELECT month.*, ends.day_after,
           end_month - start_month + (end_day = end_length)::int
               - (ends.day_after < start_day)::int AS months
      FROM month,
           LATERAL (SELECT CASE WHEN end_day = end_length THEN 1
                                ELSE end_day + 1 END AS day_after) ends
), whole AS (
    SELECT contract.*,
           day_after <> start_day
           AND date_end - broken.first + 1 > LEAST(start_day - 1, broken.length) AS is_broken,
           CASE WHEN is_ended THEN LEAST(ended_month, end_month)
                ELSE end_month END AS last_month
      FROM contract,
           LATERAL (SELECT make_date((start_month + months) / 12,
                                     (start_month + months) %% 12 + 1, 1) AS first) begins,
           LATERAL (SELECT begins.first,
                           EXTRACT(DAY FROM begins.first + interval '1 month - 1 day')::int
                               AS length) broken
), part AS (
    SELECT whole.*, number AS part_month,
           (make_date(number / 12, number %% 12 + 1, 1) + interval '1 month - 1 day')::date
               AS day
      FROM whole,
           generate_series(LEAST(start_month, last_month), last_month) number
), elapsed AS (
    -- proration._MEASURES, at the end of a month before the last
    SELECT part.*,
           CASE convention
           WHEN 'days' THEN day - date_start + 1
           WHEN 'days_360' THEN (part_month + 1 - start_month) * 30 - LEAST(start_day - 1, 30)
           WHEN 'months_started' THEN
               LEAST(part_month - start_month + 1, months + is_broken::int)
           WHEN 'months_completed' THEN part_month - start_month + (start_day = 1)::int
           ELSE (start_length - start_day + 1 + (part_month - start_month) * start_length)
                * CASE WHEN is_broken THEN end_length ELSE 1 END
           END AS top,
           CASE convention
           WHEN 'days' THEN date_end - date_start + 1
           WHEN 'days_360' THEN
               (end_month - start_month) * 30 - LEAST(start_day - 1, 30)
               + CASE WHEN end_day = end_length THEN 30 ELSE LEAST(end_day, 30) END
           WHEN 'months_prorated' THEN
               CASE WHEN is_broken
                    THEN (start_length - start_day + 1
                          + (end_month - start_month - 1) * start_length) * end_length
                         + end_day * start_length
                    ELSE months * start_length END
           ELSE months + is_broken::int
           END AS bottom
      FROM part
), rest AS (
    SELECT id, day, total, step,
           CASE WHEN part_month = last_month OR day >= date_end THEN 0
                -- round_share
                ELSE total - sign(amount) * div(
                    2 * abs(amount) * top + step * bottom, 2 * step * bottom) * step
           END AS balance
      FROM elapsed
)
SELECT id, day,
       lag(balance, 1, total) OVER (PARTITION BY id ORDER BY day) - balance, balance
  FROM rest
 ORDER BY id, day
"""
