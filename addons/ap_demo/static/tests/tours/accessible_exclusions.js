/* SPDX-License-Identifier: AGPL-3.0-or-later */

/** What axe-core finds in Odoo's own widgets, which is not ours to mend: its rule, the
 * element it is in, and why. Some load after their form and are not there each time. */
export const EXCLUSIONS = [
    ...["aria-allowed-attr", "aria-command-name", "aria-required-parent", "aria-roles", "role-img-alt"].map(
        (rule) => ({ rule, within: ".o_searchview", why: "the search bar" })
    ),
    ...["aria-required-children", "aria-required-parent"].map((rule) => ({
        rule,
        within: ".o_main_navbar",
        why: "the bar of menus",
    })),
    { rule: "aria-required-parent", within: ".o_notebook_headers", why: "tabs of a form" },
    { rule: "aria-allowed-attr", within: ".o_tag", why: "tags of a field" },
    { rule: "aria-allowed-attr", within: ".o_progressbar", why: "a share as a bar" },
    { rule: "aria-allowed-attr", within: ".o-dropdown", why: "what drops down" },
    { rule: "aria-allowed-attr", within: ".o-autocomplete", why: "a field that proposes records" },
    { rule: "autocomplete-valid", within: ".o_select_menu", why: "a list to choose from" },
    { rule: "label", within: ".o-checkbox", why: "check boxes of a list" },
    { rule: "duplicate-id-aria", within: ".o-checkbox", why: "check boxes of a list" },
    { rule: "button-name", within: ".o_optional_columns_dropdown", why: "optional columns" },
    { rule: "button-name", within: ".o_search_panel", why: "the panel beside a list" },
    { rule: "image-alt", within: ".o_avatar, .o-mail-Message", why: "faces" },
    { rule: "aria-valid-attr-value", within: ".fa-window-restore", why: "the file beside a form" },
    { rule: "frame-title", within: ".o-mail-Attachment", why: "the file beside a form" },
    ...[
        "aria-allowed-attr",
        "aria-command-name",
        "color-contrast",
        "role-img-alt",
        "scrollable-region-focusable",
    ].map((rule) => ({ rule, within: ".o-mail-Chatter", why: "messages" })),
    { rule: "color-contrast", within: ".badge", why: "the theme's blue and green of a state" },
    { rule: "color-contrast", within: ".text-muted", why: "the theme's grey, 4.3 for 4.5" },
];
