from odoo import api, models


class CrmContractDialogMixin(models.AbstractModel):
    """A dialog whose record is there before it opens.

    What is typed into a field without a column, such as a PIN, is lost when a browser creates the
    record; and the document viewer shows the file of a stored record only.
    """

    _name = "crm.contract.dialog.mixin"
    _description = "Dialog of a Stored Record"

    @api.model
    def _open_stored(self, title, values, context=None):
        """The action that opens the dialog of a new record.

        :param str title: what stands above it
        :param dict values: of the record
        :param dict context: of the dialog; one of medium size unless it says otherwise
        :rtype: dict
        """
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": self._name,
            "res_id": self.create(values).id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "medium", **(context or {})},
        }
