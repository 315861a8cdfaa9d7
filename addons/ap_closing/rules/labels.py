# SPDX-License-Identifier: AGPL-3.0-or-later
"""What lines of a closing are called."""


def of_document(document: str | None, label: str | None) -> str:
    """The document and its words, apart by a dash: a colon is set otherwise in French
    than in English, and a label is kept in one form for all readers.

    >>> of_document("P00151", "Temporary staff")
    'P00151 – Temporary staff'
    >>> of_document("P00151", None)
    'P00151'
    """
    return " – ".join(part for part in (document, label) if part)
