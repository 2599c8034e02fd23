"""One copy of a frame for everyone, made once, and never more of them than there is room for."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import polars as pl
import pytest

from pages.frame.shared_cache import KeptFrames

FRAME = pl.DataFrame({"cases": range(1000)})
BYTES = int(FRAME.estimated_size())


def test_many_who_ask_at_once_get_one_copy_made_once():
    kept, together, made = KeptFrames(10 * BYTES), Barrier(8), []

    def make():
        made.append(1)
        return FRAME.clone()

    def ask(_):
        together.wait(10)
        return kept.get("reviews", make)

    with ThreadPoolExecutor(8) as readers:
        frames = list(readers.map(ask, range(8)))
    assert len(made) == 1 and all(frame is frames[0] for frame in frames)


def test_the_longest_unused_goes_first_and_the_newest_stays():
    kept, made = KeptFrames(2 * BYTES), []

    def ask(key):
        return kept.get(key, lambda: (made.append(key), FRAME.clone())[1])

    for key in ("a", "b", "a", "c", "a", "b"):
        ask(key)
    assert made == ["a", "b", "c", "b"]


def test_a_frame_larger_than_the_room_is_kept_until_the_next():
    kept = KeptFrames(1)
    large = kept.get("large", FRAME.clone)
    assert kept.get("large", FRAME.clone) is large
    kept.get("other", FRAME.clone)
    assert kept.get("large", FRAME.clone) is not large


def test_a_failure_is_told_to_all_who_asked_and_not_kept():
    kept = KeptFrames(BYTES)

    def fail():
        raise ValueError("the store is gone")

    for _ in range(2):
        with pytest.raises(ValueError, match="gone"):
            kept.get("reviews", fail)
    assert kept.get("reviews", lambda: FRAME) is FRAME
