import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { FileUploader } from "@web/views/fields/file_handler";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * A file that goes to the server with a dialog's button and is kept nowhere: its bytes are the
 * value, in base64, of a text field that has no column. A binary field without one comes back empty
 * when the dialog is saved, before the button is heard.
 */
export class PassingFileField extends Component {
    static template = "crm_contract_sign.PassingFileField";
    static components = { FileUploader };
    static props = {
        ...standardFieldProps,
        acceptedFileExtensions: { type: String, optional: true },
    };

    setup() {
        this.state = useState({ name: "" });
    }

    async take({ name, data }) {
        await this.props.record.update({ [this.props.name]: data });
        this.state.name = name;
    }
}

registry.category("fields").add("crm_contract_sign_passing_file", {
    component: PassingFileField,
    displayName: _t("File That Is Not Kept"),
    supportedTypes: ["text"],
    supportedOptions: [
        {
            label: _t("Accepted file extensions"),
            name: "accepted_file_extensions",
            type: "string",
        },
    ],
    extractProps: ({ options }) => ({ acceptedFileExtensions: options.accepted_file_extensions }),
});
