# SPDX-License-Identifier: AGPL-3.0-or-later
"""Published documents: each with its origin and licence, few and small."""

import csv

import published
import pytest

MEGABYTE = 1_000_000
ALLOWED = {"Apache-2.0", "BSD-3-Clause", "EUPL-1.2", "MIT", "facts"}
ABOUT = {"README.md", "SOURCES.csv"}


@pytest.fixture(scope="module")
def sources():
    with (published.DATA / "SOURCES.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def documents():
    """The files by their names, without what is written about them."""
    return {
        str(path.relative_to(published.DATA)): path
        for path in published.DATA.rglob("*")
        if path.is_file() and "LICENCES" not in path.parts and path.name not in ABOUT
    }


def test_each_file_has_its_origin_and_each_origin_its_file(sources, documents):
    assert sorted(row["file"] for row in sources) == sorted(documents)
    assert all(row["repository"] for row in sources)


def test_licences_allow_copies_and_are_here(sources):
    licences = {row["licence"] for row in sources}
    assert licences <= ALLOWED
    texts = [path.stem for path in (published.DATA / "LICENCES").glob("*.txt")]
    for licence in licences - {"facts"}:
        assert [text for text in texts if text.startswith(licence)], licence


def test_holders_of_licences_that_ask_for_their_name_are_named(sources):
    folder = published.DATA / "LICENCES"
    mit = (folder / "MIT.txt").read_text(encoding="utf-8")
    for row in sources:
        if row["licence"] == "MIT":
            assert row["repository"] in mit
        if row["licence"] == "BSD-3-Clause":
            owner = row["repository"].split("/")[0]
            assert (folder / f"BSD-3-Clause-{owner}.txt").is_file()


def test_the_repository_stays_small(documents):
    sizes = {name: path.stat().st_size for name, path in documents.items()}
    assert [name for name, size in sizes.items() if size > MEGABYTE] == []
    assert sum(sizes.values()) < 6 * MEGABYTE
