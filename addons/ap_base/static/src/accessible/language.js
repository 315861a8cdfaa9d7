/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";

// Who hears the screen hears it in its language: the page itself does not say which it is.
registry.category("services").add("ap_page_language", {
    start() {
        document.documentElement.lang = user.lang || "en";
    },
});
