# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of a PDF with their boxes, read by pypdfium2.

Run as a program, the file on standard input and limits as arguments, it prints them as
JSON: a file that takes too long or too much ends this process, not Odoo's worker.
"""

import ctypes
import json
import resource
import sys

SOFT_HYPHENS = ("\u00ad", "\u0002", "\ufffe")


def words_of_file(content: bytes, most_pages: int) -> dict:
    """Return {"pages": how many the file has, "words": a list for each page read}.

    A page is {"width", "height", "images": how many pictures, "words": [[text, left, top,
    right, bottom], ...]}. Raises `pypdfium2.PdfiumError` where the file is no PDF.
    """
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    try:
        return {
            "pages": len(document),
            "words": [
                _page(pypdfium2.raw, document[number])
                for number in range(min(len(document), most_pages))
            ],
        }
    finally:
        document.close()


def _page(raw, page) -> dict:
    width, height = page.get_size()
    text = page.get_textpage()
    images = sum(1 for _one in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))
    return {
        "width": round(width, 2),
        "height": round(height, 2),
        "images": images,
        "words": list(_words(raw, text, height)),
    }


def _words(raw, text, height):
    """Yield [text, left, top, right, bottom], split at blanks and where a line ends."""
    letters: list[str] = []
    box = None
    for place in range(text.count_chars()):
        letter = chr(raw.FPDFText_GetUnicode(text, place))
        if letter.isspace() or letter == "\0":
            if letters:
                yield _word(letters, box, height)
            letters, box = [], None
            continue
        if letter in SOFT_HYPHENS:
            letter = "-"
        here = _char_box(raw, text, place)
        if box is not None and _apart(box, here):
            yield _word(letters, box, height)
            letters, box = [], None
        letters.append(letter)
        box = here if box is None else _joined(box, here)
    if letters:
        yield _word(letters, box, height)


def _char_box(raw, text, place):
    """Return (left, bottom, right, top) of a letter with its whole height."""
    box = raw.FS_RECTF()
    if not raw.FPDFText_GetLooseCharBox(text, place, ctypes.byref(box)):
        return (0.0, 0.0, 0.0, 0.0)
    low, high = sorted((box.bottom, box.top))
    left, right = sorted((box.left, box.right))
    return (left, low, right, high)


def _apart(box, here) -> bool:
    """Say whether a letter stands on another line, or far from the word."""
    size = max(box[3] - box[1], 1)
    return (
        min(box[3], here[3]) - max(box[1], here[1]) < 0.3 * min(size, here[3] - here[1])
        or here[0] - box[2] > size
        or here[0] < box[0] - size
    )


def _joined(one, other):
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )


def _word(letters, box, height) -> list:
    left, bottom, right, top = box
    places = (left, height - top, right, height - bottom)
    return ["".join(letters), *(round(place, 2) for place in places)]


def main(seconds: int, memory: int, most_pages: int) -> None:
    """Print the words of the file on standard input, or {"problem": why not}."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    import pypdfium2

    try:
        found = words_of_file(sys.stdin.buffer.read(), most_pages)
    except MemoryError:
        found = {"problem": "heavy"}
    except pypdfium2.PdfiumError:
        found = {"problem": "pdf"}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
