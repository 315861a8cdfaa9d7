# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stood in another add-on before this one was cut out of it (19.0.2)."""

from odoo.addons.ap_base.takeover import Takeover, restore, take_over

TAKEN = Takeover(
    giver="l10n_fr_ap_extras",
    receiver="l10n_fr_ap_platform",
    models=(
        "ap.bill.status", "ap.lifecycle.reason", "ap.bill.status.set",
        "ap.bill.status.upload",
    ),
    fields={
        "account.move": (
            "ap_lifecycle", "ap_lifecycle_ids", "ap_lifecycle_shown", "ap_lifecycle_next",
        ),
    },
    records=(
        "access_bill_status_auditor", "access_bill_status_apprentice",
        "access_lifecycle_reason_auditor", "access_lifecycle_reason_apprentice",
        "access_lifecycle_reason_head", "access_bill_status_set_apprentice",
        "access_bill_status_upload_apprentice", "ap_bill_status_view_search",
        "ap_bill_status_upload_view_form", "ap_bill_status_upload_action",
        "ap_bill_status_view_list", "ap_bill_status_view_form", "ap_bill_status_action",
        "ap_bill_status_menu", "ap_bill_status_set_view_form", "ap_bill_status_set_action",
        "ap_lifecycle_reason_view_list", "ap_lifecycle_reason_action",
        "ap_lifecycle_reason_table", "view_move_form_lifecycle",
        "view_in_invoice_bill_tree_lifecycle", "view_account_bill_filter_lifecycle",
        "ap_bill_status_rule_company", "lifecycle_reason_non_conforme",
        "lifecycle_reason_doublon", "lifecycle_reason_tx_tva_err",
        "lifecycle_reason_montanttotal_err", "lifecycle_reason_calcul_err",
        "lifecycle_reason_dest_err", "lifecycle_reason_dest_inc",
        "lifecycle_reason_transac_inc", "lifecycle_reason_emmet_inc",
        "lifecycle_reason_contrat_term", "lifecycle_reason_double_fact",
        "lifecycle_reason_cmd_err", "lifecycle_reason_adr_err",
        "lifecycle_reason_ref_ct_absent", "lifecycle_reason_siret_err",
        "lifecycle_reason_code_routage_err", "lifecycle_reason_ref_err",
        "lifecycle_reason_pu_err", "lifecycle_reason_rem_err", "lifecycle_reason_qte_err",
        "lifecycle_reason_art_err", "lifecycle_reason_modpai_err",
        "lifecycle_reason_qualite_err", "lifecycle_reason_livr_incomp",
        "lifecycle_reason_coord_banc_err", "lifecycle_reason_justif_abs",
        "lifecycle_reason_autre", "lifecycle_reason_rej_seman", "lifecycle_reason_rej_uni",
        "lifecycle_reason_rej_coh", "lifecycle_reason_rej_adr",
        "lifecycle_reason_rej_cont_b2g", "lifecycle_reason_rej_ref_pj",
        "lifecycle_reason_rej_ass_pj",
    ),
)  # fmt: skip


def pre_init(env):
    """Take the records over before they are loaded, so that none is made twice."""
    take_over(env, TAKEN)


def post_init(env):
    """What a person had set on them stays as it was set."""
    restore(env, TAKEN)
