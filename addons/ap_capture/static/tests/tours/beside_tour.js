/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { registry } from "@web/core/registry";
import { inputFiles } from "@web/../tests/utils";

const FILE = "/ap_capture_tour/bill.pdf";
const box = (field, state) => `.o_ap_page_box.o_ap_${state}[data-field=${field}]`;

registry.category("web_tour.tours").add("ap_capture_beside", {
    steps: () => [
        {
            content: "Drop a bill",
            trigger: ".o_list_view .o_control_panel .document_file_uploader:not(:visible)",
            async run() {
                const answer = await fetch(FILE);
                const file = new File([await answer.blob()], "bill.pdf", {
                    type: "application/pdf",
                });
                await inputFiles(".document_file_uploader", [file]);
            },
        },
        {
            content: "The draft opens beside its page, its total as on the page",
            trigger: `.o_ap_beside ${box("total", "same")}`,
            timeout: 40000,
        },
        {
            content: "A day that is not sure is taken by a click",
            trigger: box("date", "other"),
            run: "click",
        },
        { content: "It is in the draft", trigger: box("date", "same") },
        {
            content: "The number is the next field to fill",
            trigger: ".o_ap_page_fields button[data-field=number]",
            run: "click",
        },
        {
            content: "A click on a text of the page",
            trigger: ".o_ap_page_sheet[data-page='1'] img",
            run() {
                const sheet = document.querySelector(".o_ap_page_sheet[data-page='1']");
                const here = sheet.getBoundingClientRect();
                // The fourth line of the page of 595 x 842 points.
                const at = { x: (70 / 595) * here.width, y: (107 / 842) * here.height };
                sheet.dispatchEvent(
                    new MouseEvent("click", {
                        bubbles: true,
                        clientX: here.left + at.x,
                        clientY: here.top + at.y,
                    })
                );
            },
        },
        {
            content: "It is the number of the draft",
            trigger: ".o_ap_beside .o_field_widget[name=ref] input:value(F-2026-0500)",
        },
        { content: "Save", trigger: ".o_form_button_save", run: "click" },
        { content: "Saved", trigger: ".o_form_view .o_form_saved, .o_form_view:not(.o_form_dirty)" },
        {
            content: "Nothing is missing any more",
            trigger: ".o_ap_beside:not(:has(.alert-warning))",
        },
    ],
});
