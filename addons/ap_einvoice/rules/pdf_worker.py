# SPDX-License-Identifier: AGPL-3.0-or-later
"""A program that reads one PDF and dies of what a hostile one does to it.

Run by `pdf_reader` in a process of its own: the PDF on standard input, limits as
arguments; on standard output one line of JSON for each thing found, so that what was
found before an untimely end is kept.
"""

import base64
import io
import json
import logging
import resource
import sys

MOST_FILES, MOST_NODES, MOST_OBJECTS = 20, 200, 20_000


def main(cpu_seconds, memory_bytes, most_pages, most_text, most_file):
    """Read standard input within the limits."""
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    logging.disable(logging.CRITICAL)
    try:
        _read(sys.stdin.buffer.read(), most_pages, most_text, most_file)
    except MemoryError:
        _report(problem="heavy")
    except Exception:  # whatever a library meets in a broken file
        _report(problem="pdf")


def _report(**found):
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()


def _read(content, most_pages, most_text, most_file):
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not _opened(reader):
        _report(problem="encrypted")
        return
    found = _files(reader, most_file, (_associated, _named, _of_pages))
    room = most_text  # of the text of all pages
    for page in reader.pages[:most_pages]:
        text = _text(page)[:room]
        room -= len(text)
        _report(page=text)
        if room <= 0:
            break
    if not found:  # last, as it takes long on a large file
        _files(reader, most_file, (_anywhere,))
    _report(end=True)


def _opened(reader) -> bool:
    """Whether the empty password opens it: many files are only locked for writing."""
    try:
        return bool(reader.decrypt(""))
    except Exception:
        return False


def _text(page) -> str:
    try:
        return page.extract_text()
    except MemoryError:
        raise
    except Exception:  # a page that cannot be read does not hide the others
        return ""


def _files(reader, most_file, places):
    """Say each embedded file once; one that is broken, or too large alone or with those
    before it, is only named. Gives whether there was any."""
    seen, room = set(), 2 * most_file
    for spec in _specifications(reader, places):
        if len(seen) >= MOST_FILES:
            break
        try:
            stream = spec["/EF"].get("/UF") or spec["/EF"]["/F"]
            place = getattr(stream, "idnum", id(stream))
            if place in seen:
                continue
            seen.add(place)
            name = str(spec.get("/UF") or spec.get("/F") or "")[:200]
            content = stream.get_object().get_data()
        except MemoryError:
            raise
        except Exception:  # a reference that leads nowhere
            continue
        if len(content) > min(most_file, room):
            _report(file=name, large=True)
        else:
            room -= len(content)
            _report(file=name, content=base64.b64encode(content).decode())
    return bool(seen)


def _specifications(reader, places):
    """File specifications of some places; one that is broken does not hide the others.
    Factur-X asks for the first two, some programs write the others."""
    for place in places:
        try:
            yield from place(reader)
        except MemoryError:
            raise
        except Exception:  # whatever a library meets in a broken file
            continue


def _associated(reader):
    """Associated files of the catalogue."""
    for spec in _got(reader.trailer["/Root"].get("/AF")) or []:
        yield _got(spec)


def _named(reader):
    """The tree of names of embedded files."""
    names = _got(reader.trailer["/Root"].get("/Names")) or {}
    nodes, met = [names.get("/EmbeddedFiles")], 0
    while nodes and met < MOST_NODES:
        node, met = _got(nodes.pop()) or {}, met + 1
        for spec in (_got(node.get("/Names")) or [])[1::2]:
            yield _got(spec)
        nodes.extend(_got(node.get("/Kids")) or [])


def _of_pages(reader):
    """Files attached to a page, or to an annotation on it."""
    for page in reader.pages[:MOST_NODES]:
        for spec in _got(page.get("/AF")) or []:
            yield _got(spec)
        for annotation in _got(page.get("/Annots")) or []:
            spec = _got((_got(annotation) or {}).get("/FS"))
            if spec:
                yield spec


def _anywhere(reader):
    """Any file specification of the document, though nothing leads to it."""
    numbers = sorted({n for part in reader.xref.values() for n in part})
    numbers += sorted(reader.xref_objStm)
    for number in numbers[:MOST_OBJECTS]:
        found = _object(reader, number)
        if hasattr(found, "get") and found.get("/EF"):
            yield found


def _object(reader, number):
    from pypdf.generic import IndirectObject

    try:
        return IndirectObject(number, 0, reader).get_object()
    except MemoryError:
        raise
    except Exception:  # one object that cannot be read does not hide the others
        return None


def _got(value):
    return value.get_object() if hasattr(value, "get_object") else value


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
