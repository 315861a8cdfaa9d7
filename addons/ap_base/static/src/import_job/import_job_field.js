/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { Component, onWillUnmount, useEffect } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const EVERY = 2000; // milliseconds

/**
 * How far a job is with a file: the record is read again as long as it is at work, so that
 * whoever waits sees the outcome come.
 */
export class ImportJobField extends Component {
    static template = "ap_base.ImportJobField";
    static props = { ...standardFieldProps };

    setup() {
        useEffect(
            (atWork) => {
                if (atWork) {
                    this.timer = setInterval(() => this.props.record.load(), EVERY);
                }
                return () => clearInterval(this.timer);
            },
            () => [this.atWork]
        );
        onWillUnmount(() => clearInterval(this.timer));
    }

    get atWork() {
        return ["queued", "running"].includes(this.props.record.data[this.props.name]);
    }

    get percent() {
        return this.props.record.data.job_percent || 0;
    }

    get text() {
        return this.props.record.data.job_text || "";
    }
}

registry.category("fields").add("ap_import_job", {
    component: ImportJobField,
    supportedTypes: ["selection"],
    fieldDependencies: [
        { name: "job_text", type: "char" },
        { name: "job_percent", type: "float" },
    ],
});
