# SPDX-License-Identifier: AGPL-3.0-or-later
"""Life-cycle messages (CDAR, UN/CEFACT D22B) read into one value, and written from it.

What was read and is written again has the same elements. Hostile files do no harm: see
`einvoice_reader.parse`.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from lxml import etree

from odoo.addons.ap_einvoice.rules.einvoice_reader import parse

TRANSMISSION, PROCESSING = "305", "23"
PROFILE = "urn.cpro.gouv.fr:1p0:CDV:invoice"
PROFILE_OFFICE = "urn.cpro.gouv.fr:1p0:CDV:einvoicingF2"
SIREN_SCHEME, ADDRESS_SCHEME, PLATFORM_SCHEME = "0002", "0225", "0238"
ROOT = "CrossDomainAcknowledgementAndResponse"
_UNECE = "urn:un:unece:uncefact:data:standard:"
PREFIXES = {
    "rsm": f"{_UNECE}{ROOT}:100",
    "ram": f"{_UNECE}ReusableAggregateBusinessInformationEntity:100",
    "udt": f"{_UNECE}UnqualifiedDataType:100",
    "qdt": f"{_UNECE}QualifiedDataType:100",
}
_MOMENT, _DAY = "%Y%m%d%H%M%S", "%Y%m%d"


@dataclass(frozen=True, slots=True)
class Party:
    """Who sends, says or receives. ``ids``: (scheme, identifier) pairs."""

    role: str = ""
    ids: tuple[tuple[str, str], ...] = ()
    name: str = ""
    address: str = ""
    address_scheme: str = ""

    @property
    def siren(self) -> str:
        """
        >>> Party("BY", (("0002", "200000008"),)).siren
        '200000008'
        """
        return dict(self.ids).get(SIREN_SCHEME, "")


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount that a status states: MPA paid, MEN received."""

    kind: str
    amount: Decimal | None = None
    currency: str = ""
    percent: Decimal | None = None
    day: date | None = None
    changed: str = "false"


