# SPDX-License-Identifier: AGPL-3.0-or-later


def post_init_hook(env):
    """Give a day to what was received and cancelled before the add-on was there.

    Quantities received by hand carry no day: the expected arrival, at the latest today,
    is the best that is known. Orders cancelled earlier count until their last change.
    """
    env.flush_all()
    env.cr.execute(
        """
        INSERT INTO ap_receipt (purchase_line_id, order_id, partner_id, product_id,
                                company_id, date, quantity, origin, user_id, create_uid,
                                write_uid, create_date, write_date)
        SELECT l.id, l.order_id, l.partner_id, l.product_id, l.company_id,
               LEAST(l.date_planned, now() AT TIME ZONE 'UTC')::date,
               l.qty_received_manual, 'field', %(uid)s, %(uid)s, %(uid)s,
               now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
          FROM purchase_order_line l
         WHERE l.qty_received_method = 'manual' AND l.qty_received_manual <> 0
           AND NOT EXISTS (SELECT 1 FROM ap_receipt r WHERE r.purchase_line_id = l.id)
        """,
        {"uid": env.uid},
    )
    env.cr.execute(
        "UPDATE purchase_order SET ap_date_cancel = write_date"
        " WHERE state = 'cancel' AND ap_date_cancel IS NULL"
    )
    env.invalidate_all()
