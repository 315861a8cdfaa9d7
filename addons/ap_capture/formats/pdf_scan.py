# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of scanned pages with their boxes, read by tesseract.

Run as a program, the PDF on standard input and limits as arguments, it prints what
`pdf_words` prints: each page is drawn by pypdfium2 and read by tesseract on one core.
"""

import csv
import io
import json
import os
import resource
import subprocess
import sys

DPI = 200
POINTS = 72
WORD, LINE = "5", "4"  # levels of tesseract's table
LEAST_SURE = 25  # percent: below that a word is a stain
MOST_HIGH = 1.8  # a line is that much higher than its words at most


def main(seconds: int, memory: int, most_pages: int, tesseract: str, languages: str) -> None:
    """Print the words of the pages on standard input, or {"problem": why not}."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
        numbers = range(min(len(document), most_pages))
        words = [_page(document[number], seconds, tesseract, languages) for number in numbers]
        found = {"pages": len(document), "words": words}
    except MemoryError:
        found = {"problem": "heavy"}
    except pypdfium2.PdfiumError:
        found = {"problem": "pdf"}
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        found = {"problem": "heavy"}
    sys.stdout.write(json.dumps(found))


def _page(page, seconds: int, tesseract: str, languages: str) -> dict:
    width, height = page.get_size()
    picture = page.render(scale=DPI / POINTS, grayscale=True).to_pil()
    png = io.BytesIO()
    picture.save(png, "PNG")
    done = subprocess.run(
        [tesseract, "-", "-", "-l", languages, "--psm", "3", "--dpi", str(DPI), "tsv"],
        input=png.getvalue(), capture_output=True, timeout=seconds, check=True,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
    )  # fmt: skip
    table = done.stdout.decode(errors="replace")
    return {
        "width": round(width, 2), "height": round(height, 2), "images": 1,
        "words": list(words_of_table(table)),
    }  # fmt: skip


def words_of_table(table: str):
    """Yield [text, left, top, right, bottom] in points of tesseract's table (TSV).

    A word is as high as its line: a comma and a capital stand side by side.

    >>> head = "level page_num block_num par_num line_num word_num left top width height conf text"
    >>> rows = ["4 1 1 1 1 0 100 200 300 40 -1 ", "5 1 1 1 1 1 100 210 90 28 96.5 Total"]
    >>> list(words_of_table("\\n".join("\\t".join(row.split(" ")) for row in (head, *rows))))
    [['Total', 36.0, 72.0, 68.4, 86.4]]
    """
    top, bottom = 0, 0
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row["level"] == LINE:
            top, bottom = int(row["top"]), int(row["top"]) + int(row["height"])
        text = (row["text"] or "").strip()
        if row["level"] != WORD or not text or float(row["conf"]) < LEAST_SURE:
            continue
        high, low = int(row["top"]), int(row["top"]) + int(row["height"])
        if bottom - top <= MOST_HIGH * (low - high) or bottom - top < DPI / 4:
            high, low = top, bottom
        left, right = int(row["left"]), int(row["left"]) + int(row["width"])
        yield [text, *(round(place * POINTS / DPI, 2) for place in (left, high, right, low))]


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]), *sys.argv[4:])
