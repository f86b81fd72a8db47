"""Two years of imaginary decisions, so that a demonstration has something to learn from.

The imaginary company's unwritten policy:

1. discounts above 15 % are rejected, above 25 % on amounts of at most 20,000;
2. payment terms over 60 days are rejected, except for customers with three contracts or more;
3. customers with overdue invoices get no contract above 10,000;
4. more than three rewritten sections are rejected, whatever the rest;
5. everything else is approved;
6. and one decision in twenty goes the other way, for reasons that nobody wrote down.

Same seed, same decisions.
"""

import random
from datetime import timedelta

SEED = 2026
NOISE = 0.05
WORKING_DAY_START, WORKING_DAY_HOURS = 9, 8


def generate(type_codes, count, last_day):
    """Make decisions, the oldest first.

    :param list[str] type_codes: codes of contract types to choose from
    :param int count: how many
    :param datetime last_day: when the last one was taken
    :return: list of (decided_on, features, outcome), features as in ``_get_approval_features()``
    """
    chance = random.Random(SEED)
    decisions = []
    for index in range(count):
        features = _imagine_features(chance, type_codes)
        approves = _is_within_policy(features) is not (chance.random() < NOISE)
        moment = last_day.replace(minute=0, second=0, microsecond=0) - timedelta(
            days=(count - 1 - index) * 730 // count
        )
        hour = WORKING_DAY_START + chance.randrange(WORKING_DAY_HOURS)
        decisions.append(
            (
                moment.replace(hour=hour, minute=chance.randrange(60)),
                features,
                "approve" if approves else "reject",
            )
        )
    return decisions


def _imagine_features(chance, type_codes):
    return {
        "amount": round(min(10 ** chance.gauss(4.2, 0.5), 400_000), 2),
        "discount": chance.choice([0, 0, 0, 5, 5, 10, 10, 12, 15, 18, 20, 22, 25, 30]) * 1.0,
        "payment_days": chance.choice([0, 15, 30, 30, 30, 45, 60, 90]),
        "duration_days": chance.choice([None, 90, 180, 365, 365, 365, 730, 1095]),
        "earlier_contracts": min(int(chance.expovariate(0.6)), 12),
        "overdue": chance.random() < 0.15,
        "edited_sections": min(int(chance.expovariate(0.7)), 9),
        "warnings": min(int(chance.expovariate(1.2)), 6),
        "type": chance.choice(type_codes),
    }


def _is_within_policy(features):
    allowed_discount = 25 if features["amount"] <= 20_000 else 15
    allowed_days = 90 if features["earlier_contracts"] >= 3 else 60
    return (
        features["discount"] <= allowed_discount
        and features["payment_days"] <= allowed_days
        and not (features["overdue"] and features["amount"] > 10_000)
        and features["edited_sections"] <= 3
    )
