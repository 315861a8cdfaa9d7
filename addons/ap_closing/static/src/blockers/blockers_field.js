/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { Component, onMounted } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * What stands between a month and its entries: one row and one button for each reason.
 * Whoever comes back from mending one finds the month read again.
 */
export class BlockersField extends Component {
    static template = "ap_closing.BlockersField";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        onMounted(() => this.readAgain());
    }

    get blockers() {
        return this.props.record.data[this.props.name] || [];
    }

    async readAgain() {
        const { record } = this.props;
        if (!record.resId || !this.blockers.some((one) => one.prevents)) {
            return;
        }
        const changed = await this.orm.call(record.resModel, "read_blocked_again", [
            [record.resId],
        ]);
        if (changed) {
            await record.load();
        }
    }

    async mend(blocker) {
        const { record } = this.props;
        const action = await this.orm.call(record.resModel, "action_mend", [
            [record.resId],
            blocker.key,
        ]);
        if (action) {
            await this.action.doAction(action, { onClose: () => record.load() });
        }
    }
}

registry.category("fields").add("ap_closing_blockers", {
    component: BlockersField,
    supportedTypes: ["json"],
});
