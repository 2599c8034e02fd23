"""What the cache that readers share holds now."""

from collections.abc import Hashable

import polars as pl

from pages.frame import cached_reader


def shared_frames() -> dict[Hashable, pl.DataFrame]:
    """The frames that are made, by key."""
    with cached_reader.shared._lock:
        frames = dict(cached_reader.shared._frames)
    return {key: each.result() for key, each in frames.items() if each.done()}
