/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// Words differ by language: steps name menus, causes, buttons and fields.
const openList = [
    {
        content: "Orders",
        trigger: ".o_menu_sections button[data-menu-xmlid='ap_base.menu_orders']",
        run: "click",
    },
    {
        content: "Open orders",
        trigger: ".o-dropdown--menu [data-menu-xmlid='ap_purchase.ap_open_order_menu']",
        run: "click",
    },
];
const [BILL, DELIVERY] = ["fa-envelope-o", "fa-truck"];
const cause = (code, more = "") =>
    `.o_search_panel input[id$=_input_${code}]${more}`;
// The list is there when it has this step of the rows and not that one any more.
const only = (code, step, otherStep) => [
    {
        content: `Lines of the cause ${code}, which says how many there are`,
        trigger: `.o_search_panel_filter_value:has(input[id$=_input_${code}]) .o_search_panel_counter`,
    },
    { content: "Only those", trigger: cause(code), run: "click" },
    {
        content: "Chosen",
        trigger: `.o_list_view:has(.o_data_row .${step}):not(:has(.o_data_row .${otherStep}))`,
    },
];
const row = (words) =>
    `.o_list_view .o_data_row:has(.o_data_cell[name=label]:contains(${words}))`;
const select = (words) => ({
    content: `Select ${words}`,
    trigger: `${row(words)}:first .o_list_record_selector input`,
    run: "click",
});
const apply = {
    content: "Do it",
    trigger: ".modal .modal-footer button[name=action_apply]:visible",
    run: "click",
};
const reasonFor = (reason) => [
    {
        content: "Say why",
        trigger: ".modal .o_field_widget[name=reason] input",
        run: `edit ${reason}`,
    },
    apply,
];

tours.add("ap_desk_open_orders", {
    steps: () => [
        ...openList,
        ...only("received_not_billed", BILL, DELIVERY),
        {
            content: "The reason has its figures: 40 received",
            trigger: `${row("iPhone 13 128")} .o_data_cell[name=explanation]:contains(40)`,
        },
        select("iPhone 13 128"),
        select("Galaxy S22 128 Go"),
        select("Banc de test"),
        {
            content: "Ask their suppliers",
            trigger: ".o_control_panel button[name=action_chase]",
            run: "click",
        },
        {
            content: "A look first: three lines, two suppliers",
            trigger: ".modal .o_field_widget[name=summary]:contains(3):contains(2)",
        },
        apply,
        {
            content: "It says what was done",
            trigger: ".o_notification:contains(2):contains(3)",
        },
        {
            content: "The list is read again: nothing is selected",
            trigger: ".o_list_view:has(.o_data_row):not(:has(.o_data_row_selected))",
        },
        {
            content: "All causes again",
            trigger: cause("received_not_billed", ":checked"),
            run: "click",
        },
        {
            content: "All rows",
            trigger: `.o_list_view:has(.o_data_row .${DELIVERY})`,
        },
        ...only("late_delivery", DELIVERY, BILL),
        {
            content: "Open a line that does not come any more",
            trigger: `${row("Transport sur achats")}:first .o_data_cell[name=label]`,
            run: "click",
        },
        {
            content: "Close its remainder",
            trigger: ".o_form_view .o_statusbar_buttons button[name=action_close]",
            run: "click",
        },
        ...reasonFor("Sold out"),
        {
            content: "Closed: nothing is awaited, and it can be opened again",
            trigger: ".o_form_view .o_statusbar_buttons button[name=action_reopen]",
            run: "click",
        },
        ...reasonFor("Found one"),
        {
            content: "Open again",
            trigger: ".o_form_view .o_statusbar_buttons button[name=action_close]",
        },
    ],
});

tours.add("ap_desk_open_orders_apprentice", {
    steps: () => [
        ...openList,
        ...only("late_delivery", DELIVERY, BILL),
        select("Transport sur achats"),
        {
            content: "The apprentice asks, and closes nothing",
            trigger:
                ".o_control_panel:has(button[name=action_chase]):not(:has(button[name=action_close])):not(:has(button[name=action_reopen]))",
        },
    ],
});
