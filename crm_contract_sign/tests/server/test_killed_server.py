"""A server killed while somebody signs: the contract is signed, or it is cleanly not."""

import threading
import time

import pytest
import requests

from .ledger import SIGNED, UNSIGNED

ROUNDS = 8


@pytest.fixture(scope="module")
def seconds_to_sign(invite):
    """How long a signature takes here, so that the kills fall all over it."""
    (customer,) = invite("measured", 1)
    customer.open_page()
    customer.identify()
    started = time.monotonic()
    assert "redirect" in customer.sign()
    return time.monotonic() - started


def test_server_killed_at_any_moment_leaves_no_contract_half_signed(
    invite, server, ledger, seconds_to_sign
):
    customers = invite("killed", ROUNDS)
    for customer in customers:
        customer.open_page()
        customer.identify()
    for number, customer in enumerate(customers):
        attempt = threading.Thread(target=sign_if_it_answers, args=(customer,))
        attempt.start()
        time.sleep(seconds_to_sign * (number + 0.5) / ROUNDS)
        server.kill()
        attempt.join()
        server.start()

    records = ledger.look_up("killed")
    assert len(records) == ROUNDS
    assert set(records.values()) <= {SIGNED, UNSIGNED}
    assert UNSIGNED in records.values(), "no kill fell before the end of a signature"

    # Whoever was interrupted signs in a second try.
    for number, customer in enumerate(customers):
        if records[f"killed {number}"] == UNSIGNED:
            customer.open_page()
            assert "redirect" in customer.sign()
    assert set(ledger.look_up("killed").values()) == {SIGNED}


def sign_if_it_answers(customer):
    """Press *Sign*; the server may be gone before it answers."""
    try:
        customer.sign()
    except (requests.RequestException, ValueError):
        return
