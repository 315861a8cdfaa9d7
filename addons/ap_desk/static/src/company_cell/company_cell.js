/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { user, userBus } from "@web/core/user";
import { useBus, useService } from "@web/core/utils/hooks";
import { patch } from "@web/core/utils/patch";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { SwitchCompanyMenu } from "@web/webclient/switch_company_menu/switch_company_menu";

/** Odoo loads the page anew when it switches companies; here the bar is only drawn again. */
patch(SwitchCompanyMenu.prototype, {
    setup() {
        super.setup();
        useBus(userBus, "ACTIVE_COMPANIES_CHANGED", () => this.render());
    },
});

/**
 * A figure of a company, and the list behind it: a press switches to that company alone, as
 * the menu of companies does, and opens the list there.
 */
export class CompanyCell extends Component {
    static template = "ap_desk.CompanyCell";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get value() {
        return this.props.record.data[this.props.name];
    }

    get label() {
        const { data, fields } = this.props.record;
        return `${data.name}, ${fields[this.props.name].string}: ${this.value}`;
    }

    async open() {
        const { resModel, resId } = this.props.record;
        const action = await this.ask(resModel, resId);
        user.activateCompanies([resId], {
            includeChildCompanies: false,
            reload: false,
        });
        await this.action.doAction(action);
    }

    ask(resModel, resId) {
        const { context } = this.props.record; // with the month that is looked at
        return this.orm.call(resModel, "action_open", [[resId], this.props.name], { context });
    }
}

/** A key figure of a company beside its target, in words as well as in colour. */
export class ScoreCell extends CompanyCell {
    static template = "ap_desk.ScoreCell";

    get label() {
        const { data, fields } = this.props.record;
        const { text, note } = this.value;
        return `${data.name}, ${fields[this.props.name].string}: ${text} ${note}`;
    }
}

/** The name of a company: a press switches to it and opens the dashboard there. */
export class CompanyEnter extends CompanyCell {
    static template = "ap_desk.CompanyEnter";

    ask(resModel, resId) {
        return this.orm.call(resModel, "action_enter", [[resId]]);
    }
}

const dependencies = [{ name: "name", type: "char" }];

registry.category("fields").add("ap_company_cell", {
    component: CompanyCell,
    supportedTypes: ["integer"],
    fieldDependencies: dependencies,
});
registry.category("fields").add("ap_score_cell", {
    component: ScoreCell,
    supportedTypes: ["json"],
    fieldDependencies: dependencies,
});
registry.category("fields").add("ap_company_enter", {
    component: CompanyEnter,
    supportedTypes: ["char"],
    fieldDependencies: dependencies,
});
