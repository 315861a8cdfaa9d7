# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that come from outside: what they are by their content, and whether they are whole.

The name of a file and what its sender says of it count for nothing.
"""

from __future__ import annotations

from lxml import etree

PDF, XML, PNG, JPEG = "pdf", "xml", "png", "jpg"
OF_BILLS = (PDF, XML)
OF_QUESTIONS = (PDF, PNG, JPEG)
MEGABYTE = 1024 * 1024
LONGEST_NAME = 80
_HEAD, _TAIL = 1024, 2048  # where a PDF says so, by its writers' usage
_XML_STARTS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<\0", b"\xfe\xff\0<")


def kind_of(content: bytes) -> str:
    """Return what the content is: pdf, xml, png, jpg, or nothing.

    >>> kind_of(b"%PDF-1.7 ..."), kind_of(b" <?xml version='1.0'?><a/>"), kind_of(b"PK\\x03\\x04")
    ('pdf', 'xml', '')
    """
    if b"%PDF-" in content[:_HEAD]:
        return PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    return XML if content[:_HEAD].lstrip().startswith(_XML_STARTS) else ""


def problem_of(content: bytes, most_megabytes: int, kinds=OF_BILLS) -> str:
    """Return what is wrong with a file: empty, large, type, broken, or nothing.

    >>> problem_of(b"", 1), problem_of(b"MZ...", 1), problem_of(b"%PDF-1.4 cut off", 1)
    ('empty', 'type', 'broken')
    >>> problem_of(b"%PDF-1.4 ... startxref 9 %%EOF", 1), problem_of(b"<a><b/></a>", 1)
    ('', '')
    >>> problem_of(b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", 1)
    'broken'
    """
    if not content:
        return "empty"
    if len(content) > most_megabytes * MEGABYTE:
        return "large"
    kind = kind_of(content)
    if kind not in kinds:
        return "type"
    whole = {PDF: _is_whole_pdf, XML: _is_whole_xml}.get(kind)
    return "" if whole is None or whole(content) else "broken"


def _is_whole_pdf(content: bytes) -> bool:
    end = content[-_TAIL:]
    return b"%%EOF" in end and b"startxref" in end


def _is_whole_xml(content: bytes) -> bool:
    """Well-formed, and without declarations of its own: no e-invoice has any."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(content.strip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return False
    return root.getroottree().docinfo.internalDTD is None


def safe_name(name: str | None, kind: str) -> str:
    """Return a name to keep the file under: without folders, with the ending of its kind.

    >>> safe_name("C:\\\\temp\\\\FA-77.PDF", "pdf"), safe_name("../../etc/passwd", "xml")
    ('FA-77.pdf', 'passwd.xml')
    >>> safe_name("", "pdf"), safe_name("a\\n<b>.exe", "pdf")
    ('file.pdf', 'a b.pdf')
    """
    bare = (name or "").replace("\\", "/").rpartition("/")[2]
    stem = bare.rpartition(".")[0] or bare
    plain = "".join(sign if sign.isalnum() or sign in "-_. " else " " for sign in stem)
    return f"{' '.join(plain.split())[:LONGEST_NAME].strip('. ') or 'file'}.{kind}"
