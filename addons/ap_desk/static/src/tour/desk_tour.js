/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

export const TOUR = "ap_desk_tour";
const DESK = "ap_base.menu_desk";
const menu = (xmlid) => `.o_main_navbar [data-menu-xmlid="${xmlid}"]`;
const entry = (xmlid) => `.o-dropdown--menu [data-menu-xmlid="${xmlid}"]`;

// Ten steps through the day of a newcomer. Nothing is changed: it only opens screens that
// every role of the desk has, with records or without.
registry.category("web_tour.tours").add(TOUR, {
    url: "/odoo",
    steps: () => [
        {
            trigger: ".o_navbar_apps_menu button",
            content: _t("The desk is one of your apps. Open them."),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: `.o_app[data-menu-xmlid="${DESK}"]`,
            content: _t("AP Desk: everything for supplier bills, from their arrival to the closing."),
            tooltipPosition: "right",
            run: "click",
        },
        {
            // A new company has no card yet, and first steps in its place.
            trigger: ".o_ap_dashboard .o_kanban_record [data-code], .o_view_nocontent p a",
            content: _t(
                "The dashboard says what waits, most urgent first, or the first steps of a new company. Press one: a card opens exactly the records that it counts."
            ),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: menu("ap_base.ap_desk_counter_menu"),
            content: _t("The dashboard is one press away from every screen. Return to it."),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: ".o_ap_dashboard, .o_kanban_view .o_view_nocontent",
        },
        {
            trigger: menu("ap_base.menu_bills"),
            content: _t(
                "The menu follows the day: what is to do, bills, orders, suppliers, bank, expenses, closing. Open the bills."
            ),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: entry("ap_bill.ap_bill_menu"),
            content: _t(
                "Each bill is checked as it comes: mentions, VAT, duplicates, bank account, axes, order."
            ),
            tooltipPosition: "right",
            run: "click",
        },
        {
            trigger: menu("ap_base.menu_suppliers"),
            content: _t(
                "Drop PDF and XML files anywhere on this list: each becomes a draft. Now to the suppliers."
            ),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: entry("ap_supplier.ap_supplier_review_menu"),
            content: _t("Their accounts are reviewed here: open items, statements, differences."),
            tooltipPosition: "right",
            run: "click",
        },
        {
            trigger: menu("ap_base.menu_closing"),
            content: _t(
                "At the end of the month the accruals are proposed, with their reason. Open the closing."
            ),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: entry("ap_closing.ap_closing_menu"),
            content: _t(
                "One record for each month: its checklist, its entries before they are posted, their reversals."
            ),
            tooltipPosition: "right",
            run: "click",
        },
        {
            trigger: ".o_list_view, .o_kanban_view, .o_form_view",
        },
    ],
});

// Whoever has the desk starts the tour from their own menu, as often as they like.
registry.category("user_menuitems").add(TOUR, (env) => ({
    type: "item",
    id: TOUR,
    description: _t("Guided tour of the desk"),
    hide: !env.services.menu.getApps().some((app) => app.xmlid === DESK),
    callback: () => env.services.tour_service.startTour(TOUR, { mode: "manual" }),
    sequence: 15,
}));
