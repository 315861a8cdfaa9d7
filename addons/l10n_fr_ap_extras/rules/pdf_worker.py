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

MOST_FILES, MOST_NODES = 20, 200


def main(cpu_seconds, memory_bytes, most_pages, most_text, most_file):
    """Read standard input within the limits."""
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    logging.disable(logging.CRITICAL)
    try:
        _read(sys.stdin.buffer.read(), most_pages, most_text, most_file)
    except MemoryError:
        _say(problem="heavy")
    except Exception:  # whatever a library meets in a broken file
        _say(problem="pdf")


def _say(**found):
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()


def _read(content, most_pages, most_text, most_file):
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not _opened(reader):
        _say(problem="encrypted")
        return
    _files(reader, most_file)
    room = most_text
    for page in reader.pages[:most_pages]:
        text = _text(page)[:room]
        room -= len(text)
        _say(page=text)
        if room <= 0:
            break
    _say(end=True)


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


def _files(reader, most_file):
    """Say each embedded file once; one that is broken or too large is only named."""
    seen = set()
    for spec in _specifications(reader.trailer["/Root"]):
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
        if len(content) > most_file:
            _say(file=name, large=True)
        else:
            _say(file=name, content=base64.b64encode(content).decode())


def _specifications(root):
    """File specifications of the catalogue: associated files, then the tree of names."""
    for spec in _got(root.get("/AF")) or []:
        yield _got(spec)
    names = _got(root.get("/Names")) or {}
    nodes, met = [names.get("/EmbeddedFiles")], 0
    while nodes and met < MOST_NODES:
        node, met = _got(nodes.pop()) or {}, met + 1
        for spec in (_got(node.get("/Names")) or [])[1::2]:
            yield _got(spec)
        nodes.extend(_got(node.get("/Kids")) or [])


def _got(value):
    return value.get_object() if hasattr(value, "get_object") else value


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
