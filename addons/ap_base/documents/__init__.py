# SPDX-License-Identifier: AGPL-3.0-or-later
"""A document for people: written once as values, rendered as PDF and as XLSX.

Pure: no Odoo, no clock. `document` says what a document is, `pdf.to_pdf` and
`xlsx.to_xlsx` give its bytes.
"""
