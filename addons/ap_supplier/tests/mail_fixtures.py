# SPDX-License-Identifier: AGPL-3.0-or-later
"""Mails as servers hand them over: bytes, with their headers and encodings."""

from email.message import EmailMessage
from email.policy import SMTP

TO = "suppliers@us.example"


def mail(number, text, sender="Compta Alpha <compta@alpha.example>", **given):
    """The bytes of a mail. `subject`, `html`, `charset`, `cte`, `files` [(name, bytes)],
    `reply_to` (Message-ID answered), `headers`."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = given.get("to", TO)
    if given.get("cc"):
        message["Cc"] = given["cc"]
    message["Subject"] = given.get("subject", "Question")
    message["Message-ID"] = f"<{number}@mail.example>"
    message["Date"] = "Mon, 23 Nov 2026 10:00:00 +0100"
    if given.get("answers"):
        message["In-Reply-To"] = f"<{given['answers']}>"
        message["References"] = f"<{given['answers']}>"
    for name, value in (given.get("headers") or {}).items():
        message[name] = value
    message.set_content(text, charset=given.get("charset", "utf-8"), cte=given.get("cte"))
    if given.get("html"):
        message.add_alternative(given["html"], subtype="html")
    for name, content in given.get("files", ()):
        message.add_attachment(
            content, maintype="application", subtype="pdf", filename=name
        )
    return message.as_bytes()
