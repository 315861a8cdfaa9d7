# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of a PDF as a file of their own, made by pypdfium2.

Run as a program, the file on standard input, limits, the first and the last page (from 1) as
arguments, it prints the file of these pages, or nothing where it cannot.
"""

import io
import resource
import sys


def main(seconds: int, memory: int, first: int, last: int) -> None:
    """Print a PDF of some pages of the file on standard input."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
        if not 1 <= first <= last <= len(document):
            return
        part = pypdfium2.PdfDocument.new()
        part.import_pages(document, list(range(first - 1, last)))
        out = io.BytesIO()
        part.save(out)
    except (MemoryError, pypdfium2.PdfiumError):
        return
    sys.stdout.buffer.write(out.getvalue())


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
