# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files from outside: only their content counts, and no name leads anywhere."""

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.ap_supplier_portal.rules import upload_file


@given(st.binary(max_size=300))
def test_any_bytes_have_an_answer(content):
    problem = upload_file.problem_of(content, 1)
    assert problem in ("", "empty", "type", "broken")
    assert not problem or upload_file.kind_of(content) in ("", "pdf", "xml", "png", "jpg")


@given(st.text(max_size=200), st.sampled_from(("pdf", "xml")))
def test_a_name_is_one_plain_name_with_its_ending(name, kind):
    kept = upload_file.safe_name(name, kind)
    assert kept.endswith(f".{kind}")
    assert len(kept) <= upload_file.LONGEST_NAME + 5
    assert not set(kept) & set('/\\<>:"|?*\n\r\t\0')
    assert not kept.startswith(".")


def test_the_size_is_that_of_the_content():
    pdf = b"%PDF-1.4 startxref 9 %%EOF"
    most = upload_file.MEGABYTE - len(pdf)
    assert upload_file.problem_of(b" " * 0 + pdf + b"\n" * most, 1) in ("", "broken")
    assert upload_file.problem_of(pdf + b"\n" * (most + 1), 1) == "large"
    assert upload_file.problem_of(b"<a>" + b"<b>" * 5000, 1) == "broken"


def test_entities_are_not_read():
    for content in (
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        b'<?xml version="1.0"?><!DOCTYPE a SYSTEM "http://x.example/a.dtd"><a/>',
    ):
        assert upload_file.problem_of(content, 1) == "broken"
