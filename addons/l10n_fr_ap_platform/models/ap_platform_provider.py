# SPDX-License-Identifier: AGPL-3.0-or-later
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import ValidationError

LOCAL = {"127.0.0.1", "localhost", "::1"}


class ApPlatformProvider(models.Model):
    """An accredited platform: where its services are. Any that speaks XP Z12-013 is a row."""

    _name = "ap.platform.provider"
    _description = "Accredited platform"
    _order = "name, id"

    name = fields.Char(required=True)
    number = fields.Char(help="Registration number of the platform, 4 characters.")
    flow_url = fields.Char(
        string="Flow service", required=True, help="Address before /v1, as the platform gives it."
    )
    directory_url = fields.Char(string="Directory service", required=True)
    token_url = fields.Char(string="Tokens (OAuth2)", required=True)
    scope = fields.Char(help="Of the token, where the platform asks for one.")
    active = fields.Boolean(default=True)

    @api.constrains("flow_url", "directory_url", "token_url")
    def _check_addresses(self):
        """Credentials and bills travel encrypted; a test on this machine need not."""
        for provider in self:
            for url in (provider.flow_url, provider.directory_url, provider.token_url):
                parts = urlsplit(url or "")
                if parts.hostname and (
                    parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL)
                ):
                    continue
                raise ValidationError(
                    self.env._(
                        "“%(url)s” of %(name)s must start with https://.",
                        url=url, name=provider.name,
                    )
                )  # fmt: skip
