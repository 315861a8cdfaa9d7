# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a control returns: findings as values, without a database."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256
from json import dumps

OPEN_STATES = ("open", "assigned")
RANKS = {"info": 1, "warning": 2, "blocking": 3}
UNCHECKED = "unchecked"  # code of the message of any control that broke on a document


@dataclass(frozen=True)
class FindingValue:
    """One finding of a control on one record.

    `key` distinguishes several findings of one control on one record; it stays the same
    from one check to the next. `message_code` chooses one of the control's messages,
    whose named places `values` fill. `values` and `evidence` hold plain JSON, or what
    `day`, `money` and `link` below make. `amount` is in `currency_id`. `user_id` is who
    can clear it, `date_due` until when; neither is part of what was found. `holds` says
    whether the payment waits for it, where the control holds payments at all.
    """

    res_model: str
    res_id: int
    key: str = ""
    message_code: str = ""
    values: dict = field(default_factory=dict)
    amount: Decimal | float | int = 0
    currency_id: int | None = None
    partner_id: int | None = None
    evidence: dict = field(default_factory=dict)
    user_id: int | None = None
    date_due: date | None = None
    holds: bool = True

    @property
    def cause(self) -> str:
        """The digest of what was found: a waiver holds as long as it is the same."""
        stated = [self.message_code, self.values, str(self.amount), self.currency_id]
        return sha256(dumps(stated, sort_keys=True, default=str).encode()).hexdigest()

    def as_row(self, plain_template: str) -> dict:
        """The columns of the database, the message in plain English among them."""
        row = dict(vars(self))
        row.update(
            amount=str(self.amount or 0),
            currency_id=self.currency_id or None,
            partner_id=self.partner_id or None,
            user_id=self.user_id or None,
            date_due=self.date_due or None,
            message_values=row.pop("values"),
            cause=self.cause,
            message_plain=fill(plain_template, self.values, plain),
        )
        return row


def day(value: date | None) -> dict | str:
    """A date, shown in the reader's way."""
    return {"date": value.isoformat()} if value else ""


def money(amount, currency) -> dict:
    """An amount, shown in the reader's way; `currency` is a record or an id."""
    return {
        "amount": str(amount),
        "currency_id": currency if isinstance(currency, int) else currency.id,
    }


def link(res_model: str, res_id: int, name: str) -> dict:
    """A document, shown as a link."""
    return {"model": res_model, "id": res_id, "name": name}


def term(record, field: str) -> dict:
    """A translated field of a record, shown in the reader's language."""
    english = record.with_context(lang="en_US")[field]
    return {"term": [record._name, record.id, field], "name": english}


def plain(value) -> str:
    """A value without language: for the stored copy that is searched."""
    if isinstance(value, dict):
        return str(value.get("name") or value.get("date") or value.get("amount") or "")
    if isinstance(value, list | tuple):
        return ", ".join(map(plain, value))
    return "" if value is None or value is False else str(value)


def fill(template: str, values: dict, show) -> str:
    """The template with its named places filled; as it is when one is missing."""
    try:
        return template % {name: show(value) for name, value in values.items()}
    except (KeyError, TypeError, ValueError):
        return template
