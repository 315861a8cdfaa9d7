# SPDX-License-Identifier: AGPL-3.0-or-later
"""A page of a PDF as a picture, drawn by pypdfium2.

Run as a program, the file on standard input, limits, the number of the page (from 1) and the
pixels of its width as arguments, it prints the width and height of the page in points, a line
end and a JPEG, or nothing where it cannot.
"""

import io
import resource
import sys

QUALITY = 85
HIGHEST = 4  # times as high as wide: a till roll is cut


def main(seconds: int, memory: int, number: int, width: int) -> None:
    """Print the picture of a page of the file on standard input."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
        page = document[number - 1]
        across, high = page.get_size()
        if high > HIGHEST * across:
            page.set_cropbox(0, high - HIGHEST * across, across, high)
        picture = page.render(scale=width / max(across, 1)).to_pil().convert("RGB")
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=QUALITY)
    except (MemoryError, IndexError, pypdfium2.PdfiumError):
        return
    sys.stdout.buffer.write(f"{across:.2f} {min(high, HIGHEST * across):.2f}\n".encode())
    sys.stdout.buffer.write(out.getvalue())


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
