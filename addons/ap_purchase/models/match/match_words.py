# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reasons and differences in the reader's language."""

from odoo.tools.misc import formatLang

from odoo.addons.ap_base.models.words import amount_text

from ...rules.matching import bill_line_id, is_mark
from .labels import MONEY_CHECKS, MONEY_REASONS, RECORD_CHECKS


def _words(env) -> dict[str, str]:
    """Return the sentence of each reason; places are filled by `_values_of`."""
    return {
        "order_named": env._("Order %(first)s is named."),
        "order_nearly_named": env._("Order %(first)s is named, with a misreading."),
        "code": env._("Same product code %(first)s."),
        "code_misread": env._("Same product code %(first)s, with a misreading."),
        "product": env._("Same product."),
        "by_hand": env._("A person linked these lines."),
        "words": env._("Descriptions are %(first)s %% alike."),
        "words_but_other_code": env._(
            "Descriptions are alike (%(first)s %%), but the product codes differ."
        ),
        "kind": env._("Both are freight or fees."),
        "price": env._("Same unit price %(first)s."),
        "price_near": env._("The unit price is %(first)s %% away."),
        "quantity": env._("The quantity %(first)s may be billed."),
        "quantity_beyond": env._(
            "%(first)s billed, where only %(second)s may be billed."
        ),
        "only_open_line": env._("It is the only open line of that product."),
        "lines_together": env._("Most lines of the bill meet order %(first)s."),
        "line_total": env._("Same line total %(first)s."),
        "sum_of_lines": env._("The lines sum up to the same amount %(first)s."),
        "orders_alike": env._("%(first)s open orders come to that amount."),
        "unknown_reference": env._("%(first)s is no open order of this supplier."),
        "no_control": env._("The policy asks for no comparison."),
        "without_order_line": env._("“%(line)s” has no order line."),
        "not_sure": env._("“%(line)s” could be for another order line as well."),
        "contested": env._("Another bill may need the same order lines."),
        "price_far_below": env._(
            "“%(line)s” costs far less than ordered: is it the same unit?"
        ),
    } | _words_of_sums(env)


def _words_of_sums(env) -> dict[str, str]:
    """Return the sentences of fees within a price and of credit notes of a price."""
    return {
        "fee_of_line": env._("Fees of %(first)s are within the price ordered."),
        "fee_in_price": env._(
            "The price billed contains %(first)s of fees ordered apart."
        ),
        "price_credit": env._(
            "Takes %(first)s off what %(second)s costs above its order."
        ),
        "price_credited": env._("%(first)s of it is credited by %(second)s."),
        "credited_beyond": env._(
            "%(first)s more is credited than the bills cost above their orders."
        ),
        "price_credit_waits": env._(
            "No bill costs more than its order yet: the credit note waits for it."
        ),
    }


def _differences(env) -> dict[str, str]:
    return {
        "duplicate": env._("The bill repeats %(expected)s."),
        "wrong_company": env._(
            "The order is of another company: %(expected)s instead of %(billed)s."
        ),
        "other_supplier": env._(
            "The order is with %(expected)s, the bill from %(billed)s."
        ),
        "currency": env._("Billed in %(billed)s, ordered in %(expected)s."),
        "no_order": env._("%(line)s: billed %(billed)s without an order line."),
        "closed_order": env._("%(line)s: the order line is closed."),
        "unit": env._("%(line)s: billed in %(billed)s, ordered in %(expected)s."),
        "over_quantity": env._(
            "%(line)s: %(billed)s billed in all, %(expected)s ordered."
        ),
        "not_received": env._(
            "%(line)s: %(billed)s billed in all, %(expected)s received."
        ),
        "under_quantity": env._("%(line)s: %(billed)s billed, %(expected)s expected."),
        "price": env._("%(line)s: price %(billed)s billed, %(expected)s ordered."),
        "tax": env._("%(line)s: taxes of %(billed)s billed, %(expected)s expected."),
        "price/line_amount": env._(
            "%(line)s: amount of %(billed)s billed, %(expected)s expected."
        ),
        "price/total": env._("Total of %(billed)s billed, %(expected)s expected."),
        "price/discount": env._(
            "%(billed)s after a discount that the order does not have; %(expected)s "
            "before it."
        ),
        "price/reading": env._(
            "The bill prints %(billed)s, its lines sum to %(expected)s."
        ),
        "no_order/reference": env._("%(billed)s is no open order of this supplier."),
        "no_order/freight": env._(
            "Freight and fees of %(billed)s are beyond what is allowed without an order."
        ),
    }


def _differences_of_credits(env) -> dict[str, str]:
    """Return the sentences of a credit note, where they are others."""
    return {
        "no_order": env._("%(line)s: credited %(billed)s without an order line."),
        "over_quantity": env._(
            "%(line)s: %(billed)s credited, only %(expected)s billed."
        ),
        "not_received": env._(
            "%(line)s: %(billed)s credited, %(expected)s to be credited after what was "
            "sent back."
        ),
        "under_quantity": env._(
            "%(line)s: %(billed)s credited, %(expected)s expected."
        ),
        "price": env._("%(line)s: price %(billed)s credited, %(expected)s ordered."),
        "tax": env._("%(line)s: taxes of %(billed)s credited, %(expected)s expected."),
        "price/line_amount": env._(
            "%(line)s: amount of %(billed)s credited, %(expected)s expected."
        ),
        "price/total": env._("Total of %(billed)s credited, %(expected)s expected."),
    }


