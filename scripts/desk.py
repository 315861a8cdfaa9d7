# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the client scripts share: the connection, the company, CSV, refusals.

Python 3.10 and nothing else. Environment: AP_URL, AP_DB, AP_USER, AP_PASSWORD (an API key
works too).
"""

import base64
import csv
import os
import sys
import xmlrpc.client
from getpass import getpass


def connect():
    """A function that calls a method of a model, as the user of the environment."""
    url = os.environ.get("AP_URL", "http://localhost:8069").rstrip("/")
    database = os.environ.get("AP_DB", "ap_demo")
    user = os.environ.get("AP_USER", "accountant")
    password = os.environ.get("AP_PASSWORD") or getpass(f"Password of {user}: ")
    uid = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/common").authenticate(
        database, user, password, {}
    )
    if not uid:
        sys.exit(f"{user} may not log in to {database}: check AP_USER and AP_PASSWORD.")
    models = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/object")

    def call(model, method, *arguments, **named):
        return models.execute_kw(database, uid, password, model, method, arguments, named)

    return call


def company_id(call, name):
    """The id of the company of that name, or of the user's only one."""
    return the_only(call, "res.company", name, "company with --company")


def the_only(call, model, name, what):
    """The id of the only record whose name contains `name` ("" or None: any)."""
    domain = [("name", "ilike", name)] if name else []
    found = call(model, "search_read", domain, fields=["name"], limit=20)
    if len(found) != 1:
        names = ", ".join(one["name"] for one in found) or "none"
        sys.exit(f"Say which {what}; found: {names}.")
    return found[0]["id"]


def names_of(call, model, ids):
    """{id: name} of those records, by one call."""
    found = call(model, "read", sorted({one for one in ids if one}), ["display_name"])
    return {one["id"]: one["display_name"] for one in found}


def content_of(path):
    """The file as the methods take it: base64 text. Leaves with a sentence without it."""
    if not path.is_file():
        sys.exit(f"{path} is no file.")
    return base64.b64encode(path.read_bytes()).decode()


def write_csv(columns, rows, out=sys.stdout):
    """Rows (dicts) as CSV, `;` between; what Odoo calls False is empty."""
    writer = csv.writer(out, delimiter=";")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(["" if row[name] is False else row[name] for name in columns])


def run(main):
    """Run the script; a refusal is one sentence and the exit status 1."""
    try:
        main()
    except xmlrpc.client.Fault as fault:
        sys.exit(fault.faultString.strip().splitlines()[-1])
    except BrokenPipeError:
        os._exit(0)  # the reader of our output has seen enough
    except OSError as error:
        sys.exit(f"Odoo does not answer: {error}. Check AP_URL.")
