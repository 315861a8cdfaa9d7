# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files of expense tools, written here from their published layouts."""

import io
import json
import zipfile

import openpyxl
import xlwt
from expense_objects import BREX, PLEO, QONTO_JSON, RAMP, SPENDESK_API

SPENDESK_COLUMNS = [
    "Payment date", "Settlement date", "Month", "Payer", "Team", "Description",
    "Supplier", "Expense account", "Payment method", "Type", "Local amount",
    "Local currency", "Debit", "Credit", "Currency", "VAT", "State", "Receipt?",
    "Receipt name(s)",
]  # fmt: skip
SPENDESK_ROWS = [
    ["2026-03-02", "2026-03-02", "March", "", "", "Load", "", "", "Wire transfer",
     "Load", "1000.00", "EUR", "", "1000.00", "EUR", "", "Settled", "", ""],
    ["2026-03-03", "2026-03-05", "March", "Anne Martin", "Sales", "Lunch", "Bistro",
     "625700", "Physical card", "Payment", "33.00", "EUR", "33.00", "", "EUR", "3.00",
     "Settled", "Yes", "bistro.pdf"],
    ["2026-03-04", "2026-03-06", "March", "Anne Martin", "Sales", "Hotel", "Inn NYC",
     "625600", "Physical card", "Payment", "200.00", "USD", "184.37", "", "EUR", "",
     "Settled", "No", ""],
    ["2026-03-04", "2026-03-06", "March", "Anne Martin", "Sales", "FX", "Inn NYC",
     "627000", "Physical card", "FXfee", "3.69", "EUR", "3.69", "", "EUR", "",
     "Settled", "", ""],
    ["2026-03-07", "2026-03-08", "March", "Anne Martin", "Sales", "Back", "Bistro",
     "625700", "Physical card", "Credit", "11.00", "EUR", "", "11.00", "EUR", "1.00",
     "Settled", "Yes", "credit.pdf"],
    ["2026-03-09", "", "March", "Anne Martin", "Sales", "Taxi", "Cab", "625100",
     "Physical card", "Payment", "20.00", "EUR", "20.00", "", "EUR", "", "Pending",
     "No", ""],
]  # fmt: skip


def csv_file(header, rows, delimiter=";", encoding="utf-8"):
    """Return a sheet as text."""
    lines = [delimiter.join(map(str, row)) for row in [header, *rows]]
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def spendesk():
    return csv_file(SPENDESK_COLUMNS, SPENDESK_ROWS)


QONTO_FR = (
    "Statut;Date de la valeur (UTC);Date de l'opération (UTC);Montant total (TTC);"
    "Débit;Crédit;Solde;Devise;Nom de la contrepartie;IBAN de la contrepartie;"
    "Méthode de paiement;Identifiant de transaction;Référence;Catégorie de trésorerie\n"
    "exécuté;02-04-2026 08:00:00;31-03-2026 22:30:00;-1\u202f234,56;1\u202f234,56;;"
    "8\u00a0000,00;EUR;PAPETERIE;;Carte;tx-1;FA-9;Fournitures\n"
    "exécuté;03-04-2026 08:00:00;03-04-2026 07:00:00;12,00;;12,00;8\u00a0012,00;EUR;"
    "PAPETERIE;;Carte;tx-2;;Fournitures\n"
    "refusé;;04-04-2026 07:00:00;-5,00;5,00;;;EUR;CAFE;;Carte;tx-3;;Repas\n"
).encode()
QONTO_EN = (
    b"Status,Settlement date (UTC),Operation date (UTC),Total amount (incl. VAT),"
    b"Currency,Counterparty name,Payment method,Transaction ID,IBAN,Reference,Category,"
    b"Note,VAT amount,Initiator,Label 1,Label 2,Label 3\n"
    b"settled,2026-04-02 08:00:00,2026-03-31 22:30:00,-1234.56,EUR,PAPETERIE,card,tx-1,"
    b",FA-9,Office,,205.76,Anne,,,\n"
    b"settled,2026-04-02 09:00:00,2026-04-02 09:00:00,-9.00,EUR,QONTO,qonto_fee,tx-4,"
    b",,Fees,,,,,,\n"
    b"settled,2026-04-03 09:00:00,2026-04-03 09:00:00,500.00,EUR,CLIENT,income,tx-5,"
    b",,Sales,,,,,,\n"
)
PAYHAWK = (
    b"Date,Payment ID,Paid amount,Paid currency,Credit,Currency,Expense ID,Expense note,"
    b"Expense category,Account code,Document number,Document date,Supplier name,"
    b"Supplier VAT,Supplier country,Total expense,Tax,Tax rate code,Expense owner,"
    b"Expense owner ID,Approval status\n"
    b"2026-03-05,9,60.00,EUR,60.00,EUR,E-1,Fuel,Fuel,606100,T-88,2026-03-04,Station,"
    b"FR00123456789,FR,60.00,10.00,TVA20,Anne Martin,E1,Approved\n"
    b"2026-03-06,10,10000,JPY,61.50,EUR,E-2,Dinner,Meals,625700,,2026-03-05,Izakaya,,JP,"
    b"61.50,0.00,,Anne Martin,E1,Approved\n"
)
EXPENSIFY = (
    b"Timestamp,Merchant,Amount,MCC,Category,Tag,Description,Reimbursable,"
    b"Original Currency,Original Amount,Receipt\n"
    b"2026-03-05 10:00:00,Bistro,33.00,5812,Meals,CC10,Lunch,yes,EUR,33.00,"
    b"https://example.com/r/1\n"
    b'2026-03-06 10:00:00,Hotel,"(12.50)",7011,Lodging,CC10,Back,yes,EUR,"(12.50)",\n'
    b"2026-03-07 10:00:00,Diner,18.44,5812,Meals,CC10,NYC,yes,USD,20.00,\n"
)
N2F = (
    "Matricule;Salarié;Date de la dépense;Marchand;Montant TTC;Montant TVA;"
    "Type de frais;Moyen de paiement;Justificatif\n"
    "E1;Anne Martin;05/03/2026;Bistro;33,00;3,00;Repas;Carte personnelle;Oui\n"
    "E2;Jean Petit;06/03/2026;Garage;120,00;20,00;Véhicule;Remboursement;Non\n"
).encode("cp1252")

