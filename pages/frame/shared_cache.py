"""Frames that many readers share: made once however many ask, and the longest unused let go when room runs out."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock

import polars as pl


class KeptFrames:
    """Frames by key, at most `most_bytes` of them and always the newest."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._lock = Lock()
        self._frames: OrderedDict[Hashable, Future[pl.DataFrame]] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], pl.DataFrame]) -> pl.DataFrame:
        """The frame under `key`; `make` is called where there is none, once for all who ask meanwhile.

        Raises what `make` raises, and asks anew the next time.
        """
        with self._lock:
            is_new = key not in self._frames
            frame = self._frames.setdefault(key, Future())
            self._frames.move_to_end(key)
        if is_new:
            self._make(key, frame, make)
        return frame.result()

    def _make(self, key: Hashable, frame: "Future[pl.DataFrame]", make: Callable[[], pl.DataFrame]) -> None:
        try:
            frame.set_result(make())
        except BaseException as error:
            with self._lock:
                del self._frames[key]
            frame.set_exception(error)
            return
        with self._lock:
            self._let_go()

    def _let_go(self) -> None:
        """Drops the longest unused until the rest fits."""
        sizes = {key: each.result().estimated_size() for key, each in self._frames.items() if each.done()}
        total = sum(sizes.values())
        for key, size in list(sizes.items())[:-1]:
            if total <= self._most_bytes:
                return
            del self._frames[key]
            total -= size
