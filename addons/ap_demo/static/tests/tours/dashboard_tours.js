/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
let expected = 0;

// Words differ by language: steps name counters by their codes.
const openCounter = (code) => [
    {
        content: `Read the figure of ${code}, and open it`,
        trigger: `.o_ap_dashboard .o_kanban_record div[data-code=${code}] .o_ap_counter_number`,
        async run({ anchor, click }) {
            expected = Number(anchor.textContent.trim());
            if (!expected) {
                throw new Error(`Nothing to open: ${anchor.textContent}`);
            }
            await click();
        },
    },
    {
        content: "Its list has as many rows",
        trigger: ".o_list_view .o_data_row",
        run() {
            const rows = document.querySelectorAll(".o_list_view .o_data_row").length;
            if (rows !== expected) {
                throw new Error(`${rows} rows for ${expected}`);
            }
        },
    },
    {
        content: "No filter is on",
        trigger: ".o_list_view .o_searchview:not(:has(.o_searchview_facet))",
    },
    {
        content: "Back to the dashboard",
        trigger: ".o_breadcrumb .o_back_button, .o_breadcrumb .breadcrumb-item:first a",
        run: "click",
    },
    {
        content: "It is there again",
        trigger: `.o_ap_dashboard .o_kanban_record div[data-code=${code}]`,
    },
];

const dashboard = (title) => ({
    steps: () => [
        {
            content: "The dashboard is the first screen",
            trigger: `.o_breadcrumb:contains(${title})`,
        },
        {
            content: "Sections stand side by side, what blocks first",
            trigger: ".o_ap_dashboard .o_kanban_group:first [data-code=finding_blocking]",
        },
        ...openCounter("payment_hold"),
        ...openCounter("bill_look"),
    ],
});

tours.add("ap_desk_dashboard", dashboard("Dashboard"));
tours.add("ap_desk_dashboard_fr", dashboard("Tableau de bord"));