@dataclass(frozen=True, slots=True)
class Detail:
    """One reason of a status, and what is asked."""

    reason_code: str = ""
    reason: str = ""
    action_code: str = ""
    action: str = ""
    note: str = ""
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a status (MDT-96)."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """A status of one invoice. ``phase``: MDT-77; ``document_code``: MDT-88."""

    identifier: str
    status: str
    invoice: str
    created: datetime | None = None
    status_date: datetime | None = None
    invoice_date: date | None = None
    seller_ids: tuple[tuple[str, str], ...] = ()
    name: str = ""
    profile: str = PROFILE
    process: str = ""
    sender: Party = Party("WK")
    issuer: Party = Party("WK")
    recipients: tuple[Party, ...] = ()
    phase: str = TRANSMISSION
    multiple: str = "false"
    document_code: str = ""
    invoice_type: str = "380"
    received: datetime | None = None
    reference_type: str = ""
    label: str = ""
    details: tuple[Detail, ...] = field(default=())
    attachments: tuple[Attachment, ...] = ()

    @property
    def seller_siren(self) -> str:
        """
        >>> Message("1", "200", "F1", seller_ids=(("0002", "100000009"),)).seller_siren
        '100000009'
        """
        return dict(self.seller_ids).get(SIREN_SCHEME, "")


# Reading ------------------------------------------------------------------------------


def read(content: bytes) -> Message | str:
    """Return the message, or why it is none: doctype, xml, syntax, many, incomplete,
    value.

    >>> read(b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"), read(b"<x>"), read(b"<x/>")
    ('doctype', 'xml', 'syntax')
    """
    root = parse(content)
    if isinstance(root, str):
        return root
    if root.tag != f"{{{PREFIXES['rsm']}}}{ROOT}":
        return "syntax"
    answers = _all(root, "rsm:AcknowledgementDocument")
    if len(answers) > 1 or len(_all(root, ".//ram:ReferenceReferencedDocument")) > 1:
        return "many"
    try:
        message = _message(root)
    except (ValueError, InvalidOperation):
        return "value"
    needed = (message.identifier, message.status, message.invoice, message.issuer.role)
    return message if all(needed) else "incomplete"


def _all(node, path: str) -> list:
    return node.xpath(path, namespaces=PREFIXES) if node is not None else []


def _node(node, path: str):
    return next(iter(_all(node, path)), None)


def _text(node, path: str) -> str:
    found = _node(node, path)
    return (found.text or "").strip() if found is not None else ""


def _moment(node, path: str) -> datetime | None:
    text = _text(node, f"{path}/udt:DateTimeString")
    return datetime.strptime(text, _MOMENT) if text else None  # noqa: DTZ007


def _day(node, path: str) -> date | None:
    text = _text(node, f"{path}/*[local-name()='DateTimeString']")
    return datetime.strptime(text[:8], _DAY).date() if text else None  # noqa: DTZ007


def _ids(node) -> tuple[tuple[str, str], ...]:
    found = _all(node, "ram:GlobalID")
    return tuple((n.get("schemeID", ""), (n.text or "").strip()) for n in found)


def _party(node) -> Party:
    address = _node(node, "ram:URIUniversalCommunication/ram:URIID")
    return Party(
        role=_text(node, "ram:RoleCode"),
        ids=_ids(node),
        name=_text(node, "ram:Name"),
        address=(address.text or "").strip() if address is not None else "",
        address_scheme=address.get("schemeID", "") if address is not None else "",
    )


def _message(root) -> Message:
    context = _node(root, "rsm:ExchangedDocumentContext")
    head = _node(root, "rsm:ExchangedDocument")
    answer = _node(root, "rsm:AcknowledgementDocument")
    stated = _node(answer, "ram:ReferenceReferencedDocument")
    return Message(
        identifier=_text(head, "ram:ID"),
        name=_text(head, "ram:Name"),
        created=_moment(head, "ram:IssueDateTime"),
        process=_text(
            context, "ram:BusinessProcessSpecifiedDocumentContextParameter/ram:ID"
        ),
        profile=_text(context, "ram:GuidelineSpecifiedDocumentContextParameter/ram:ID"),
        sender=_party(_node(head, "ram:SenderTradeParty")),
        issuer=_party(_node(head, "ram:IssuerTradeParty")),
        recipients=tuple(map(_party, _all(head, "ram:RecipientTradeParty"))),
        multiple=_text(answer, "ram:MultipleReferencesIndicator/udt:Indicator"),
        phase=_text(answer, "ram:TypeCode"),
        status_date=_moment(answer, "ram:IssueDateTime"),
        invoice=_text(stated, "ram:IssuerAssignedID"),
        document_code=_text(stated, "ram:StatusCode"),
        invoice_type=_text(stated, "ram:TypeCode"),
        received=_moment(stated, "ram:ReceiptDateTime"),
        reference_type=_text(stated, "ram:ReferenceTypeCode"),
        invoice_date=_day(stated, "ram:FormattedIssueDateTime"),
        status=_text(stated, "ram:ProcessConditionCode"),
        label=_text(stated, "ram:ProcessCondition"),
        seller_ids=_ids(_node(stated, "ram:IssuerTradeParty")),
        details=tuple(map(_detail, _all(stated, "ram:SpecifiedDocumentStatus"))),
        attachments=tuple(map(_attachment, _all(stated, "ram:AttachmentBinaryObject"))),
    )


def _attachment(node) -> Attachment:
    content = base64.b64decode("".join((node.text or "").split()), validate=True)
    return Attachment(node.get("filename", ""), node.get("mimeCode", ""), content)


def _detail(node) -> Detail:
    return Detail(
        reason_code=_text(node, "ram:ReasonCode"),
        reason=_text(node, "ram:Reason"),
        action_code=_text(node, "ram:RequestedActionCode"),
        action=_text(node, "ram:RequestedAction"),
        note=_text(node, "ram:IncludedNote/ram:Content"),
        figures=tuple(map(_figure, _all(node, "ram:SpecifiedDocumentCharacteristic"))),
    )


def _figure(node) -> Figure:
    amount = _node(node, "ram:ValueAmount")
    return Figure(
        kind=_text(node, "ram:TypeCode"),
        amount=_number(_text(node, "ram:ValueAmount")),
        currency=amount.get("currencyID", "") if amount is not None else "",
        percent=_number(_text(node, "ram:ValuePercent")),
        day=_day(node, "ram:ValueDateTime"),
        changed=_text(node, "ram:ValueChangedIndicator/udt:IndicatorString"),
    )


def _number(text: str) -> Decimal | None:
    number = Decimal(text) if text else None
    if number is not None and not number.is_finite():
        raise ValueError
    return number


# Writing ------------------------------------------------------------------------------


def write(message: Message) -> bytes:
    """Return the message as XML.

    >>> read(write(Message("1", "204", "F1", phase="23"))).status
    '204'
    """
    root = etree.Element(f"{{{PREFIXES['rsm']}}}{ROOT}", nsmap=PREFIXES)
    context = _put(root, "rsm:ExchangedDocumentContext")
    for name, value in (
        ("BusinessProcessSpecified", message.process),
        ("GuidelineSpecified", message.profile),
    ):
        if value:
            _put(_put(context, f"ram:{name}DocumentContextParameter"), "ram:ID", value)
    _put_head(_put(root, "rsm:ExchangedDocument"), message)
    _put_answer(_put(root, "rsm:AcknowledgementDocument"), message)
    return etree.tostring(
        root, xml_declaration=True, encoding="UTF-8", pretty_print=True
    )


def _put(parent, name: str, text: str = "", **attributes):
    prefix, local = name.split(":")
    node = etree.SubElement(parent, f"{{{PREFIXES[prefix]}}}{local}", attributes)
    node.text = text or None
    return node


def _put_if(parent, name: str, text: str, **attributes):
    if text:
        _put(parent, name, text, **attributes)


def _put_moment(parent, name: str, moment: datetime | None):
    if moment:
        text = moment.strftime(_MOMENT)
        _put(_put(parent, name), "udt:DateTimeString", text, format="204")


def _put_ids(parent, ids):
    for scheme, identifier in ids:
        _put(
            parent,
            "ram:GlobalID",
            identifier,
            **({"schemeID": scheme} if scheme else {}),
        )


def _put_party(parent, name: str, party: Party):
    node = _put(parent, name)
    _put_ids(node, party.ids)
    _put_if(node, "ram:Name", party.name)
    _put_if(node, "ram:RoleCode", party.role)
    if party.address:
        scheme = {"schemeID": party.address_scheme} if party.address_scheme else {}
        way = _put(node, "ram:URIUniversalCommunication")
        _put(way, "ram:URIID", party.address, **scheme)


def _put_head(head, message: Message):
    _put(head, "ram:ID", message.identifier)
    _put_if(head, "ram:Name", message.name)
    _put_moment(head, "ram:IssueDateTime", message.created)
    _put_party(head, "ram:SenderTradeParty", message.sender)
    _put_party(head, "ram:IssuerTradeParty", message.issuer)
    for party in message.recipients:
        _put_party(head, "ram:RecipientTradeParty", party)


def _put_answer(answer, message: Message):
    _put(
        _put(answer, "ram:MultipleReferencesIndicator"),
        "udt:Indicator",
        message.multiple,
    )
    _put(answer, "ram:TypeCode", message.phase)
    _put_moment(answer, "ram:IssueDateTime", message.status_date)
    stated = _put(answer, "ram:ReferenceReferencedDocument")
    _put(stated, "ram:IssuerAssignedID", message.invoice)
    _put_if(stated, "ram:StatusCode", message.document_code)
    _put_if(stated, "ram:TypeCode", message.invoice_type)
    _put_moment(stated, "ram:ReceiptDateTime", message.received)
    for one in message.attachments:
        text = base64.b64encode(one.content).decode()
        _put(stated, "ram:AttachmentBinaryObject", text, **_named(one))
    _put_if(stated, "ram:ReferenceTypeCode", message.reference_type)
    if message.invoice_date:
        text = message.invoice_date.strftime(_DAY)
        issued = _put(stated, "ram:FormattedIssueDateTime")
        _put(issued, "qdt:DateTimeString", text, format="102")
    _put(stated, "ram:ProcessConditionCode", message.status)
    _put_if(stated, "ram:ProcessCondition", message.label)
    if message.seller_ids:
        _put_ids(_put(stated, "ram:IssuerTradeParty"), message.seller_ids)
    for number, detail in enumerate(message.details, 1):
        _put_detail(_put(stated, "ram:SpecifiedDocumentStatus"), detail, number)


def _named(one: Attachment) -> dict[str, str]:
    return {
        key: value
        for key, value in (("mimeCode", one.kind), ("filename", one.name))
        if value
    }


def _put_detail(node, detail: Detail, number: int):
    _put_if(node, "ram:ReasonCode", detail.reason_code)
    _put_if(node, "ram:Reason", detail.reason)
    _put_if(node, "ram:RequestedActionCode", detail.action_code)
    _put_if(node, "ram:RequestedAction", detail.action)
    _put(node, "ram:SequenceNumeric", str(number))
    if detail.note:
        _put(_put(node, "ram:IncludedNote"), "ram:Content", detail.note)
    for figure in detail.figures:
        _put_figure(_put(node, "ram:SpecifiedDocumentCharacteristic"), figure)


def _put_figure(node, figure: Figure):
    _put(node, "ram:TypeCode", figure.kind)
    if figure.changed:
        changed = _put(node, "ram:ValueChangedIndicator")
        _put(changed, "udt:IndicatorString", figure.changed)
    if figure.amount is not None:
        currency = {"currencyID": figure.currency} if figure.currency else {}
        _put(node, "ram:ValueAmount", f"{figure.amount:f}", **currency)
    if figure.percent is not None:
        _put(node, "ram:ValuePercent", f"{figure.percent:f}")
    if figure.day:
        day = _put(node, "ram:ValueDateTime")
        _put(day, "udt:DateTimeString", figure.day.strftime(_DAY), format="102")
