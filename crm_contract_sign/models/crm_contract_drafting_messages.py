from odoo import api, models


class CrmContractDraftingMessages(models.AbstractModel):
    """The words for what the checks of language notice: terms, duties, clarity."""

    _inherit = "crm.contract.messages"

    @api.model
    def _get_finding_sentences(self):
        return {**super()._get_finding_sentences(), **self._get_language_findings()}

    @api.model
    def _get_language_findings(self):
        _ = self.env._
        return {
            "undefined_term": _(
                "“%(term)s” is written like a defined term, but nothing defines it. Define it, or"
                " add the clause that does."
            ),
            "unused_term": _(
                "“%(term)s” is defined and never used. Remove the definition, or use the term."
            ),
            "missing_actor": _("“%(duty)s” does not say who has to do it. Name the party."),
            "missing_deadline": _("“%(duty)s” does not say when. Name a day, or a number of days."),
            "long_sentence": _(
                "This sentence is very long (%(length)s; %(limit)s are much already). Divide it."
            ),
            "vague_wording": _(
                "“%(words)s” can't be measured. Name a day, an amount or an effort, if it matters."
            ),
            "similar_section": _(
                "Section “%(heading)s” says nearly the same as “%(other_heading)s” (%(percent)s of"
                " 100 phrases). Keep one, or make clear when each applies."
            ),
        }