def explanation(match) -> str:
    """Return in words what differs and why the links were made, a line each."""
    texts = gap_texts(match)
    why = reason_texts(match, match.reasons, match.move_id.invoice_line_ids)
    # What is not sure comes before what follows from it.
    texts = why + texts if match.state == "suggested" else texts + why
    if not texts and match.state == "suggested":
        texts.append(match.env._("The bill names no order: confirm the links."))
    return "\n".join(dict.fromkeys(texts))


def gap_texts(match) -> list[str]:
    """Return what differs: the cause first, with what it asks for, then the rest."""
    gaps = match.difference_ids.filtered(lambda d: d.state == "open")
    main = gaps.filtered(lambda d: d.cause == match.cause)
    texts = [gap.explanation for gap in main + (gaps - main)]
    if main and match.action == "ask_credit_note":
        amount = sum(abs(gap) for gap in main.mapped("gap"))
        shown = amount_text(match.env, amount, match.currency_id)
        texts[0] = _credit_text(match, shown, texts[0])
    return texts


def _credit_text(match, amount, why) -> str:
    """Return what the supplier owes, by the sign of the document."""
    if match.move_id.move_type == "in_refund":
        return match.env._(
            "%(amount)s more is to be credited: %(why)s", amount=amount, why=why
        )
    return match.env._(
        "A credit note of %(amount)s is due: %(why)s", amount=amount, why=why
    )


def reason_texts(match, reasons, lines) -> list[str]:
    """Return the reasons of a bill or of a link; ``lines``: bill lines that they name."""
    env = match.env
    words = _words(env)
    labels = {line.id: (line.name or "").split("\n")[0] for line in lines}
    texts = []
    for code, values in reasons or ():
        money = match.currency_id if code in MONEY_REASONS else None
        shown = [figure_text(env, value, money) for value in values[:1]]
        shown += [*(figure_text(env, value) for value in values[1:]), "", ""]
        places = {"first": shown[0], "second": shown[1], "line": shown[0]}
        if code in ("without_order_line", "not_sure", "price_far_below"):
            line = bill_line_id(str(values[0]))
            places["line"] = labels.get(line, "") or str(line)
        elif code == "code" and not values[0]:
            code = "product"
        elif code == "code" and is_mark(str(values[0])):
            code = "by_hand"
        elif code == "order_named" and any(
            c == "code" and is_mark(str(v[0])) for c, v in reasons
        ):
            continue
        elif code.startswith("words"):
            places["first"] = figure_text(env, _percent(values))
        if code in words:
            texts.append(words[code] % places)
    return texts


def record_names(env, figures) -> dict[tuple, str]:
    """Return the names of the records that figures stand for: (check, whether it is
    of the bill or of the order, figure) each. A bill is called by its number, as its supplier
    does and as drafts are found."""
    ids = {}
    for check, of_bill, value in figures:
        model, both = RECORD_CHECKS.get(check, (None, False))
        if model and (both or not of_bill) and (value or "").isdigit():
            ids.setdefault(model, {})[check, of_bill, value] = int(value)
    result = {}
    for model, wanted in ids.items():
        records = env[model].sudo().browse(set(wanted.values())).exists()
        names = {record.id: _called(record) for record in records}
        result |= {key: names.get(id_, f"#{id_}") for key, id_ in wanted.items()}
    return result


def figure_text(env, value, currency=None) -> str:
    """Return a stored figure as the reader writes figures; with currency: money."""
    text = str(value if value is not None else "")
    whole, _dot, rest = text.removeprefix("-").partition(".")
    if not whole.isdigit() or (rest and not rest.isdigit()):
        return text
    if not rest and (len(whole) > 12 or text.startswith("0") and text != "0"):
        return text
    if currency and len(rest) <= currency.decimal_places:
        return amount_text(env, float(text), currency)
    return formatLang(env, float(text), digits=len(rest))


def difference_texts(differences) -> list[str]:
    """Return each difference in words, in the order of the records."""
    env = differences.env
    words = _differences(env)
    of_credits = words | _differences_of_credits(env)
    named = record_names(
        env,
        (
            (one.check, of_bill, value)
            for one in differences
            for of_bill, value in ((True, one.billed), (False, one.expected))
        ),
    )
    texts = []
    for one in differences:
        credit = one.match_id.move_id.move_type == "in_refund"
        mine = of_credits if credit else words
        text = mine.get(f"{one.cause}/{one.check}") or mine[one.cause]
        texts.append(text % _places(one, named, credit))
    return texts


def _places(one, named, credit) -> dict[str, str]:
    """Return what the sentence of a difference names; ``named``: of `record_names`."""
    env = one.env
    name = one.bill_line_id.name or one.purchase_line_id.name or env._("The bill")
    currency = one.currency_id if one.check in MONEY_CHECKS else None
    billed, expected = (
        named.get((one.check, of_bill, value))
        or figure_text(env, _unsigned(value, credit), currency)
        for of_bill, value in ((True, one.billed), (False, one.expected))
    )
    return {"line": name.split("\n")[0], "billed": billed, "expected": expected}


def _unsigned(value, credit) -> str:
    """Return a figure; of a credit note without its minus, which the words express."""
    text = value or ""
    return text.removeprefix("-") if credit else text


def _called(record) -> str:
    """Return the name of a record in messages."""
    if record._name != "account.move":
        return record.display_name
    posted = record.name if record.name not in (False, "/") else ""
    return record.ref or posted or f"#{record.id}"


def _percent(values) -> str:
    """Return the likeness of two descriptions, kept in thousandths, in percent."""
    found = next((v for v in values if isinstance(v, int)), None)
    return str(round(found / 10)) if found is not None else ""
