# SPDX-License-Identifier: AGPL-3.0-or-later
"""The amounts of a row made whole: base and original, net and VAT, signs and units.

The base amount rules: what the card or the company's books say. An original amount is
never taken for it, and no rate is applied to make one of the other.
"""

from __future__ import annotations

from decimal import Decimal

from odoo.addons.ap_base.arithmetic.money import ZERO

from .record import Record

_SCALES = (Decimal(100), Decimal(1000))


def settle(
    record: Record, column: str, read: dict, base: str, original: str
) -> dict[str, object]:
    """Return the amounts of a transaction, from what the row gives.

    ``read``: ``gross_base``, ``gross_original``, ``net``, ``vat_amount``,
    ``vat_reclaim`` and ``fees``, each None where the row has none. An original amount
    in another currency without a base amount is a fault.
    """
    gross, foreign = read.get("gross_base"), read.get("gross_original")
    original = original or base
    if gross is None and foreign is not None:
        if original != base:
            record.fault("foreign_without_base", column, foreign, currency=original)
        gross = foreign
    if gross is None:
        return {**read, "currency_original": original, "currency_base": base}
    if foreign is None and original == base:
        foreign = gross
    if foreign is not None:
        foreign = abs(foreign) if gross >= 0 else -abs(foreign)
        if original == base:
            _check_units(record, column, gross, foreign)
    given = dict(read, gross_base=gross, gross_original=foreign)
    given |= taxes(record, column, gross, read)
    if given.get("fees") is not None:
        given["fees"] = abs(given["fees"])
    given["currency_original"], given["currency_base"] = original, base
    return given


def _check_units(record: Record, column: str, gross: Decimal, other: Decimal) -> None:
    """Refuse one amount of one currency in two units: 12.34 beside 1234."""
    if gross and other and abs(gross) != abs(other):
        ratio = abs(other) / abs(gross)
        if ratio in _SCALES or 1 / ratio in _SCALES:
            record.fault("units_differ", column, other, other=gross)


def taxes(record: Record, column: str, gross: Decimal, read: dict) -> dict:
    """Return net and VAT with the sign of the whole; they add up to it or are a fault."""
    sign = -1 if gross < 0 else 1
    net, vat, reclaim = (
        None if read.get(name) is None else sign * abs(read[name])
        for name in ("net", "vat_amount", "vat_reclaim")
    )
    if net is None and vat is not None:
        net = gross - vat
    elif vat is None and net is not None:
        vat = gross - net
    if vat is not None and net is not None:
        apart = net + vat != gross
        if apart or abs(vat) > abs(gross):
            record.fault("parts_differ", column, net + vat, whole=gross)
    return {"net": net, "vat_amount": vat, "vat_reclaim": reclaim}


def check_parts(
    record: Record, column: str, parts: list[Decimal | None], whole: Decimal | None
) -> bool:
    """Say whether the parts of an expense add up to it; if not, that is a fault."""
    if whole is None or any(part is None for part in parts):
        return False
    total = sum(parts, ZERO)
    if total != whole:
        record.fault("parts_differ", column, total, whole=whole)
    return total == whole
