from drafting_builders import findings, section

from crm_contract_sign.drafting import Document, Facts, Section, check

CLAUSE = "The Supplier keeps all documents of the Customer secret for five years after the end."

LONG_CLAUSE = f"{CLAUSE} It passes them on to its staff alone, and only so far as they need them."


def test_an_empty_draft_is_said_to_be_empty_and_no_more():
    codes = [each.code for each in check(Document("en", ()), Facts(mandatory_categories=("a",)))]
    assert codes == ["no_section"]


def test_a_mandatory_category_that_no_section_has_is_missing():
    draft = Document("en", (section("Payment is due.", category="payment"),))
    facts = Facts(mandatory_categories=("payment", "liability"))
    (finding,) = check(draft, facts)
    assert (finding.code, dict(finding.params)) == ("missing_category", {"category": "liability"})
    assert finding.place is None


def test_a_section_without_letters_or_figures_is_empty():
    (finding,) = findings("empty_section", "Fine.", " – … ")
    assert finding.place.section_key == "2"


def test_a_section_with_a_picture_is_not_empty():
    picture = Section.from_html("1", "Plan", '<p><img src="data:,"></p>')
    assert check(Document("en", (picture,)), Facts()) == ()


def test_a_section_that_says_what_an_earlier_one_says_is_a_duplicate():
    (finding,) = findings("duplicate_section", CLAUSE, "Something else.", CLAUSE.replace(" ", "  "))
    assert (finding.place.section_key, finding.params["other_key"]) == ("3", "1")


def test_a_short_sentence_may_be_repeated():
    assert findings("duplicate_section", "Not applicable.", "Not applicable.") == ()


def test_a_section_that_says_nearly_what_an_earlier_one_says_is_similar():
    other = LONG_CLAUSE.replace("five years", "two years")
    (finding,) = findings("similar_section", LONG_CLAUSE, "Something else.", other)
    assert (finding.place.section_key, finding.params["other_key"]) == ("3", "1")
    assert 70 <= finding.params["percent"] < 100


def test_sections_in_other_forms_of_the_same_words_are_similar():
    other = LONG_CLAUSE.replace("keeps all documents", "keep each document")
    assert len(findings("similar_section", LONG_CLAUSE, other)) == 1


def test_a_section_that_is_the_same_is_a_duplicate_and_not_similar():
    assert findings("similar_section", CLAUSE, CLAUSE) == ()


def test_sections_that_share_a_sentence_are_not_similar():
    more = " The Customer pays for copies, and collects them at the Supplier's office on Mondays."
    assert findings("similar_section", CLAUSE, CLAUSE + more) == ()
