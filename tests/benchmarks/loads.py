"""How long does a load take, and how much memory? Run: python -m tests.benchmarks.loads [--quick]"""

import argparse
import shutil

import pytest

from tests.benchmarks import results, stores
from tests.conftest import own_database

BARS = {1_000_000: "60 s, 4,096 MiB"}


def row(engine: str, cases: int, took: stores.Took) -> dict[str, object]:
    return {
        "engine": engine,
        "cases": cases,
        "seconds": took.seconds,
        "processor s": took.processor,
        "peak MiB": took.mebibytes,
        "µs a case": took.processor / cases * 1e6,
        "bar": BARS.get(cases, ""),
    }


def on_duckdb(cases: int) -> dict[str, object]:
    """Loads a new store, which stays for the other benchmarks."""
    folder = results.FOLDER / "data" / f"store-{cases}"
    shutil.rmtree(folder, ignore_errors=True)
    return row("DuckDB", cases, stores.load(cases, f"duckdb:///{folder / 'sfo.duckdb'}"))


def on_postgres(cases: int) -> dict[str, object]:
    with own_database() as address:
        return row("PostgreSQL", cases, stores.load(cases, address.replace("postgresql://", "postgresql+psycopg://")))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="up to 10,000 cases")
    is_quick = parser.parse_args().quick
    sizes = stores.QUICK_SIZES if is_quick else stores.SIZES
    for cases in sizes:
        stores.delivery(cases)
    rows = [on_duckdb(cases) for cases in sizes]
    try:
        rows += [on_postgres(cases) for cases in sizes]
    except pytest.skip.Exception as reason:
        print(f"NOT MEASURED: {reason}")
    growth = results.grown(rows, "engine", "cases", ["processor s", "peak MiB"])
    name = "loads_quick" if is_quick else "loads"
    results.tell(name, rows, growth=growth)


if __name__ == "__main__":
    main()
