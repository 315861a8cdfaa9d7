# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a company has done and has still to do to receive by its platform, read from records."""

from odoo.addons.ap_base.models.finding_value import fill

from ..rules import platform_setup as rules
from ..rules.platform_setup import Facts, Step

CONTROL = "platform_setup"
ACTIVE = "Enabled"
TAKEN_IN = ("drafted", "read")


def applies(company) -> bool:
    """Whether the reform is the company's: in France, and no branch of one that is."""
    country = company.account_fiscal_country_id or company.country_id
    return country.code == "FR" and not company.parent_id


def steps_of(company) -> list[Step]:
    """The steps of a company, in order; as superuser, of credentials only whether they are
    there."""
    partner = company.partner_id
    platform = company.env["ap.platform"]._of(company)
    return rules.steps(
        Facts(
            identified=bool(partner.ap_siren and company.vat),
            platform=bool(platform),
            credentials=bool(platform.client_id and platform.client_secret),
            answers={"connected": True, "trouble": False}.get(platform.state),
            addresses=_addresses(platform),
            received=_received(platform),
            regime=bool(platform.regime_id),
            reports_since=bool(platform.report_since),
        )
    )


def _addresses(platform) -> int | None:
    if not platform.directory_date:
        return None
    return sum(line["status"] == ACTIVE for line in platform.directory_lines or ())


def _received(platform) -> int:
    taken_in = [
        ("platform_id", "=", platform.id), ("direction", "=", "in"), ("state", "in", TAKEN_IN),
    ]  # fmt: skip
    return platform.env["ap.platform.flow"].search_count(taken_in, limit=1)


def told(env, company) -> list[tuple[Step, str]]:
    """Each step with what is missing of it, in the reader's words; none where the reform is
    not the company's."""
    own = company.sudo()
    if not applies(own):
        return []
    control = env["ap.control"].sudo().with_context(active_test=False).search(
        [("code", "=", CONTROL)]
    )  # fmt: skip
    texts = env["ap.control.message"]._texts().get(control.id, {})
    return [
        (step, fill(texts.get(step.reason, ""), {"company": own.name}, str))
        for step in steps_of(own)
    ]


def labels(env) -> dict[str, str]:
    """What is done in each step."""
    return {
        rules.IDENTITY: env._("SIREN and VAT number on the company’s card"),
        rules.PLATFORM: env._("Accredited platform chosen"),
        rules.CREDENTIALS: env._("Client and secret entered"),
        rules.CONNECTION: env._("Connection tested"),
        rules.DIRECTORY: env._("Line in the directory"),
        rules.RECEPTION: env._("Reception tested"),
        rules.REPORTS: env._("VAT regime and first day of reports"),
    }


def screen(env, company, code, platform=None) -> dict:
    """The screen where a step is done, as an action; `platform`: of the company, if known."""
    action = {"type": "ir.actions.act_window", "views": [(False, "form")], "target": "current"}
    if code == rules.IDENTITY:
        partner = company.partner_id
        return {**action, "res_model": partner._name, "res_id": partner.id}
    if platform is None:
        platform = env["ap.platform"]._of(company)
    if not platform:
        return env["ir.actions.act_window"]._for_xml_id("l10n_fr_ap_platform.ap_platform_action")
    return {**action, "res_model": platform._name, "res_id": platform.id}
