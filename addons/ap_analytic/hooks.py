# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stood in another add-on before this one was cut out of it (19.0.2)."""

from odoo.addons.ap_base.takeover import Takeover, restore, take_over

TAKEN = Takeover(
    giver="l10n_fr_ap_extras",
    receiver="ap_analytic",
    models=(
        "ap.analytic.requirement", "ap.analytic.rule", "ap.analytic.proposal",
        "ap.analytic.learning", "ap.allocation.driver", "ap.allocation.driver.value",
        "ap.allocation.key", "ap.allocation.key.version", "ap.allocation.key.line",
        "ap.reimputation", "ap.reimputation.line", "ap.reimputation.total",
        "ap.imputation.change", "ap.analytic.gap", "ap.analytic.cost",
    ),
    fields={
        "account.move.line": (
            "ap_analytic_why", "ap_analytic_why_text", "ap_needs_imputation",
            "ap_analytic_missing", "ap_analytic_proposed", "ap_analytic_reason",
        ),
        "res.company": (
            "ap_analytic_auto", "ap_analytic_learn", "ap_analytic_learn_percent",
            "ap_analytic_learn_bills", "ap_analytic_lock_date",
        ),
        "ap.settings": (
            "ap_analytic_auto", "ap_analytic_learn", "ap_analytic_learn_percent",
            "ap_analytic_learn_bills",
        ),
        "ap.lock.dates": (
            "ap_analytic_lock_date",
        ),
    },
    constraints=(
        "res_company_ap_learn_percent_range", "res_company_ap_learn_bills_range",
    ),
    records=(
        "access_ap_analytic_requirement_auditor",
        "access_ap_analytic_requirement_apprentice", "access_ap_analytic_requirement_head",
        "access_ap_analytic_rule_auditor", "access_ap_analytic_rule_apprentice",
        "access_ap_analytic_rule_accountant", "access_ap_allocation_driver_auditor",
        "access_ap_allocation_driver_apprentice", "access_ap_allocation_driver_accountant",
        "access_ap_allocation_driver_value_auditor",
        "access_ap_allocation_driver_value_apprentice",
        "access_ap_allocation_driver_value_accountant", "access_ap_allocation_key_auditor",
        "access_ap_allocation_key_apprentice", "access_ap_allocation_key_accountant",
        "access_ap_allocation_key_version_auditor",
        "access_ap_allocation_key_version_apprentice",
        "access_ap_allocation_key_version_accountant",
        "access_ap_allocation_key_line_auditor",
        "access_ap_allocation_key_line_apprentice",
        "access_ap_allocation_key_line_accountant", "access_ap_reimputation_auditor",
        "access_ap_reimputation_apprentice", "access_ap_reimputation_line_auditor",
        "access_ap_reimputation_line_apprentice", "access_ap_reimputation_total_auditor",
        "access_ap_reimputation_total_apprentice", "access_ap_imputation_change_auditor",
        "access_ap_imputation_change_apprentice", "access_ap_analytic_gap_auditor",
        "access_ap_analytic_gap_apprentice", "access_ap_analytic_cost_auditor",
        "access_ap_analytic_cost_apprentice", "ap_lock_dates_view_form",
        "ap_analytic_requirement_rule_company", "ap_analytic_rule_rule_company",
        "ap_allocation_driver_rule_company", "ap_allocation_driver_value_rule_company",
        "ap_allocation_key_rule_company", "ap_allocation_key_version_rule_company",
        "ap_allocation_key_line_rule_company", "ap_reimputation_rule_company",
        "ap_reimputation_line_rule_company", "ap_reimputation_total_rule_company",
        "ap_imputation_change_rule_company", "ap_analytic_gap_rule_company",
        "ap_analytic_cost_rule_company", "ap_control_analytic_required",
        "ap_control_analytic_required_missing",
        "ap_control_analytic_required_missing_more", "ap_control_analytic_required_excess",
        "ap_control_analytic_required_excess_more",
        "ap_control_analytic_required_forbidden",
        "ap_control_analytic_required_forbidden_more", "ap_allocation_key_cron",
        "ap_reimputation_sequence", "ap_allocation_key_view_list",
        "ap_allocation_key_view_form", "ap_allocation_key_view_search",
        "ap_allocation_key_action", "ap_allocation_driver_view_list",
        "ap_allocation_driver_view_form", "ap_allocation_driver_action",
        "ap_allocation_driver_value_view_list", "ap_allocation_driver_value_view_search",
        "ap_allocation_driver_value_action", "ap_allocation_key_table",
        "ap_allocation_driver_table", "ap_allocation_driver_value_table",
        "account_move_line_view_search_imputation",
        "account_move_line_view_list_imputation", "ap_imputation_action",
        "ap_imputation_menu", "account_move_line_action_propose",
        "account_move_action_propose", "view_move_form_analytic",
        "ap_settings_view_form_analytic", "ap_config_analytic_action",
        "ap_config_analytic_menu", "ap_analytic_requirement_view_list",
        "ap_analytic_requirement_view_search", "ap_analytic_requirement_action",
        "ap_analytic_requirement_table", "ap_analytic_rule_view_list",
        "ap_analytic_rule_view_form", "ap_analytic_rule_view_search",
        "ap_analytic_rule_action", "ap_analytic_rule_table", "ap_reimputation_view_form",
        "ap_reimputation_view_list", "ap_reimputation_view_search",
        "ap_reimputation_action", "ap_reimputation_menu", "ap_reimputation_line_view_list",
        "ap_reimputation_line_view_search", "ap_reimputation_line_action",
        "ap_analytic_gap_view_list", "ap_analytic_gap_view_search",
        "ap_analytic_gap_view_pivot", "ap_analytic_gap_view_graph",
        "ap_analytic_gap_action", "ap_analytic_cost_view_list",
        "ap_analytic_cost_view_search", "ap_analytic_cost_view_pivot",
        "ap_analytic_cost_view_graph", "ap_analytic_cost_action",
        "ap_imputation_change_view_list", "ap_imputation_change_view_search",
        "ap_imputation_change_view_pivot", "ap_imputation_change_view_graph",
        "ap_imputation_change_action", "ap_analytic_cost_action_open",
        "ap_analytic_cost_menu", "ap_analytic_gap_table", "ap_imputation_change_table",
    ),
)  # fmt: skip


def pre_init(env):
    """Take the records over before they are loaded, so that none is made twice."""
    take_over(env, TAKEN)


def post_init(env):
    """What a person had set on them stays as it was set."""
    restore(env, TAKEN)
