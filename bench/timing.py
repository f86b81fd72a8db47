"""Timing several ways of doing one thing, so that they can be compared on a busy machine."""

import statistics
import time
from collections.abc import Callable, Mapping


def time_in_turn(ways: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The median processor time of each way, in seconds: what others on the machine do is not
    counted.

    They take turns, so that a machine that slows down slows all alike; each runs once before, so
    that no import and no cache is counted.

    :param ways: functions without arguments, by name
    """
    for way in ways.values():
        way()
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _round in range(rounds):
        for name, way in ways.items():
            begun = time.process_time()
            way()
            taken[name].append(time.process_time() - begun)
    return {name: statistics.median(times) for name, times in taken.items()}
