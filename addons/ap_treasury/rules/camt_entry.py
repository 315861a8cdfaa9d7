# SPDX-License-Identifier: AGPL-3.0-or-later
"""An entry (Ntry) of a camt file and the transactions inside it (TxDtls)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from .camt_tree import Node
from .errors import StatementError
from .figures import clean, currency, iso_day, joined, point_figure
from .statement import ZERO, Detail, Entry, Facts, Statement

READ_OF_STATEMENT = frozenset(
    ("Id", "ElctrncSeqNb", "LglSeqNb", "FrToDt", "Acct", "Bal", "Ntry", "CreDtTm")
)
_READ_OF_ENTRY = frozenset((
    "Amt", "CdtDbtInd", "RvslInd", "Sts", "BookgDt", "ValDt", "AcctSvcrRef", "BkTxCd",
    "NtryDtls", "AddtlNtryInf",
))  # fmt: skip
_READ_OF_DETAIL = frozenset((
    "Amt", "CdtDbtInd", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt", "BkTxCd", "Chrgs",
    "Refs/EndToEndId", "Refs/MndtId", "Refs/PmtInfId", "Refs/InstrId", "Refs/TxId",
    "RmtInf/Ustrd", "RmtInf/Strd/CdtrRefInf", "RmtInf/Strd/RfrdDocInf/Nb",
    "RmtInf/Strd/AddtlRmtInf", "RltdPties/Dbtr/Nm", "RltdPties/Cdtr/Nm",
    "RltdPties/Dbtr/Pty/Nm", "RltdPties/Cdtr/Pty/Nm", "RltdPties/DbtrAcct/Id/IBAN",
    "RltdPties/CdtrAcct/Id/IBAN", "RtrInf", "Purp/Cd", "AddtlTxInf",
))  # fmt: skip
_NOT_PROVIDED = frozenset({"NOTPROVIDED", "NOT PROVIDED", "NONREF", "NONE"})
_SIGNS = {"CRDT": 1, "DBIT": -1}


def entry(node: Node, money: str, made: date | None) -> tuple[Entry, str]:
    """Return an entry and its status: BOOK, PDNG, INFO, FUTR.

    ``made``: the day of the statement, for an entry that has none (a remark).
    Raises `StatementError` for an entry without amount, sign or any date.
    """
    amount = node.need("Amt")
    indicator = node.need("CdtDbtInd")
    sign = _SIGNS.get(indicator.own_text.strip())
    if sign is None:
        raise StatementError("sign", indicator.row, "CdtDbtInd", indicator.own_text)
    booked, value = _day(node, "BookgDt"), _day(node, "ValDt")
    if not (booked or value or made):
        raise StatementError("missing", node.row, "BookgDt")
    signed = sign * point_figure(amount.own_text, amount.row, "Amt")
    found = Entry(
        day=booked or value or made,
        amount=signed,
        currency=currency(amount.get("Ccy") or money, amount.row, "Amt"),
        label=clean(node.text("AddtlNtryInf")),
        value_day=value,
        codes=_codes(node.first("BkTxCd")),
        reversal=node.text("RvslInd").lower() in ("true", "1"),
        ident=clean(node.text("AcctSvcrRef")),
        row=node.row,
        remarks=() if booked or value else ("no_date",),
    )
    status = (node.text("Sts") or node.text("Sts/Cd") or "BOOK").upper()
    return _with_details(found, node), status


def _with_details(found: Entry, node: Node) -> Entry:
    """Return the entry with its transactions; a single one speaks for the entry."""
    nodes = node.all("NtryDtls/TxDtls")
    batch = clean(
        node.text("NtryDtls/Btch/PmtInfId") or node.text("NtryDtls/Btch/MsgId")
    )
    kept = node.unread(_READ_OF_ENTRY)
    facts = Facts(batch=batch, reference=found.ident, kept=kept)
    details = tuple(_detail(one, found, batch) for one in nodes)
    if len(details) == 1:
        inside = details[0].facts
        facts = replace(inside, batch=inside.batch or batch, kept=kept + inside.kept)
    label = found.label or facts.remittance
    reason = any(one.facts.return_reason for one in details)
    return replace(
        found,
        label=label,
        facts=facts,
        details=details,
        remarks=found.remarks + (("returned",) if reason else ()),
    )


def _detail(node: Node, found: Entry, batch: str) -> Detail:
    own = _SIGNS.get(node.text("CdtDbtInd"), 1 if found.amount >= 0 else -1)
    amount, original, original_currency = _amounts(node, found.currency)
    signed = None if amount is None else own * amount
    facts = Facts(
        **_party(node, own, bool(node.first("RtrInf")) or found.reversal),
        **_references(node, batch),
        structured=clean(node.text("RmtInf/Strd/CdtrRefInf/Ref")),
        remittance=_remittance(node),
        purpose=node.text("Purp/Cd"),
        return_reason=_reason(node.first("RtrInf")),
        original=None if original is None else own * original,
        original_currency=original_currency,
        kept=node.unread(_READ_OF_DETAIL),
    )
    return Detail(signed, facts, _charges(node, found.currency))


def _amounts(node: Node, money: str) -> tuple[Decimal | None, Decimal | None, str]:
    """Return the amount in the currency of the entry, and the one before conversion."""
    inside = original = None
    original_currency = ""
    for path in ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt"):
        one = node.first(path)
        if one is None or not one.own_text.strip():
            continue
        number, code = (
            point_figure(one.own_text, one.row, "Amt"),
            one.get("Ccy").upper(),
        )
        if code in ("", money):
            inside = number if inside is None else inside
        elif original is None:
            original, original_currency = number, code
    return inside, original, original_currency


def _charges(node: Node, money: str) -> Decimal:
    """Return the charges in the currency of the entry: one by one, those of version 2
    without Rcrd, or only their total."""
    amounts = (
        node.all("Chrgs/Rcrd/Amt")
        or node.all("Chrgs/Amt")
        or node.all("Chrgs/TtlChrgsAndTaxAmt")
    )
    own = [one for one in amounts if one.get("Ccy").upper() in ("", money)]
    return sum((point_figure(one.own_text, one.row, "Chrgs/Amt") for one in own), ZERO)


def _party(node: Node, sign: int, returned: bool) -> dict[str, str]:
    """Return name, account and bank of the other side: who pays what comes in.

    In a return the parties keep the roles of the first payment.
    """
    roles = ("Dbtr", "Cdtr") if (sign > 0) != returned else ("Cdtr", "Dbtr")
    for role in roles:
        party = node.first(f"RltdPties/{role}")
        ultimate = node.first(f"RltdPties/Ultmt{role}")
        name = next(filter(None, map(_name, (party, ultimate))), "")
        account = node.text(f"RltdPties/{role}Acct/Id/IBAN").replace(" ", "").upper()
        if name or account:
            agent = f"RltdAgts/{role}Agt/FinInstnId/"
            bic = node.text(agent + "BIC") or node.text(agent + "BICFI")
            return {"name": name, "iban": account, "bic": bic}
    return {}


def _name(party: Node | None) -> str:
    return "" if party is None else clean(party.text("Nm") or party.text("Pty/Nm"))


def _references(node: Node, batch: str) -> dict[str, str]:
    end_to_end = clean(node.text("Refs/EndToEndId"))
    reference = node.text("Refs/InstrId") or node.text("Refs/TxId")
    creditor = node.text("RltdPties/Cdtr/Id/PrvtId/Othr/Id") or node.text(
        "RltdPties/Cdtr/Pty/Id/PrvtId/Othr/Id"
    )
    return {
        "end_to_end": "" if end_to_end.upper() in _NOT_PROVIDED else end_to_end,
        "mandate": clean(node.text("Refs/MndtId")),
        "reference": clean(reference),
        "batch": clean(node.text("Refs/PmtInfId")) or batch,
        "creditor": clean(creditor),
    }


def _remittance(node: Node) -> str:
    """Return free text, then numbers of documents, then what the bank adds."""
    texts = node.texts("RmtInf/Ustrd") + node.texts("RmtInf/Strd/RfrdDocInf/Nb")
    texts += node.texts("RmtInf/Strd/AddtlRmtInf")
    return joined(*texts) or joined(*node.texts("AddtlTxInf"))


def _reason(node: Node | None) -> str:
    if node is None:
        return ""
    code = node.text("Rsn/Cd") or node.text("Rsn/Prtry")
    return joined(code, *node.texts("AddtlInf")) or "returned"


def _codes(node: Node | None) -> tuple[tuple[str, str], ...]:
    if node is None:
        return ()
    parts = (
        node.text("Domn/Cd"),
        node.text("Domn/Fmly/Cd"),
        node.text("Domn/Fmly/SubFmlyCd"),
    )
    iso, own = "/".join(filter(None, parts)), node.text("Prtry/Cd")
    return tuple((name, code) for name, code in (("iso", iso), ("bank", own)) if code)


def _day(node: Node, name: str) -> date | None:
    one = node.first(f"{name}/Dt") or node.first(f"{name}/DtTm")
    return iso_day(one.own_text, one.row, name) if one else None


def reversals_settled(statement: Statement) -> Statement:
    """Return the statement with its reversals on the side that its balances prove.

    The indicator of a reversal is the side it is booked on; some banks write that of the
    movement taken back. Where the statement adds up only with the reversals on the other
    side, that is how they were booked.
    """
    difference = statement.difference
    taken_back = [entry for entry in statement.entries if entry.reversal]
    wrong = sum((entry.amount for entry in taken_back), ZERO)
    if not difference or not wrong or difference != -2 * wrong:
        return statement
    entries = tuple(_turned(e) if e.reversal else e for e in statement.entries)
    return replace(
        statement, entries=entries, remarks=(*statement.remarks, "reversals_turned")
    )


def _turned(entry: Entry) -> Entry:
    details = tuple(
        replace(one, amount=None if one.amount is None else -one.amount)
        for one in entry.details
    )
    return replace(entry, amount=-entry.amount, details=details)
