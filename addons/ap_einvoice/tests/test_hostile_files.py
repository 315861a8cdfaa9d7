# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files made to harm, cut or wrong: a clear finding, no crash, no network, bounded time."""

import io
import time
import zipfile
import zlib
from pathlib import Path
from unittest.mock import patch

import pypdf
from pypdf.generic import EncodedStreamObject, NameObject

from odoo.tests import tagged

from .einvoice_common import EInvoiceCase, pdf, ubl

PLAIN = ubl()
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
BODY = PLAIN.removeprefix(HEAD)
LAUGHS = "".join(
    f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 10)
)
BOMB = f'{HEAD}<!DOCTYPE Invoice [<!ENTITY l0 "ha">{LAUGHS}]>' + BODY.replace(
    "Nordlys", "&l9;"
)
EXTERNAL = f'{HEAD}<!DOCTYPE Invoice [<!ENTITY x SYSTEM "WHERE">]>' + BODY.replace(
    "Nordlys", "&x;"
)
LATIN = ubl(seller="Société Générale", notes="").encode("latin-1")
HOSTILE = {
    "bomb.xml": (BOMB.encode(), "doctype"),
    "passwd.xml": (
        EXTERNAL.replace("WHERE", "file:///etc/passwd").encode(),
        "external",
    ),
    "web.xml": (EXTERNAL.replace("WHERE", "http://192.0.2.1/x").encode(), "external"),
    "remote-dtd.xml": (
        f'{HEAD}<!DOCTYPE Invoice SYSTEM "http://192.0.2.1/x.dtd">{BODY}'.encode(),
        "external",
    ),
    "bomb16.xml": (BOMB.replace("UTF-8", "UTF-16").encode("utf-16"), "doctype"),
    "latin.xml": (LATIN, "encoding"),
    "nonsense.xml": (PLAIN.replace("UTF-8", "KLINGON").encode(), "encoding"),
    "cut.xml": (PLAIN.encode()[:1500], "xml"),
    "deep.xml": (b"<a>" * 100_000, "xml"),
    "order.xml": (PLAIN.replace("Invoice", "Order").encode(), "syntax"),
    "nothing.xml": (b"", "empty"),
    "nothing.pdf": (b"", "empty"),
    "noise.pdf": (b"%PDF-1.7\n" + bytes(range(256)) * 40, "pdf"),
    "cut.pdf": (pdf(("factur-x.xml", PLAIN.encode()))[:700], "pdf"),
    "locked.pdf": (pdf(password="secret"), "encrypted"),
    "two.pdf": (
        pdf(
            ("factur-x.xml", PLAIN.encode()),
            ("other.xml", ubl(number="NOR-2026-999", total="9999.00").encode()),
        ),
        "many",
    ),
    "inner-bomb.pdf": (pdf(("factur-x.xml", BOMB.encode())), "doctype"),
}


def _zip(cut=None) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("invoice.xml", PLAIN)
    return stream.getvalue()[:cut]


def _zeros(size) -> bytes:
    """`size` zeros, compressed without holding them."""
    squeezer = zlib.compressobj(1)
    block = bytes(8 * 1024 * 1024)
    parts = [squeezer.compress(block) for _turn in range(size // len(block))]
    return b"".join(parts) + squeezer.flush()


def _heavy_pdf() -> bytes:
    """A page whose 2 GB of nothing take 9 MB."""
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(200, 200)
    stream = EncodedStreamObject()
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    stream._data = _zeros(2 * 1024**3)
    page[NameObject("/Contents")] = writer._add_object(stream)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


@tagged("post_install", "-at_install")
class TestHostileFiles(EInvoiceCase):
    def setUp(self):
        super().setUp()

        def forbidden(*args, **kwargs):
            raise AssertionError("a file made the server call the network")

        for name in ("connect", "connect_ex", "sendto"):
            self.startPatcher(patch(f"socket.socket.{name}", forbidden))
        self.startPatcher(patch("socket.getaddrinfo", forbidden))

    def _problem(self, name, content, seconds=5):
        """Upload a file: the draft, what was found of it, within the time."""
        started = time.monotonic()
        bill = self._upload(name, content)
        self.assertLess(time.monotonic() - started, seconds, name)
        self.assertEqual(bill.move_type, "in_invoice")
        self.assertEqual(bill.state, "draft")
        found = self.env["ap.finding"].search(
            [("control_code", "=", "bill_file_problem"), ("res_id", "=", bill.id)]
        )
        self.assertEqual(len(found), 1, name)
        self.assertNotIn("%(", found.message or "")
        return bill, found.message_code

    def test_each_hostile_file_is_a_draft_with_a_clear_finding(self):
        for name, (content, problem) in HOSTILE.items():
            with self.subTest(name):
                bill, found = self._problem(name, content)
                self.assertEqual(found, problem)
                self.assertFalse(bill.invoice_line_ids)
                self.assertFalse(self._row(bill).data)
                secrets = Path("/etc/passwd").read_text(encoding="utf-8").split()[0]
                self.assertNotIn(secrets, str(bill.message_ids.mapped("body")))

    def test_archives_are_not_opened(self):
        for cut in (None, 60):
            self.assertEqual(self._problem("bills.zip", _zip(cut))[1], "archive")

    def test_utf_16_that_is_told_is_read(self):
        bill = self._upload(
            "wide.xml", PLAIN.replace("UTF-8", "UTF-16").encode("utf-16")
        )
        self.assertEqual(self._row(bill).number, "NOR-2026-117")
        self.assertEqual(bill.ref, "NOR-2026-117")

    def test_the_same_invoice_twice_in_a_pdf_is_one(self):
        content = PLAIN.encode()
        bill = self._upload(
            "twice.pdf", pdf(("factur-x.xml", content), ("b.xml", content))
        )
        self.assertFalse(self._row(bill).problem)
        self.assertEqual(bill.amount_total, 1200)

    def test_a_pdf_that_unfolds_to_two_gigabytes_is_given_up(self):
        _bill, found = self._problem("unfolds.pdf", _heavy_pdf(), 30)
        self.assertEqual(found, "heavy")

    def test_a_pdf_of_100_megabytes_is_not_read(self):
        content = b"%PDF-1.7\n" + b"0" * (100 * 1024 * 1024)
        bill, found = self._problem("huge.pdf", content, 20)
        self.assertEqual(found, "large")
        attachment = self._row(bill).attachment_id
        self.addCleanup(Path(attachment._full_path(attachment.store_fname)).unlink)

    def test_a_locked_pdf_says_nothing_and_nothing_is_missing(self):
        bill = self._upload("locked.pdf", pdf(password="secret"))
        document = self.env["ap.bill.document"]._of(bill)[bill.id]
        self.assertEqual((document.text, document.problem), ("", "encrypted"))

    def test_a_message_with_a_hostile_file_does_no_harm(self):
        bill = self._upload("good.xml", ubl())
        bill.message_post(
            body="See there", attachments=[("bomb.xml", BOMB.encode())],
            message_type="comment",
        )  # fmt: skip
        bill._ap_read_documents()
        self.assertEqual(self._row(bill).problem, "doctype")
        self.assertEqual(self._row(bill).number, "NOR-2026-117")
