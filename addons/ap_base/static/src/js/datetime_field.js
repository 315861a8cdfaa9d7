/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { useEffect } from "@odoo/owl";
import { areDatesEqual } from "@web/core/l10n/dates";
import { patch } from "@web/core/utils/patch";
import { DateTimeField } from "@web/views/fields/datetime/datetime_field";

/**
 * A date that is typed, on a form that asks the server about it, showed the day of
 * before: the picker closes while the answer is on its way, takes the record's old day,
 * and nothing tells it of the new one. The field shows what its record holds.
 */
patch(DateTimeField.prototype, {
    setup() {
        super.setup();
        useEffect(
            (value) => {
                if (!this.picker.activeInput && !areDatesEqual(value, this.state.value)) {
                    this.state.value = value;
                }
            },
            () => [this.getRecordValue(), this.picker.activeInput]
        );
    },
});
