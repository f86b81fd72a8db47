"""Small trees and long histories for the tests of this folder."""

import random

from crm_contract_sign.approval import FeatureSpec, Node, Tree

DISCOUNT = FeatureSpec("discount", "number", "percent")
DAYS = FeatureSpec("payment_days", "number", "days")
AMOUNT = FeatureSpec("amount", "number", "money")
OVERDUE = FeatureSpec("overdue", "boolean")
TYPE = FeatureSpec("type", "category", categories=("goods", "nda"))


def discount_tree(at_most=(2, 98), more_than=(40, 10), threshold=15.0):
    """A tree with one question: is the discount at most 15 %?

    :param at_most: (rejected, approved) of the leaf up to the threshold
    :param more_than: (rejected, approved) of the leaf above it
    """
    total = (at_most[0] + more_than[0], at_most[1] + more_than[1])
    return Tree(
        [DISCOUNT],
        [
            Node(total, "discount", None, threshold, left=1, right=2),
            Node(at_most),
            Node(more_than),
        ],
    )


def history(count=200, noise=0.0, seed=1):
    """Decisions of people who reject discounts above 15 % and overdue customers.

    :return: (specs, rows, approvals)
    """
    chance = random.Random(seed)
    rows, approvals = [], []
    for _each in range(count):
        row = {
            "discount": chance.uniform(0, 30),
            "overdue": chance.random() < 0.2,
            "type": chance.choice(TYPE.categories),
            "amount": chance.uniform(0, 100_000),
        }
        approves = row["discount"] <= 15 and not row["overdue"]
        rows.append(row)
        approvals.append(approves is not (chance.random() < noise))
    return [DISCOUNT, OVERDUE, TYPE, AMOUNT], rows, approvals
