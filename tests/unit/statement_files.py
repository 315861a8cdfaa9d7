# SPDX-License-Identifier: AGPL-3.0-or-later
"""Statement files as banks write them, made here: small ones that prove a kind each.

The same movements stand in each format: 1,000.00, then −50.00, +120.00, −26.90.
"""

import random
from decimal import Decimal

IBAN = "FR7611222000010123456789030"
LAST = {1: "{ABCDEFGHI", -1: "}JKLMNOPQR"}


def overpunched(amount, decimals=2):
    """Return an amount as CFONB writes it, in 14 signs."""
    number = Decimal(amount)
    digits = str(int(abs(number).scaleb(decimals))).rjust(14, "0")
    return digits[:-1] + LAST[-1 if number < 0 else 1][int(digits[-1])]


def balance_record(kind, day, amount, number="01234567890", money="EUR", decimals="2"):
    """Return a record 01 or 07."""
    head = f"{kind}11222    00001{money:3}{decimals:1} {number:11}  {day}".ljust(90)
    return (head + overpunched(amount, int(decimals or 2))).ljust(120)


def movement_record(day, amount, label, code="05", reference="", reject="  ", value=""):
    """Return a record 04."""
    head = (
        f"0411222000100001EUR2 01234567890{code:2}{day}{reject}{value or day}{label:31}"
    )
    return (head.ljust(81) + "0000000  " + overpunched(amount) + reference).ljust(120)


def note_record(day, qualifier, text, code="05"):
    """Return a record 05."""
    head = f"0511222000100001EUR2 01234567890{code:2}{day}".ljust(45)
    return (head + f"{qualifier:3}{text:70}").ljust(120)


def cfonb(ending="\r\n", encoding="latin-1"):
    """Return two days of an account, with complements."""
    records = [
        balance_record("01", "300926", "1000.00"),
        movement_record("011026", "-50.00", "PRLV SEPA OPÉRATEUR", "B1", "FA-7781"),
        note_record("011026", "LCC", "FACTURE FA-7781 SEPT 2026", "B1"),
        note_record("011026", "NBE", "OPERATEUR TELECOM SA", "B1"),
        note_record("011026", "RUM", "MANDAT-1".ljust(35) + "RCUR", "B1"),
        note_record("011026", "XYZ", "A PART NOBODY KNOWS", "B1"),
        balance_record("07", "011026", "950.00"),
        balance_record("01", "011026", "950.00"),
        movement_record("021026", "120.00", "VIR SEPA RECU REMB TROP PERCU"),
        note_record("021026", "RCN", "E2E-120".ljust(35) + "SUPP"),
        note_record("021026", "MMO", "USD200000000012345"),
        movement_record("021026", "-26.90", "COTIS CARTE", "62", reject="  "),
        balance_record("07", "021026", "1043.10"),
    ]
    return (ending.join(records) + ending).encode(encoding)


def camt_entry(
    amount, sign, day, inside="", status="<Cd>BOOK</Cd>", more="", money="EUR"
):
    """Return an Ntry of camt."""
    return (
        f'<Ntry><Amt Ccy="{money}">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>{more}'
        f"<Sts>{status}</Sts><BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt>"
        f"<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly>"
        f"</Domn></BkTxCd>{inside}</Ntry>"
    )


def camt_balance(code, amount, day, money="EUR"):
    """Return a Bal of camt; a negative amount is a debit."""
    sign = "DBIT" if Decimal(amount) < 0 else "CRDT"
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="{money}">{abs(Decimal(amount))}</Amt><CdtDbtInd>{sign}</CdtDbtInd>'
        f"<Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def camt(body, version="053.001.08", iban=IBAN):
    """Return a camt file with that inside of its only statement."""
    message, part = {
        "052": ("BkToCstmrAcctRpt", "Rpt"),
        "053": ("BkToCstmrStmt", "Stmt"),
        "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
    }[version[:3]]
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document '
        f'xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{version}"><{message}><GrpHdr>'
        f"<MsgId>M1</MsgId></GrpHdr>\n<{part}><Id>S1</Id><CreDtTm>2026-10-02T20:00:00</CreDtTm>"
        f"<Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>\n{body}</{part}>"
        f"</{message}></Document>"
    ).encode()


PARTY = (
    "<NtryDtls><TxDtls><Refs><EndToEndId>E2E-50</EndToEndId><MndtId>MANDAT-1</MndtId></Refs>"
    '<Amt Ccy="EUR">50.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><RltdPties>'
    "<Dbtr><Pty><Nm>NOUS</Nm></Pty></Dbtr><Cdtr><Pty><Nm>OPERATEUR TELECOM SA</Nm></Pty></Cdtr>"
    "<CdtrAcct><Id><IBAN>FR1420041010050500013M02606</IBAN></Id></CdtrAcct></RltdPties>"
    "<RmtInf><Ustrd>FACTURE FA-7781</Ustrd></RmtInf><Purp><Cd>SUPP</Cd></Purp>"
    "<Tax><TtlTaxAmt>8.33</TtlTaxAmt></Tax></TxDtls></NtryDtls>"
)


