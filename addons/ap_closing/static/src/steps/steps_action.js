/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { Component, onMounted, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/**
 * Long work in steps, each a transaction of its own, with a bar. What a step has done
 * stays when a later one fails; starting again goes on behind it.
 */
export class StepsAction extends Component {
    static template = "ap_closing.StepsAction";
    static components = { Dialog };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        const { steps, model, res_ids } = this.props.action.params;
        Object.assign(this, { steps, model, ids: res_ids });
        this.state = useState({ done: 0, failed: false });
        onMounted(() => this.run());
    }

    get percent() {
        return Math.round((100 * this.state.done) / this.steps.length);
    }

    async run() {
        let next;
        for (const step of this.steps) {
            try {
                next = await this.orm.silent.call(this.model, step.method, [
                    this.ids,
                    ...(step.args || []),
                ]);
            } catch (error) {
                this.state.failed = true;
                throw error;
            }
            this.state.done += 1;
        }
        await this.action.doAction({ type: "ir.actions.act_window_close" });
        if (next && next.type) {
            await this.action.doAction(next);
        }
    }
}

registry.category("actions").add("ap_closing_steps", StepsAction);
