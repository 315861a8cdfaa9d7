# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files made to fill the memory: refused, and what the reading process took is bounded.

Each file is read by a process of its own, whose highest resident memory is measured.
"""

import base64
import io
import json
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

import pytest

ADDONS = Path(__file__).resolve().parents[2] / "addons"
MEGABYTE = 1024 * 1024
NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
CHILD = """
import json, resource, sys, types
for name in ("odoo", "odoo.addons", "ap_base", "ap_einvoice"):
    package = types.ModuleType(name)
    package.__path__ = [sys.argv[1] + "/" + name]
    sys.modules[name] = sys.modules["odoo.addons." + name] = package
content = sys.stdin.buffer.read()
{code}
status = open("/proc/self/status").read()  # rusage keeps what the parent had, across exec
own = int(status.partition("VmHWM:")[2].split()[0])
children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps(dict(stated=stated, own=own // 1024, children=children // 1024)))
"""
TABLE = """
from ap_base.readers import TableOptions, read_table
from ap_base.readers.errors import ReaderError
try:
    stated = "rows %s" % len(read_table(content, "a.xlsx", TableOptions(**json.loads(sys.argv[2]))))
except ReaderError as error:
    stated = "%s %s" % (type(error).__name__, error.details.get("unit", ""))
"""
BILL = """
from ap_einvoice.rules.bill_files import BillFile, read_files
found = read_files([BillFile(sys.argv[2], content)])
stated = found.problem
"""


def _run(code, content, argument):
    """What was stated, and the highest resident memory of the process and of its children,
    in MB."""
    program = CHILD.format(code=textwrap.dedent(code))
    found = subprocess.run(
        [sys.executable, "-c", program, str(ADDONS), argument],
        input=content, stdout=subprocess.PIPE, check=True, timeout=300,
    )  # fmt: skip
    return json.loads(found.stdout.splitlines()[-1])


def _workbook(sheet=b"", shared=b"", more=()):
    """A workbook of one sheet and its texts, written as they are."""
    rels = f'<Relationships xmlns="{PACKAGE}/relationships">'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{KIND}.sharedStrings+xml"/>'
        "</Types>",
        "_rels/.rels": f'{rels}<Relationship Id="r1" Type="{OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {NS} xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{rels}<Relationship Id="r1" Type="{OFFICE}/worksheet"'
        ' Target="worksheets/sheet1.xml"/><Relationship Id="r2" '
        f'Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/sharedStrings.xml": f"<sst {NS}>".encode() + shared + b"</sst>",
        "xl/worksheets/sheet1.xml": f"<worksheet {NS}><sheetData>".encode() + sheet
        + b"</sheetData></worksheet>",
        **dict(more),
    }  # fmt: skip
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


ONE = b'<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
FAR = b"".join(b'<row><c r="SR%d"><v>1</v></c></row>' % n for n in range(1, 60_001))


@pytest.mark.parametrize(
    ("content", "options", "stated"),
    [
        pytest.param(lambda: (ONE, b"<si><t>" + b"a" * 150 * MEGABYTE + b"</t></si>"), {},
                     "TooLargeError MB", id="one text of 150 MB in 150 kB"),
        pytest.param(lambda: (ONE, b"<si><r><t>ab</t></r></si>" * 2_000_000), {},
                     "TooLargeError MB", id="two million texts in 120 kB"),
        pytest.param(lambda: (ONE, b"", {"xl/media/a.bin": b"\0" * 250 * MEGABYTE}), {},
                     "TooLargeError MB", id="a part of 250 MB that nobody reads"),
        pytest.param(lambda: (FAR,), {"max_cells": 1_000_000}, "TooLargeError cells",
                     id="cells at the far end of 60,000 rows"),
        pytest.param(lambda: (ONE, b"<si><t>a</t></si>"), {}, "rows 1", id="a plain one"),
    ],
)  # fmt: skip
def test_a_workbook_takes_a_bounded_memory(content, options, stated):
    content = _workbook(*content())
    found = _run(TABLE, content, json.dumps(options))
    assert found["stated"] == stated
    # The interpreter with openpyxl, and the content twice.
    assert found["own"] < 150 + 2 * len(content) // MEGABYTE


def test_entities_of_a_workbook_are_not_expanded():
    laughs = "".join(
        f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 10)
    )
    bomb = f'<!DOCTYPE sst [<!ENTITY l0 "ha">{laughs}]><sst {NS}><si><t>&l9;</t></si></sst>'
    found = _run(TABLE, _workbook(ONE, more={"xl/sharedStrings.xml": bomb}), "{}")
    assert found["stated"].startswith("DamagedFileError")
    assert found["own"] < 150


# -- files of bills -------------------------------------------------------------------------


def _xml(size, node=b"<a/>"):
    """XML of that size, made of one node again and again: what takes most per byte."""
    head, tail = b'<?xml version="1.0"?><Invoice>', b"</Invoice>"
    return head + node * (size // len(node)) + tail


@pytest.mark.parametrize(
    ("name", "content", "stated", "most"),
    [
        pytest.param("a.xml", lambda: _xml(100 * MEGABYTE), "large", 320, id="100 MB of XML"),
        pytest.param("a.xml", lambda: _xml(9 * MEGABYTE), "syntax", 700,
                     id="9 MB of empty elements"),
        pytest.param("a.zip", lambda: b"PK\3\4" + bytes(1000), "archive", 100,
                     id="an archive"),
    ],
)  # fmt: skip
def test_an_xml_takes_a_bounded_memory(name, content, stated, most):
    found = _run(BILL, content(), name)
    assert found["stated"] == stated
    assert found["own"] < most


def _pdf(*files):
    import pypdf

    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    for name, content in files:
        writer.add_attachment(name, content)
    stream = io.BytesIO()
    writer.compress_identical_objects()
    for one in writer._objects:
        if hasattr(one, "flate_encode") and "/EmbeddedFile" in str(one.get("/Type")):
            packed = one.flate_encode(9)
            writer._objects[writer._objects.index(one)] = packed
    writer.write(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("files", "problems"),
    [
        pytest.param(lambda: [("factur-x.xml", _xml(110 * MEGABYTE))],
                     {"large_inside", "heavy"}, id="110 MB of XML inside a PDF"),
        pytest.param(lambda: [(f"{n}.xml", _xml(8 * MEGABYTE + 9 * n)) for n in range(12)],
                     {"large_inside", "heavy"}, id="twelve files of 8 MB"),
    ],
)  # fmt: skip
def test_a_pdf_is_read_by_a_child_within_a_gigabyte(files, problems):
    """The child is bounded by the system, and says little enough to its parent."""
    found = _run(BILL, _pdf(*files()), "a.pdf")
    assert found["stated"] in problems
    assert found["children"] < 1100
    assert found["own"] < 900


def test_what_a_pdf_holds_beyond_the_limits_is_named_and_not_brought():
    from ap_einvoice.rules.pdf_reader import Limits, read_pdf

    content = _pdf(*[(f"{n}.xml", bytes([65 + n]) * 600) for n in range(6)])
    found = read_pdf(content, Limits(file=1000))
    assert sum(len(one) for _name, one in found.files) <= 2000
    assert found.problem == "large_inside"
    assert base64.b64encode(found.files[0][1])
