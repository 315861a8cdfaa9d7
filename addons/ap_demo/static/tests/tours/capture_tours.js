/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { registry } from "@web/core/registry";
import { inputFiles } from "@web/../tests/utils";

const tours = registry.category("web_tour.tours");
const FILE = "/ap_demo_tour/bill.pdf";

// Words differ by language: steps name buttons, fields and figures.
const box = (field, state) => `.o_ap_page_box.o_ap_${state}[data-field=${field}]`;
const post = {
    content: "Post",
    trigger: ".o_form_view .o_statusbar_buttons button[name=action_post]:enabled",
    run: "click",
};
const posted = {
    content: "Posted",
    trigger: ".o_statusbar_status button[data-value=posted].o_arrow_button_current",
};

// A bill on paper: dropped, mended by a click on its page, compared, posted.
tours.add("ap_demo_capture", {
    steps: () => [
        {
            content: "Drop a bill",
            trigger: ".o_list_view .o_control_panel .document_file_uploader:not(:visible)",
            timeout: 40000,
            async run() {
                const answer = await fetch(FILE);
                const file = new File([await answer.blob()], "tour.pdf", {
                    type: "application/pdf",
                });
                await inputFiles(".document_file_uploader", [file]);
            },
        },
        {
            content: "The draft stands beside its page, its total as on the page",
            trigger: `.o_ap_beside ${box("total", "same")}`,
            timeout: 40000,
        },
        {
            content: "A day without its label is taken by a click",
            trigger: box("date", "other"),
            run: "click",
        },
        { content: "It is in the draft", trigger: box("date", "same") },
        { content: "Save", trigger: ".o_form_button_save:visible", run: "click" },
        {
            content: "Open the whole bill",
            trigger: ".o_form_view:not(.o_form_dirty) button[name=action_ap_whole_bill]",
            run: "click",
        },
        {
            content: "It was compared with its order",
            trigger: ".o_form_view button.oe_stat_button[name=action_ap_match]",
            run: "click",
        },
        {
            content: "Two months of cleaning, as ordered",
            trigger: ".o_statusbar_status button[data-value=matched].o_arrow_button_current",
        },
        {
            content: "Back to the bill",
            trigger: ".o_breadcrumb .breadcrumb-item:last-of-type a",
            run: "click",
        },
        post,
        posted,
    ],
});

// A bill of the platform: taken in charge by itself, posted, approved for its supplier.
tours.add("ap_demo_platform_bill", {
    steps: () => [
        {
            content: "Open what was exchanged",
            trigger: ".o_form_view a.nav-link[name=ap_lifecycle]",
            run: "click",
        },
        {
            content: "The supplier knows that it came",
            trigger: ".o_field_widget[name=ap_lifecycle_ids] .o_data_row:contains(204)",
        },
        post,
        posted,
        {
            content: "Open it again",
            trigger: ".o_form_view a.nav-link[name=ap_lifecycle]",
            run: "click",
        },
        {
            content: "Posting approves it",
            trigger: ".o_field_widget[name=ap_lifecycle_ids] .o_data_row:contains(205)",
        },
    ],
});
tours.add("ap_demo_platform_sent", {
    steps: () => [
        {
            content: "The platform has accepted the status",
            trigger: ".o_list_view .o_data_row:contains(205) .o_data_cell[name=state] .text-bg-success",
        },
    ],
});
