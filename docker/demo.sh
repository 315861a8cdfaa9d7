#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The demo company in the container: what `./ap demo` does on a machine.
set -eu
database="${AP_DATABASE:-ap_demo}"
here="$(dirname "$0")"
# The whole desk with its demo company, and no other module: stock's auto-installs call
# services outside.
odoo -d "$database" -i ap_demo --skip-auto-install --without-demo \
    --load-language=en_US,fr_FR --stop-after-init --no-http
shell() {
    odoo shell -d "$database" --no-http --log-level=warn --shell-interface=python
}
printf 'import sys\nsys.exit(not env["res.users"].search([("login", "=", "accountant")]))\n' \
    | shell || shell < "$here/demo_build.py"
shell < "$here/demo_close.py"
