"""Many customers at once: nobody's signature is lost, and nobody signs twice."""

from concurrent.futures import ThreadPoolExecutor

from .ledger import SIGNED

CUSTOMERS = 50
RIVALS = 10


def test_fifty_customers_sign_fifty_contracts_at_once(invite, ledger):
    customers = invite("crowd", CUSTOMERS)

    def sign(customer):
        customer.open_page()
        customer.identify()
        return customer.sign()

    with ThreadPoolExecutor(CUSTOMERS) as crowd:
        answers = list(crowd.map(sign, customers))

    assert [answer for answer in answers if "redirect" not in answer] == []
    records = ledger.look_up("crowd")
    assert len(records) == CUSTOMERS
    assert set(records.values()) == {SIGNED}


def test_ten_browsers_that_sign_one_slot_leave_one_signature(invite, ledger):
    (first,) = invite("rivals", 1)
    first.open_page()
    first.identify()
    # The same person in ten windows: one session, so that each of them may sign.
    with ThreadPoolExecutor(RIVALS) as rivals:
        answers = list(rivals.map(lambda _number: first.sign(), range(RIVALS)))

    assert sum("redirect" in answer for answer in answers) == 1, answers
    assert all("redirect" in answer or answer["error"] for answer in answers)
    assert ledger.look_up("rivals") == {"rivals 0": SIGNED}
