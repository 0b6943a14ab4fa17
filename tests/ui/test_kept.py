"""What is kept is made once, shared by all, bounded in bytes, and cannot be written to."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier

import numpy as np
import pytest

from nnviz.lessons import all_lessons
from nnviz.ui.kept import Kept, settle
from nnviz.ui.shown import shown


@dataclass(frozen=True)
class Result:
    theta: np.ndarray
    parts: tuple = ()
    name: str = field(default="a run")


def test_thirty_who_ask_at_once_get_one_computation():
    kept, together, made = Kept(10_000), Barrier(30), []

    def make():
        made.append(1)
        return Result(np.arange(5.0))

    def visitor(_):
        together.wait(10)
        return kept.get("one link", make)

    with ThreadPoolExecutor(30) as class_of_thirty:
        results = list(class_of_thirty.map(visitor, range(30)))
    assert len(made) == 1
    assert all(result is results[0] for result in results)


def test_who_waits_for_one_key_does_not_wait_for_another():
    kept, met = Kept(10_000), Barrier(2)

    def make():
        met.wait(10)  # both are being made at the same time, or this fails
        return 1

    with ThreadPoolExecutor(2) as two:
        assert list(two.map(lambda key: kept.get(key, make), "ab")) == [1, 1]


def test_what_fails_is_told_to_all_who_wait_and_is_not_kept():
    kept, together = Kept(10_000), Barrier(5)

    def fail():
        raise ValueError("one sentence")

    def visitor(_):
        together.wait(10)
        with pytest.raises(ValueError, match="one sentence"):
            kept.get("key", fail)

    with ThreadPoolExecutor(5) as five:
        list(five.map(visitor, range(5)))
    assert kept.get("key", lambda: "now it works") == "now it works"


def test_results_are_bounded_in_bytes_and_those_not_asked_for_longest_go_first():
    kept, made = Kept(3 * 800), []

    def ask(key):
        return kept.get(key, lambda: made.append(key) or Result(np.zeros(100)))

    for key in "abc":
        ask(key)
    ask("a")
    ask("d")
    assert kept.size == 3 * 800
    made.clear()
    for key in "acd":
        ask(key)
    assert made == []
    ask("b")
    assert made == ["b"]


def test_a_result_larger_than_all_room_is_given_and_not_kept():
    kept = Kept(100)
    assert len(kept.get("large", lambda: np.zeros(100))) == 100
    assert kept.size == 0


def test_bytes_are_counted_once_however_often_an_array_is_seen_through_views():
    theta = np.zeros((10, 10))
    assert settle(Result(theta, (theta[0], theta.T, [theta[:, 1]], b"12345"))) == 805


def test_nothing_of_a_result_can_be_written_to():
    result = Result(np.zeros(3), (np.ones(2),))
    settle(result)
    for array in (result.theta, result.parts[0]):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 7


@pytest.mark.parametrize("name", all_lessons())
def test_a_lessons_result_is_the_same_for_everyone_and_holds_read_only_arrays(name):
    for part in all_lessons()[name].parts:
        one = shown(part, part.settings())
        assert one is shown(part, part.settings())
        for study in vars(one.study).values():
            for value in vars(study).values() if hasattr(study, "__dict__") else ():
                assert not isinstance(value, np.ndarray) or not value.flags.writeable
