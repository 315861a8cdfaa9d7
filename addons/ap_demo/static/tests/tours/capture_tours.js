/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// Words differ by language: steps name buttons, fields and figures.
const post = {
    content: "Post",
    trigger: ".o_form_view .o_statusbar_buttons button[name=action_post]:enabled",
    run: "click",
};
const posted = {
    content: "Posted",
    trigger: ".o_statusbar_status button[data-value=posted].o_arrow_button_current",
};

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