def camt_file(version="053.001.08"):
    """Return the three movements as camt."""
    status = "<Cd>BOOK</Cd>" if version.endswith("8") else "BOOK"
    body = camt_balance("OPBD", "1000.00", "2026-09-30")
    body += camt_balance("CLBD", "1043.10", "2026-10-02")
    body += camt_entry("50.00", "DBIT", "2026-10-01", PARTY, status)
    body += camt_entry("120.00", "CRDT", "2026-10-02", "", status)
    body += camt_entry("26.90", "DBIT", "2026-10-02", "", status)
    return camt(body, version)


def ofx(sgml=True, comma=False):
    """Return the three movements as OFX 1 or 2."""
    rows = (
        (
            "DEBIT",
            "20261001",
            "-50.00",
            "F1",
            "PRLV SEPA OPERATEUR",
            "FACTURE FA-7781 &amp; CO",
        ),
        ("CREDIT", "20261002003000[+1:CET]", "120.00", "F2", "VIR SEPA RECU", ""),
        ("FEE", "20261002", "-26.90", "F3", "COTIS CARTE", ""),
    )
    text = ""
    for kind, day, amount, ident, name, memo in rows:
        amount = amount.replace(".", ",") if comma else amount
        names = ("TRNTYPE", "DTPOSTED", "TRNAMT", "FITID", "NAME", "MEMO")
        values = (kind, day, amount, ident, name, memo)
        text += "<STMTTRN>" + _leaves(names, values, sgml) + "</STMTTRN>\n"
    names, values = ("BANKID", "BRANCHID", "ACCTID"), ("11222", "00001", "01234567890")
    account = _leaves(names, values, sgml)
    balance = _leaves(("BALAMT", "DTASOF"), ("1043.10", "20261002"), sgml)
    head = (
        "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:1252\n\n"
    )
    if not sgml:
        head = '<?xml version="1.0" encoding="UTF-8"?>\n<?OFX OFXHEADER="200" VERSION="211"?>\n'
    return (
        f"{head}<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS>{_leaves(('CURDEF',), ('EUR',), sgml)}"
        f"<BANKACCTFROM>{account}</BANKACCTFROM><BANKTRANLIST>"
        f"{_leaves(('DTSTART', 'DTEND'), ('20261001', '20261002'), sgml)}\n{text}"
        f"</BANKTRANLIST><LEDGERBAL>{balance}</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1>"
        f"</OFX>\n"
    ).encode("cp1252")


def _leaves(names, values, sgml):
    if sgml:
        return "".join(f"<{n}>{v}\n" for n, v in zip(names, values, strict=True))
    return "".join(f"<{n}>{v}</{n}>" for n, v in zip(names, values, strict=True))


MT940 = f"""\
:20:STMT1
:25:{IBAN}
:28C:00001/001
:60F:C260930EUR1000,00
:61:2610011001D50,00NDDTNONREF//B1
:86:/EREF/E2E-50/MARF/MANDAT-1/CNTP/FR1420041010050500013M02606/AGRIFRPP/OPERATEUR TE
LECOM SA///REMI/USTD//FACTURE FA-7781/
:61:2610021002C120,00NTRFE2E-120
:86:166?00VIREMENT?20EREF+E2E-120?21SVWZ+REMB TROP?22 PERCU?30AGRIFRPP?32CLIENT SA
:61:2610021002DR26,90NCHGNONREF
:86:COTIS CARTE
:62F:C261002EUR1043,10
:64:C261002EUR1043,10
-
""".encode()


def samples():
    """Return a file of each kind by name."""
    return {
        "cfonb": cfonb(),
        "cfonb in one row": cfonb(""),
        "camt.053": camt_file(),
        "camt.053 version 2": camt_file("053.001.02"),
        "ofx sgml": ofx(),
        "ofx xml": ofx(sgml=False),
        "mt940": MT940,
    }


NASTY = (
    b"\x00", b"\xff\xfe", b"\xc3", b"{", b"}", b"<", b"</", b">", b"&#xD800;", b"9" * 40, b"-",
    b"NaN", b"1E999", b":61:", b":86:", b"\r", b"01", b"07", b"<Amt>", b"2602300230", b"]]>",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"\xe2\x80\xae", b"?20", b"/EREF/", b"1" * 3000,
)  # fmt: skip


def broken(content, chance):
    """Return the bytes with one to four faults."""
    data = bytearray(content)
    for _time in range(chance.randint(1, 4)):
        place = chance.randrange(len(data) + 1)
        size = chance.choice((1, 1, 2, 7, 40, 120))
        kind = chance.randrange(7)
        if kind == 0 and place < len(data):
            data[place] ^= 1 << chance.randrange(8)
        elif kind == 1:
            del data[place : place + size]
        elif kind == 2:
            data[place:place] = data[place : place + size]
        elif kind in (3, 4):
            data[place : place + (size if kind == 4 else 0)] = chance.choice(NASTY)
        elif kind == 5:
            other = chance.randrange(len(data) + 1)
            data[place : place + size], data[other : other + size] = (
                data[other : other + size],
                data[place : place + size],
            )
        elif chance.random() < 0.3:
            del data[place:]
    return bytes(data)


def mutations(count, seed=11):
    """Yield that many (name, bytes), the same ones for the same seed."""
    chance = random.Random(seed)
    kinds = list(samples().items())
    for number in range(count):
        name, content = kinds[number % len(kinds)]
        yield f"{name} {number}", broken(content, chance)
