import base64

from odoo import fields, models


class CrmContractDocument(models.Model):
    """Forms: files with gaps that people fill in before anybody signs."""

    _inherit = "crm.contract.document"

    form = fields.Json(readonly=True, help="What may be filled in, by whom, within which bounds.")
    snapshot = fields.Binary(
        attachment=False,
        readonly=True,
        help="All that a form was rendered from. Rendered again, it gives the approved digest.",
    )
    form_document_id = fields.Many2one(
        "crm.contract.document",
        string="Approved Form",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The form that was approved, of which this file is the completed one.",
    )

    def _to_snapshot(self):
        """All that this form was rendered from.

        :rtype: rendering.Snapshot
        """
        from .. import rendering

        self.ensure_one()
        packed = self.with_context(bin_size=False).snapshot or b""
        with self.env["crm.contract.messages"]._translated():
            return rendering.Snapshot.unpack(base64.b64decode(packed))

    def _to_form_fields(self, place=None):
        """What this form asks of everybody, or of the person in one place of the signing plan.

        :rtype: list[drafting.FormField]
        """
        from .. import drafting

        form_fields = [
            drafting.FormField.from_json(values) for values in (self.form or {}).get("fields", ())
        ]
        return [each for each in form_fields if place in (None, each.place)]

    def _asks_initials(self, place):
        """Whether this form has a box for the initials of the person in one place."""
        return place in (self.form or {}).get("initials", ())

    def _get_filling_places(self):
        """The places of the signing plan in which somebody has something to fill in."""
        places = {each.place for each in self._to_form_fields()}
        return places | set((self.form or {}).get("initials", ()))
