"""The store keeps few connections and closes those it lets go."""

import gc
from pathlib import Path

from sfo_data.database import Store
from sfo_data.database import store as module


def test_an_engine_let_go_is_closed(postgres_url: str, duckdb_url: str, tmp_path):
    module.close_engines()
    Store(postgres_url).read("select 1 as one")
    pool = next(iter(module._engines.values())).pool
    content = Path(Store(duckdb_url).stamp()).read_bytes()
    for number in range(module.ENGINES_KEPT):
        copy = tmp_path / f"{number}.duckdb"
        copy.write_bytes(content)
        assert Store(f"duckdb:///{copy}").read("select 1 as one")["one"].to_list() == [1]
    assert len(module._engines) == module.ENGINES_KEPT
    assert pool is not next(iter(module._engines.values())).pool
    # psycopg warns of a connection collected while open, and the suite turns that into an error.
    gc.collect()
