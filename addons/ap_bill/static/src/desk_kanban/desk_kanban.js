/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { onWillStart } from "@odoo/owl";
import { FileUploadKanbanController } from "@account/views/file_upload_kanban/file_upload_kanban_controller";
import { FileUploadKanbanRenderer } from "@account/views/file_upload_kanban/file_upload_kanban_renderer";
import { fileUploadKanbanView } from "@account/views/file_upload_kanban/file_upload_kanban_view";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";

/** Bills can be dropped anywhere on the dashboard, by who may enter them. */
export class DeskKanbanController extends FileUploadKanbanController {
    setup() {
        super.setup();
        onWillStart(async () => {
            this.hideUploadButton = !(await user.hasGroup("ap_base.group_apprentice"));
        });
    }
}

export class DeskKanbanRenderer extends FileUploadKanbanRenderer {
    setup() {
        super.setup();
        this.dropZoneTitle = _t("Drop supplier bills here");
        this.dropZoneDescription = _t("Each is read and checked at once.");
        onWillStart(async () => {
            this.mayDrop = await user.hasGroup("ap_base.group_apprentice");
        });
    }

    onDragStart(ev) {
        if (this.mayDrop) {
            super.onDragStart(ev);
        }
    }
}

registry.category("views").add("ap_desk_kanban", {
    ...fileUploadKanbanView,
    Controller: DeskKanbanController,
    Renderer: DeskKanbanRenderer,
});