def as_json(document):
    return json.dumps(document).encode()


SAGE_LINES = [
    ["NDF", "31/03/2026", "N-1", "625700", "", "Repas", "N-1", "30,00", "", "", "",
     "G", "", "", "625700"],
    ["NDF", "31/03/2026", "N-1", "625700", "", "Repas", "N-1", "30,00", "", "", "",
     "A", "", "CC10", "625700"],
    ["NDF", "31/03/2026", "N-1", "445660", "", "TVA", "N-1", "3,00", "", "", "", "G",
     "", "", "445660"],
    ["NDF", "31/03/2026", "N-1", "421000", "E1", "Anne", "N-1", "", "33,00",
     "31/03/2026", "", "G", "", "", "421000"],
]  # fmt: skip


def sage_lines(rows=SAGE_LINES):
    from ap_expenses.formats.sage_lines import COLUMNS

    return csv_file(COLUMNS, rows)


def concur_row(**cells):
    """Return the 400 cells of a detail row; ``c169`` is column 169."""
    row = ["DETAIL", "7", "2026-04-01", "1"] + [""] * 396
    for name, cell in cells.items():
        row[int(name[1:]) - 1] = str(cell)
    return row


CONCUR_ROWS = [
    concur_row(
        c5="E1", c6="Martin", c7="Anne", c19="R-1", c20="JB628H", c22="EUR",
        c24="2026-03-30", c26="2026-03-31", c61="8337", c62="REG", c63="Taxi",
        c64="2026-03-05", c65="EUR", c68="N", c73="R", c123="10.00", c124="10.00",
        c126="CASH", c163="Company", c165="Employee", c167="625100", c168="DR",
        c169="10.00", c170="1", c189="A1", c190="100", c191="CC10",
    ),
    concur_row(
        c5="E1", c19="R-1", c20="JB628H", c22="EUR", c61="4282", c62="REG",
        c63="Laundry", c64="2026-03-06", c65="EUR", c68="N", c73="T", c123="10.00",
        c124="10.00", c126="CASH", c163="Company", c165="Employee", c167="625600",
        c168="DR", c169="8.40", c170="2", c189="A2", c190="100", c191="CC10",
    ),
    concur_row(
        c5="E1", c19="R-1", c20="JB628H", c22="EUR", c61="4282", c62="REG",
        c63="Laundry", c64="2026-03-06", c65="EUR", c68="N", c73="T", c123="10.00",
        c124="10.00", c126="CASH", c163="ILR", c165="Company", c167="V1", c168="DR",
        c169="1.60", c170="3", c189="A2", c190="100", c191="CC10", c226="ILR",
        c228="1.60", c231="1.60", c232="V1",
    ),
    concur_row(
        c5="E1", c19="R-1", c20="JB628H", c22="EUR", c61="4178", c62="REG",
        c63="Booking fee", c64="2026-03-07", c65="USD", c66="0.5", c67="M", c68="N",
        c73="N", c123="-100.00", c124="-50.00", c126="CASH", c163="Employee",
        c165="Company", c167="625100", c168="CR", c169="-50.00", c170="4", c189="A3",
        c190="100",
    ),
]  # fmt: skip


def concur_extract(rows=None, count=None, total=None, delimiter="|"):
    """Return an extract whose header holds the totals of its rows."""
    rows = CONCUR_ROWS if rows is None else rows
    sum_ = sum(round(float(row[168] or 0) * 100) for row in rows) / 100
    head = [
        "EXTRACT", "2026-04-01", len(rows) if count is None else count,
        f"{sum_:.2f}" if total is None else total, "7",
    ]  # fmt: skip
    lines = [delimiter.join(map(str, row)) for row in [head, *rows]]
    return ("\n".join(lines) + "\n").encode()


def xlsx(header, rows):
    book = openpyxl.Workbook()
    for row in [header, *rows]:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def xls(header, rows):
    book = xlwt.Workbook()
    sheet = book.add_sheet("Expensify Report Export")
    for place, row in enumerate([header, *rows]):
        for at, cell in enumerate(row):
            sheet.write(place, at, cell)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def packed(files):
    """Return a ZIP of name -> bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in files.items():
            new.writestr(name, content)
    return stream.getvalue()


def every():
    """Return a file of each kind: name -> bytes."""
    return {
        "spendesk.csv": spendesk(),
        "qonto_fr.csv": QONTO_FR,
        "qonto_en.csv": QONTO_EN,
        "payhawk.csv": PAYHAWK,
        "expensify.csv": EXPENSIFY,
        "n2f.csv": N2F,
        "pleo.json": as_json(PLEO),
        "qonto.json": as_json(QONTO_JSON),
        "brex.json": as_json(BREX),
        "ramp.json": as_json(RAMP),
        "spendesk.json": as_json(SPENDESK_API),
        "sage.csv": sage_lines(),
        "concur.txt": concur_extract(),
        "spendesk.xlsx": xlsx(SPENDESK_COLUMNS, SPENDESK_ROWS),
        "spendesk.xls": xls(SPENDESK_COLUMNS, SPENDESK_ROWS),
        "spendesk.zip": packed({"export.csv": spendesk(), "r/bistro.pdf": b"%PDF-1"}),
    }
