/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// Words differ by language: steps name buttons and fields.
const current = (state) =>
    `.o_statusbar_status button[data-value="${state}"].o_arrow_button_current`;

// A month is proposed and posted in seconds; a machine that runs other tests beside needs more.
const LONG = 60000;

export const openClosing = {
    content: "Open the latest closing",
    trigger: ".o_list_view .o_data_row:first .o_data_cell[name=line_count]",
    run: "click",
};

export const propose = [
    {
        content: "Open the latest closing",
        trigger: ".o_list_view .o_data_row:first .o_data_cell[name=line_count]",
        run: "click",
    },
    {
        content: "Propose the month",
        trigger: ".o_form_view .o_statusbar_buttons button[name=action_propose]",
        run: "click",
    },
    {
        content: "The month waits for its review",
        trigger: current("proposed"),
        timeout: LONG,
    },
    {
        content: "Look at the lines",
        trigger: ".oe_stat_button:has(.fa-list)",
        run: "click",
    },
    {
        content: "Each amount has its reason",
        trigger: ".o_list_view .o_data_row .o_data_cell[name=explanation]:contains(298)",
    },
    {
        content: "Back to the closing",
        trigger: ".o_back_button a, a.o_back_button, .breadcrumb .o_back_button",
        run: "click",
    },
];

export const tied = [
    {
        content: "Do ledger and lines tie?",
        trigger: "button[name=action_open_tie_outs]",
        run: "click",
    },
    {
        content: "All of them tie",
        trigger: ".o_list_view:has(.o_data_row):not(:has(.o_data_row.text-danger))",
    },
];

export const reviewAndPost = [
    {
        content: "Mark as reviewed",
        trigger: ".o_form_view .o_statusbar_buttons button[name=action_review]",
        run: "click",
    },
    { content: "Reviewed", trigger: current("reviewed") },
    {
        content: "Post the month",
        trigger: ".o_form_view .o_statusbar_buttons button[name=action_post_steps]",
        run: "click",
    },
    {
        content: "Confirm",
        trigger: ".modal .modal-footer .btn-primary",
        run: "click",
    },
    {
        content: "A bar shows each source as it is posted",
        trigger: ".modal .o_ap_steps .fa-check",
    },
    { content: "Posted", trigger: current("posted"), timeout: LONG },
    {
        content: "The next step is the checklist, and one button leads to it",
        trigger: ".o_statusbar_buttons button[name=action_open_tasks].btn-primary",
    },
    {
        content: "The trace names the entries",
        trigger: ".o-mail-Chatter .o-mail-Message a[data-oe-model='account.move']",
    },
    ...tied,
];

tours.add("ap_desk_accountant", { steps: () => [...propose, ...reviewAndPost] });

tours.add("ap_desk_accountant_posts", { steps: () => [openClosing, ...reviewAndPost] });

// Tasks are rows in the order of the desk's template: words differ by language.
const row = (rank) => `.o_field_widget[name=task_ids] .o_data_row:nth-child(${rank})`;
const [MISSING, CAPTURED, RECEIPTS, EXPENSES, ACCRUED] = [1, 2, 3, 4, 7];

const compare = {
    content: "Compare the tasks with the books",
    trigger: ".o_notebook button[name=action_check_tasks]",
    run: "click",
};
const sign = (rank) => [
    {
        content: `Sign task ${rank}`,
        trigger: `${row(rank)} button[name=action_sign]`,
        run: "click",
    },
    {
        content: `Task ${rank} is signed`,
        trigger: `${row(rank)}:not(:has(button[name=action_sign]))`,
    },
];

tours.add("ap_desk_checklist", {
    steps: () => [
        openClosing,
        compare,
        ...sign(MISSING),
        ...sign(RECEIPTS),
        ...sign(EXPENSES),
        {
            content: "A finding is open: the task that it contradicts cannot be signed",
            trigger: `${row(CAPTURED)}:has(button[name=action_open_screen]):not(:has(button[name=action_sign]))`,
        },
        {
            content: "What follows it waits",
            trigger: `${row(ACCRUED)}:not(:has(button[name=action_sign]))`,
        },
    ],
});

tours.add("ap_desk_checklist_cleared", {
    steps: () => [
        openClosing,
        compare,
        ...sign(CAPTURED),
        ...sign(ACCRUED),
    ],
});

tours.add("ap_desk_checklist_waits", {
    steps: () => [
        openClosing,
        compare,
        {
            content: "Receipts wait: the task says how many, opens them and is not signed",
            trigger: `${row(RECEIPTS)}:has(td[name=figures_now]:contains(✗)):has(button[name=action_open_screen]):not(:has(button[name=action_sign]))`,
        },
        {
            content: "Open them",
            trigger: `${row(RECEIPTS)} button[name=action_open_screen]`,
            run: "click",
        },
        {
            content: "The lines that wait, with the two answers",
            trigger: ".o_list_view .o_data_row:has(button[name=action_ap_record_receipt]):has(button[name=action_ap_come_later])",
        },
    ],
});

tours.add("ap_desk_checklist_withdrawn", {
    steps: () => [
        {
            content: "Withdraw one's own signature",
            trigger: "button[name=action_unsign]",
            run: "click",
        },
        {
            content: "It can be signed again",
            trigger: "button[name=action_sign]",
        },
        {
            content: "With a trace",
            trigger: ".o-mail-Chatter .o-mail-Message:contains(Camille Roux)",
        },
    ],
});

const blocker = ".o_ap_blockers .o_ap_prevents[data-key='received:axes']";

tours.add("ap_desk_closing_blocked", {
    steps: () => [
        openClosing,
        {
            content: "Propose the month",
            trigger: ".o_form_view .o_statusbar_buttons button[name=action_propose]",
            run: "click",
        },
        {
            content: "What prevents posting is there before anybody posts",
            trigger: blocker,
            timeout: LONG,
        },
        {
            content: "One button leads to the lines",
            trigger: `${blocker} button`,
            run: "click",
        },
        {
            content: "Only the lines that lack an axis",
            trigger: ".o_list_view .o_data_row:only-child td[name=analytic_distribution]",
        },
        {
            content: "Back to the month",
            trigger: ".o_back_button a, a.o_back_button, .breadcrumb .o_back_button",
            run: "click",
        },
        { content: "Nothing was mended: the reason stays", trigger: blocker },
    ],
});

tours.add("ap_desk_closing_mended", {
    steps: () => [
        openClosing,
        {
            content: "Mended at its source, the reason is gone without another button",
            trigger: ".o_form_view:has(button[name=action_review]):not(:has(.o_ap_prevents))",
            timeout: LONG,
        },
    ],
});

tours.add("ap_desk_checklist_apprentice", {
    steps: () => [
        openClosing,
        {
            content: "The apprentice's own task can be signed",
            trigger: `${row(MISSING)} button[name=action_sign]`,
        },
        {
            content: "The accountant's cannot, nor can the month be closed",
            trigger: `.o_form_view:not(:has(button[name=action_close])) ${row(ACCRUED)}:not(:has(button[name=action_sign]))`,
        },
    ],
});

tours.add("ap_desk_apprentice", {
    steps: () => [
        ...propose,
        {
            content: "An apprentice is offered neither review nor posting",
            trigger:
                ".o_form_view:not(:has(button[name=action_review])):not(:has(button[name=action_post]))",
        },
    ],
});
