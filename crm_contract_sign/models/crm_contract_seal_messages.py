from odoo import api, models


class CrmContractMessages(models.AbstractModel):
    """The words of seals: their errors, their events, and what a verification says of them."""

    _inherit = "crm.contract.messages"

    @api.model
    def _get_document_errors(self):
        _ = self.env._
        return {
            **super()._get_document_errors(),
            "seal_name_too_long": _(
                "A seal has room for a name of 1 to %(limit)s characters. Shorten the name on it,"
                " or upload a picture of the seal."
            ),
            "too_many_edge_seals": _(
                "%(count)s seals don't fit on the edge of a page, where there is room for"
                " %(limit)s. Affix fewer of them across the edges."
            ),
        }

    @api.model
    def _get_signing_errors(self):
        _ = self.env._
        return {
            **super()._get_signing_errors(),
            "too_many_signatures": _(
                "The document would bear %(count)s signatures, of which a seal across the edges"
                " takes one for each page; %(limit)s is the limit. Shorten the document, or don't"
                " affix the seal across its edges."
            ),
        }

    @api.model
    def _get_event_sentences(self):
        _ = self.env._
        return {
            **super()._get_event_sentences(),
            "request_seal": _("Use %(use)s of the seal “%(seal)s” was asked for"),
            "approved_seal": _("%(by)s approved use %(use)s of the seal “%(seal)s”"),
            "refused_seal": _("%(by)s refused use %(use)s of the seal “%(seal)s”"),
            "affix": _("%(custodian)s affixed the seal “%(seal)s” (use %(use)s)"),
            "seal_custody": _("%(custodian)s now keeps the seal “%(seal)s”"),
        }

    @api.model
    def _get_key_location_name(self, code):
        if code == "seal_under_custodians_pin":
            return self.env._("the seal's own key, kept encrypted under its custodian's PIN")
        return super()._get_key_location_name(code)

    @api.model
    def _get_identity_name(self, code):
        if code == "seal_use_refused":
            return self.env._("the use of the seal was refused")
        return super()._get_identity_name(code)

    # ------------------------------------------------------------------
    # VERIFICATION
    # ------------------------------------------------------------------

    @api.model
    def _get_file_problems(self):
        _ = self.env._
        return {
            **super()._get_file_problems(),
            "missing_strip": _(
                "The seal across the edges (%(seal)s) is not whole: its strip is missing on page"
                " %(pages)s."
            ),
            "strip_without_seal": _(
                "There are strips of a seal across the edges of page %(pages)s, but not the seal"
                " itself (%(seal)s)."
            ),
            "foreign_strip": _(
                "The strip on the edge of page %(pages)s was not made with the key of its seal"
                " (%(seal)s)."
            ),
            "misplaced_strip": _(
                "The strip that belongs to page %(pages)s of the seal across the edges (%(seal)s)"
                " lies elsewhere: pages were exchanged."
            ),
        }

    @api.model
    def _describe_edges(self, act):
        """A seal's strips across the edges of the pages, in words.

        :param signing.Act act: a signature with its strips
        :rtype: dict
        :return: None where it has none
        """
        if not act.strips:
            return None
        first, last, count = act.pages[0], act.pages[-1], len(act.pages)
        if act.broken_pages:
            sentence = self.env._(
                "Seal across the edges of pages %(first)s–%(last)s: broken on page %(pages)s",
                first=first,
                last=last,
                pages=", ".join(map(str, act.broken_pages)),
            )
        else:
            sentence = self.env._(
                "Seal across the edges of pages %(first)s–%(last)s: all %(count)s strips are"
                " intact",
                first=first,
                last=last,
                count=count,
            )
        return {
            "holds": not act.broken_pages,
            "label": sentence,
            "pages": list(act.pages),
            "broken_pages": list(act.broken_pages),
        }
