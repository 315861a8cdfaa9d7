# SPDX-License-Identifier: AGPL-3.0-or-later
# The official image of Odoo 19 with our add-ons and what they need (docs/install.md).
FROM odoo:19.0

USER root
COPY requirements.txt /opt/ap-desk/requirements.txt
# The image's Python is the system's, which pip leaves alone unless told otherwise.
RUN pip3 install --no-cache-dir --break-system-packages -r /opt/ap-desk/requirements.txt
# Not below /mnt/extra-addons: that is a volume of the image, for your own add-ons.
COPY addons /opt/ap-desk/addons
COPY docker/odoo.conf /etc/odoo/odoo.conf
COPY docker/demo.sh runtime/shell/demo_build.py runtime/shell/demo_close.py /opt/ap-desk/demo/
USER odoo
