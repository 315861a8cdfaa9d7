/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { loadJS } from "@web/core/assets";
import { EXCLUSIONS } from "./accessible_exclusions";

// The tests serve it: it is a package of Python's, none of the client's.
const AXE = "/ap_demo_tour/axe.min.js";
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];

const isExcluded = (rule, node) => {
    const element = document.querySelector(node.target.at(-1));
    return EXCLUSIONS.some((one) => one.rule === rule && element?.closest(one.within));
};

/** What axe-core finds on the screen that no exclusion explains, one line for each. */
export async function findings() {
    await loadJS(AXE);
    await document.fonts.ready;
    // What fades in has little contrast until it is there.
    const moving = document
        .getAnimations()
        .filter((one) => one.effect.getComputedTiming().iterations !== Infinity);
    await Promise.allSettled(moving.map((one) => one.finished));
    const { violations } = await window.axe.run(document, {
        runOnly: TAGS,
        resultTypes: ["violations"],
    });
    return violations.flatMap(({ id, nodes }) =>
        nodes
            .filter((node) => !isExcluded(id, node))
            .map((node) => `${id}: ${node.target.join(" ")} – ${node.html.slice(0, 200)}`)
    );
}

/** A step of a tour: the screen that it stands on can be used by everybody. */
export const accessible = (screen) => ({
    content: `${screen}: labels, keyboard, contrast and roles`,
    trigger: "body:not(:has(.o_blockUI)):not(:has(.o_loading_indicator))",
    timeout: 30000,
    async run() {
        const found = await findings();
        if (found.length) {
            throw new Error(`${screen} is not accessible:\n${found.join("\n")}`);
        }
    },
});
