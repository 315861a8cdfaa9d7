/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { registry } from "@web/core/registry";
import { inputFiles } from "@web/../tests/utils";

const tours = registry.category("web_tour.tours");
const FILE = "/ap_demo/static/tests/files/AP-140.xml";

// Words differ by language: steps name buttons and fields.
const tab = (name) => ({
    content: `Open the page ${name}`,
    trigger: `.o_form_view a.nav-link[name=${name}]`,
    run: "click",
});

tours.add("ap_desk_bill", {
    steps: () => [
        {
            content: "Capture an e-invoice",
            trigger: ".o_list_view .o_control_panel .document_file_uploader:not(:visible)",
            async run() {
                const answer = await fetch(FILE);
                const file = new File([await answer.blob()], "AP-140.xml", {
                    type: "text/xml",
                });
                await inputFiles(".document_file_uploader", [file]);
            },
        },
        {
            content: "It opens, read and checked: something is to be looked at",
            trigger: ".o_form_view .alert-danger .o_field_widget[name=ap_finding_stops]:contains(623100)",
        },
        tab("ap_conformity"),
        {
            content: "The panel shows what is there and what is missing, with the article",
            trigger: ".o_field_widget[name=ap_conformity_html]:contains(L441-9):contains(✗):contains(✓)",
        },
        {
            content: "Ask the supplier for it",
            trigger: "button[name=action_ap_ask_supplier]",
            run: "click",
        },
        {
            content: "The message is in the supplier's language and names what is missing",
            trigger: ".modal .o_field_widget[name=body]:contains(Indemnité):contains(L441-9)",
        },
        {
            content: "Send it",
            trigger: ".modal button.o_mail_send:enabled, .modal button[name=action_send_mail]:enabled",
            run: "click",
        },
        {
            content: "It is kept in the chatter",
            trigger: "body:not(:has(.modal)) .o-mail-Message:contains(L441-9)",
        },
        {
            content: "The draft bears the tax of services by itself: none is proposed",
            trigger: ".o_form_view:not(:has(button[name=action_apply_tax_proposals]))",
        },
        {
            content: "Posting is refused: no cost centre, no country",
            trigger: ".o_statusbar_buttons button[name=action_post]",
            run: "click",
        },
        {
            content: "The refusal names the line",
            trigger: ".modal .o_error_dialog, .modal .modal-body:contains(623100)",
        },
        {
            content: "Close it",
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "Impute as the last bills were",
            trigger: "body:not(:has(.modal)) button[name=action_ap_propose_imputation]",
            run: "click",
        },
        {
            content: "Post",
            trigger: ".o_form_view:not(:has(.alert-danger)) .o_statusbar_buttons button[name=action_post]",
            run: "click",
        },
        {
            content: "Posted",
            trigger: ".o_statusbar_status button[data-value=posted].o_arrow_button_current",
        },
    ],
});

tours.add("ap_desk_bill_apprentice", {
    steps: () => [
        {
            content: "Open the draft that cannot be posted yet",
            trigger: ".o_list_view .o_data_row:has(button[name=action_ap_bill_step].btn-danger) .o_data_cell[name=ref]",
            run: "click",
        },
        {
            content: "See why",
            trigger: ".o_form_view .alert-danger button[name=action_ap_findings]",
            run: "click",
        },
        {
            content: "The apprentice takes findings and cannot waive them",
            trigger: ".o_list_view:has(.o_data_row):not(:has(button[name=action_waive]))",
        },
    ],
});

// Whoever has no role of the desk reads a bill as stock Odoo shows it, ours beside.
tours.add("ap_demo_bill_of_others", {
    steps: () => [
        {
            content: "The bill opens, with its lines",
            trigger: ".o_form_view .o_field_widget[name=invoice_line_ids] .o_data_row",
        },
        {
            content: "And nothing of it is refused",
            trigger: "body:not(:has(.o_error_dialog)) .o_form_view .o_field_widget[name=ref]",
        },
    ],
});
