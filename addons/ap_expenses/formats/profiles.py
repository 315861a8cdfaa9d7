# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sheets of the known tools. Column names as read in their help and in importers.

Spendesk: csv-spendesk (2018 to 2021); Qonto: a conversion project; Payhawk: its default
mapping; Expensify: its export formulas and an importer of 2017. Exports are set up by
each client, so every name is one of several, and a company's own profile may differ.
"""

from __future__ import annotations

from ..rules.transaction import Kind
from .profile import Profile, words

_RECEIPTS = words(
    valid="yes|oui|provided|fourni|valid|valide|true|vrai|1|x|attached|joint|available",
    missing="no|non|missing|manquant|not provided|non fourni|false|faux|0|lost|perdu",
    invalid="invalid|non valide|invalide|refused|refusé",
    not_needed="not required|not needed|non requis|dispensé|n/a",
)
_PAYMENTS = words(
    card=(
        "card|carte|carte bancaire|company card|carte entreprise|cb|card payment|"
        "physical card|virtual card|subscription card|carte physique|carte virtuelle|"
        "single purchase card|carte abonnement|carte société"
    ),
    employee=(
        "reimbursement|remboursement|out of pocket|personal|employee|salarié|"
        "personal funds|fonds personnels|reimbursable|expense claim|note de frais|"
        "bank transfer to employee|avance salarié|perso"
    ),
    account=(
        "invoice|facture|bank transfer|transfer|virement|direct debit|prélèvement|"
        "supplier payment|bank|wire transfer|wiretransfer"
    ),
    cash="cash|espèces",
    none="mileage|indemnités kilométriques|per diem|forfait|indemnité",
)
_STATUSES = words(
    pending="pending|en attente|processing|authorized",
    draft="draft|brouillon|open|created|to process",
    submitted="submitted|soumis|soumise|awaiting approval|in review|pending approval",
    approved="approved|approuvé|approuvée|validé|validée|reviewed",
    ready="prepared|ready|prêt|ready to export|marked as ready",
    exported="exported|exporté|exportée|accounted|comptabilisé",
    paid=(
        "settled|paid|payé|payée|réglé|réglée|exécuté|executed|completed|cleared|"
        "reimbursed|remboursé|closed"
    ),
    refused=(
        "declined|refusé|refusée|rejected|rejeté|cancelled|canceled|annulé|void|"
        "reversed|failed|échoué|deleted"
    ),
)
_TYPES = words(
    card="card|carte|card expense|purchase|achat|expense|dépense|payment|paiement",
    claim="reimbursement|expense claim|note de frais|out of pocket|claim|frais",
    invoice="invoice|facture|bill|supplier invoice|billpay",
    credit_note="credit note|avoir",
    refund="refund|remboursement marchand|credit|chargeback|reversal",
    mileage="mileage|ik|indemnité kilométrique|indemnités kilométriques|distance",
    per_diem="per diem|forfait|indemnité de repas|grand déplacement",
    personal="personal|personnel|dépense personnelle",
    cash="cash|atm|withdrawal|retrait|espèces",
    advance="advance|avance|cash advance",
    fee="fee|fees|frais bancaires|fxfee|fx fee|atm fee|commission",
    load="load|wallet load|rechargement|deposit|top up|alimentation",
    settlement="settlement|transfer|virement|bank transfer|reimbursement paid",
)

SPENDESK = Profile(
    code="spendesk_export",
    label="Spendesk (export)",
    known_by=("Payer", "Expense account", "Local amount", "Local currency", "Debit",
              "Credit", "Receipt?"),  # fmt: skip
    columns={
        "external_id": ("Payable ID", "Payment ID", "Transaction ID"),
        "expense_date": ("Payment date",),
        "settlement_date": ("Settlement date",),
        "employee_name": ("Payer",),
        "team": ("Team",),
        "cost_centre": ("Cost center", "Cost centre"),
        "description": ("Description",),
        "merchant": ("Supplier",),
        "gl_account": ("Expense account",),
        "payment_method": ("Payment method",),
        "type": ("Type",),
        "gross_original": ("Local amount",),
        "currency_original": ("Local currency",),
        "debit": ("Debit",),
        "credit": ("Credit",),
        "currency_base": ("Currency",),
        "vat_amount": ("VAT",),
        "bookkeeping_status": ("State",),
        "receipt": ("Receipt?",),
        "receipts": ("Receipt name(s)",),
    },
    dates=("yyyy-mm-dd", "dd/mm/yyyy"),
    types=words(load="Load", refund="Credit", card="Payment", fee="FXfee|ATMfee"),
    payments=_PAYMENTS,
    statuses=_STATUSES,
    accepted=frozenset({"settled"}),
    receipts=_RECEIPTS,
)

_QONTO_STATUS = frozenset({"settled", "executed", "execute", "regle", "completed"})
_QONTO_PAYMENTS = words(
    card="card|carte|carte bancaire|visa|mastercard",
    settlement=(
        "transfer|virement|direct debit|direct_debit|prélèvement|swift_transfer|"
        "swift transfer|virement sortant|cheque|chèque|sepa transfer|sepa"
    ),
    fee="qonto_fee|qonto fee|frais qonto|billing|abonnement",
    load="income|virement entrant|swift_income|incoming transfer|deposit",
    cash="cash|retrait|atm",
)

QONTO_EN = Profile(
    code="qonto",
    label="Qonto (English)",
    known_by=("Settlement date (UTC)", "Operation date (UTC)", "Counterparty name",
              "Payment method"),  # fmt: skip
    columns={
        "bookkeeping_status": ("Status",),
        "settlement_date": ("Settlement date (UTC)",),
        "expense_date": ("Operation date (UTC)",),
        "gross_base": ("Total amount (incl. VAT)",),
        "currency_base": ("Currency",),
        "gross_original": ("Local amount", "Total amount in local currency"),
        "currency_original": ("Local currency",),
        "merchant": ("Counterparty name",),
        "payment_method": ("Payment method",),
        "external_id": ("Transaction ID",),
        "iban": ("IBAN",),
        "invoice_number": ("Reference",),
        "category": ("Category",),
        "description": ("Note",),
        "vat_amount": ("VAT amount",),
        "employee_name": ("Initiator",),
        "team": ("Label 1",),
        "cost_centre": ("Label 2",),
    },
    sign=-1,
    decimal=".",
    dates=("yyyy-mm-dd", "dd-mm-yyyy"),
    utc=frozenset({"settlement_date", "expense_date"}),
    accepted=_QONTO_STATUS,
    statuses=_STATUSES,
    payments=_QONTO_PAYMENTS,
)

QONTO_FR = Profile(
    code="qonto",
    label="Qonto (français)",
    known_by=("Statut", "Date de la valeur (UTC)", "Date de l'opération (UTC)",
              "Nom de la contrepartie", "Identifiant de transaction"),  # fmt: skip
    columns={
        "bookkeeping_status": ("Statut",),
        "settlement_date": ("Date de la valeur (UTC)",),
        "expense_date": ("Date de l'opération (UTC)",),
        "gross_base": ("Montant total (TTC)",),
        "debit": ("Débit",),
        "credit": ("Crédit",),
        "currency_base": ("Devise",),
        "merchant": ("Nom de la contrepartie",),
        "iban": ("IBAN de la contrepartie",),
        "payment_method": ("Méthode de paiement",),
        "external_id": ("Identifiant de transaction",),
        "invoice_number": ("Référence",),
        "category": ("Catégorie de trésorerie", "Catégorie"),
        "vat_amount": ("Montant TVA", "Montant de la TVA"),
        "employee_name": ("Initiateur",),
    },
    sign=-1,
    decimal=",",
    dates=("dd-mm-yyyy",),
    utc=frozenset({"settlement_date", "expense_date"}),
    accepted=_QONTO_STATUS,
    statuses=_STATUSES,
    payments=_QONTO_PAYMENTS,
)

PAYHAWK = Profile(
    code="payhawk",
    label="Payhawk",
    known_by=("Payment ID", "Paid amount", "Paid currency", "Expense ID"),
    columns={
        "external_id": ("Expense ID",),
        "line_id": ("Expense line ID", "Payment ID"),
        "expense_date": ("Document date", "Date"),
        "settlement_date": ("Settlement date", "Date"),
        "service_start": ("Amortization start",),
        "service_end": ("Amortization end",),
        "description": ("Expense note", "Payment description"),
        "gross_original": ("Paid amount",),
        "currency_original": ("Paid currency",),
        "gross_base": ("Total expense", "Total amount (Base Currency)", "Credit"),
        "currency_base": ("Currency",),
        "fees": ("Fees", "Payment FX fees"),
        "category": ("Expense category",),
        "gl_account": ("Account code",),
        "invoice_number": ("Document number",),
        "merchant": ("Supplier name", "Merchant name"),
        "supplier_id": ("Supplier external ID",),
        "supplier_vat": ("Supplier VAT", "Supplier VAT number"),
        "supplier_country": ("Supplier country",),
        "iban": ("Supplier payment details",),
        "vat_amount": ("Tax", "Tax amount (Base Currency)"),
        "vat_code": ("Tax rate code", "VAT code", "Tax rate name"),
        "vat_rate": ("VAT rate %",),
        "net": ("Net amount (Base Currency)",),
        "fx_rate": ("Accounting FX rate", "Payment FX rate"),
        "employee_name": ("Expense owner",),
        "employee_id": ("Expense owner external ID", "Expense owner ID"),
        "team": ("Team",),
        "report_id": ("Expense report ID",),
        "bookkeeping_status": ("Review status", "Approval status"),
        "payment_method": ("Payment source",),
        "card_ref": ("Card last 4 digits",),
        "mcc": ("Merchant category code",),
    },
    dates=("yyyy-mm-dd", "dd/mm/yyyy"),
    statuses=_STATUSES,
    payments=_PAYMENTS,
    required=("external_id", "expense_date"),
)

EXPENSIFY = Profile(
    code="expensify",
    label="Expensify",
    known_by=("Timestamp", "Merchant", "Amount", "Category"),
    columns={
        "external_id": ("Transaction ID", "Expense ID", "Receipt Id", "Receipt ID"),
        "expense_date": ("Timestamp",),
        "settlement_date": ("Posted", "Posted Date"),
        "merchant": ("Merchant",),
        "gross_base": ("Amount",),
        "currency_base": ("Currency",),
        "gross_original": ("Original Amount", "Purchase Amount"),
        "currency_original": ("Original Currency", "Purchase Currency"),
        "fx_rate": ("Exchange Rate",),
        "vat_amount": ("Tax Amount", "Tax"),
        "vat_code": ("Tax Name", "Tax Code"),
        "mcc": ("MCC",),
        "category": ("Category",),
        "gl_account": ("Category GL Code", "GL Code"),
        "cost_centre": ("Tag", "Tag 1"),
        "description": ("Description", "Comment"),
        "employee_email": ("Email", "Submitter", "Employee Email"),
        "employee_id": ("Employee ID",),
        "report_id": ("Report ID",),
        "bookkeeping_status": ("Report Status", "Status"),
        "payment_method": ("Payment Type", "Card"),
        "receipts": ("Receipt", "Receipt URL"),
        "attendees": ("Attendees",),
    },
    dates=("yyyy-mm-dd", "mm/dd/yyyy"),
    default_type=Kind.CLAIM,
    statuses=_STATUSES,
    payments=_PAYMENTS,
)

FRENCH = Profile(
    code="french_columns",
    label="N2F, Cleemy, Mooncard, Expensya (colonnes)",
    columns={
        "external_id": ("Identifiant", "Id dépense", "N° dépense", "ID"),
        "line_id": ("Ligne", "N° ligne"),
        "report_id": ("Note de frais", "N° note de frais", "Numéro de note"),
        "expense_date": ("Date de la dépense", "Date dépense", "Date du frais", "Date"),
        "settlement_date": ("Date de règlement", "Date de débit", "Date de valeur"),
        "accounting_date": ("Date comptable",),
        "employee_id": ("Matricule", "Code salarié", "Code collaborateur"),
        "employee_name": ("Salarié", "Collaborateur", "Nom", "Porteur"),
        "employee_email": ("E-mail", "Email", "Adresse e-mail", "Mail"),
        "team": ("Équipe", "Service", "Département"),
        "cost_centre": ("Centre de coûts", "Centre de coût", "Section analytique",
                        "Axe analytique 1", "Code analytique"),
        "merchant": ("Marchand", "Fournisseur", "Commerçant", "Établissement"),
        "supplier_vat": ("N° TVA fournisseur", "TVA intracommunautaire"),
        "supplier_country": ("Pays",),
        "city": ("Ville", "Lieu"),
        "gross_base": ("Montant TTC", "Montant TTC (EUR)", "TTC", "Montant"),
        "gross_original": ("Montant TTC devise", "Montant devise", "Montant d'origine"),
        "currency_original": ("Devise d'origine", "Devise de la dépense", "Devise"),
        "fx_rate": ("Taux de change", "Cours"),
        "net": ("Montant HT", "HT"),
        "vat_amount": ("Montant TVA", "TVA", "TVA récupérable"),
        "vat_rate": ("Taux de TVA", "Taux TVA"),
        "gl_account": ("Compte", "Compte comptable", "Compte général"),
        "category": ("Type de frais", "Catégorie", "Nature", "Type de dépense"),
        "description": ("Commentaire", "Libellé", "Motif", "Description"),
        "type": ("Genre",),
        "payment_method": ("Moyen de paiement", "Mode de paiement", "Paiement"),
        "bookkeeping_status": ("Statut", "État"),
        "receipt": ("Justificatif",),
        "receipts": ("Fichier justificatif", "Nom du justificatif"),
        "approver_id": ("Valideur", "Validateur", "Approuvé par"),
        "submitted_date": ("Date de soumission",),
        "distance_km": ("Distance", "Kilomètres", "Km"),
        "vehicle_id": ("Véhicule", "Immatriculation"),
        "invoice_number": ("N° facture", "Numéro de facture"),
        "card_ref": ("Carte", "N° carte"),
        "attendees": ("Invités", "Participants"),
        "personal": ("Personnel",),
        "fees": ("Frais bancaires", "Frais de change"),
    },
    dates=("dd/mm/yyyy", "dd-mm-yyyy", "yyyy-mm-dd"),
    default_type=Kind.CLAIM,
    types=_TYPES,
    statuses=_STATUSES,
    payments=_PAYMENTS,
    receipts=_RECEIPTS,
)

ENGLISH = Profile(
    code="english_columns",
    label="Other tool (columns)",
    columns={
        "external_id": ("ID", "Expense ID", "Transaction ID"),
        "line_id": ("Line", "Line ID"),
        "report_id": ("Report ID", "Report"),
        "expense_date": ("Date", "Expense date", "Transaction date"),
        "settlement_date": ("Settlement date", "Posted date"),
        "employee_id": ("Employee ID", "Employee number"),
        "employee_name": ("Employee", "Name", "Cardholder"),
        "employee_email": ("Email", "E-mail"),
        "team": ("Team", "Department"),
        "cost_centre": ("Cost centre", "Cost center"),
        "merchant": ("Merchant", "Supplier", "Vendor"),
        "supplier_country": ("Country",),
        "city": ("City",),
        "gross_base": ("Amount", "Amount incl. VAT", "Total"),
        "gross_original": ("Original amount",),
        "currency_original": ("Original currency", "Currency"),
        "fx_rate": ("Exchange rate",),
        "net": ("Net amount", "Net"),
        "vat_amount": ("VAT", "VAT amount", "Tax amount"),
        "vat_rate": ("VAT rate", "Tax rate"),
        "gl_account": ("Account", "Account code", "GL account"),
        "category": ("Category", "Expense type"),
        "description": ("Description", "Note", "Memo"),
        "payment_method": ("Payment method", "Payment type"),
        "bookkeeping_status": ("Status",),
        "receipt": ("Receipt",),
        "receipts": ("Receipt file", "Receipt name"),
        "distance_km": ("Distance", "Km"),
        "vehicle_id": ("Vehicle",),
        "approver_id": ("Approver",),
        "submitted_date": ("Submitted",),
        "fees": ("Fees",),
    },
    dates=("yyyy-mm-dd", "dd/mm/yyyy"),
    statuses=_STATUSES,
    payments=_PAYMENTS,
    receipts=_RECEIPTS,
)

# The narrowest first: the first whose names a sheet has reads it.
KNOWN = (SPENDESK, QONTO_FR, QONTO_EN, PAYHAWK, EXPENSIFY)
ALL = (*KNOWN, FRENCH, ENGLISH)
