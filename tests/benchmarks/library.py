"""What do query, summary and statistics cost without any page? Run: python -m tests.benchmarks.library [--quick]

The best of several runs, because others may be using the machine; each run on filters that were not asked before.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import polars as pl
import pytest

from sfo_data.definitions.filters import Filters, from_choices
from sfo_data.questions import control_charts, fair_comparison, figures, queries, turnaround
from sfo_data.store.database import Store
from sfo_data.store.database.store import close_engines
from tests.benchmarks import results, stores
from tests.conftest import own_database

# The cards of the overview, and what else a page of the kind computes.
CARDS = ["sfo_reviews", "sfo_rate", "murder_or_manslaughter", "nps_share"]
CARDS += ["qa_within_target_share", "qa_turnaround_days", "open_reviews", "oldest_open_days"]
STEPS = ("query", "narrow", "summarise", "control chart", "funnel", "turnaround")
# Milliseconds, by step and cases.
BARS = {("summarise", 10_000): 10, ("summarise", 1_000_000): 100, ("control chart", 10_000): 10}
REPEATS = 15


def best(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """The milliseconds of the fastest of so many runs."""
    took = []
    for _ in range(repeats):
        started = time.perf_counter()
        work()
        took.append(time.perf_counter() - started)
    return 1000 * min(took)


def kept(read: queries.Read) -> queries.Read:
    """A reader that keeps what it read, as pages do."""
    held: dict[tuple[str, Filters, str | None], pl.DataFrame] = {}

    def again(question: str, filters: Filters, dated_by: str | None) -> pl.DataFrame:
        key = (question, filters, dated_by)
        if key not in held:
            held[key] = read(question, filters, dated_by)
        return held[key]

    return again


def measure(store: Store) -> dict[str, float]:
    """Milliseconds of each step: the questions of the overview, a click's narrowing, then the numbers out of them."""
    known = queries.facts(store).known
    filters = from_choices(known, {}, "last-12-months", known.known_on)
    chosen = filters.select("provider_type", ["NPS"])
    wholes: dict[str, pl.DataFrame] = {}

    def query() -> None:
        wholes.update((name, queries.ask_whole(store, name, filters)) for name in ("reviews", "caseload"))

    def narrow() -> pl.DataFrame:
        return queries.narrowed(wholes["reviews"], "reviews", chosen, "notified_on")

    found = {"query": best(query, 3), "narrow": best(narrow)}
    read = kept(lambda name, asked, dated: queries.narrowed(wholes[name], name, asked, dated))
    steps: dict[str, Callable[[], object]] = {
        "summarise": lambda: figures.figures(read, filters, CARDS),
        "control chart": lambda: control_charts.control_chart(read, filters, "sfo_reviews", known.first_day),
        "funnel": lambda: fair_comparison.compare(read, filters.national(), "sfo_rate", "risk"),
        "turnaround": lambda: turnaround.turnaround(read, filters),
    }
    for name, step in steps.items():
        step()
        found[name] = best(step)
    return found


def on_each(sizes: tuple[int, ...]) -> Iterator[tuple[str, int, Store]]:
    """A store of each size, on DuckDB and then on PostgreSQL."""
    for cases in sizes:
        yield "DuckDB", cases, Store(stores.duckdb(cases))
    for cases in sizes:
        with ExitStack() as stack:
            try:
                address = stack.enter_context(own_database()).replace("postgresql://", "postgresql+psycopg://")
            except pytest.skip.Exception as reason:
                print(f"NOT MEASURED: {reason}")
                return
            stores.load(cases, address)
            yield "PostgreSQL", cases, Store(address)
            close_engines()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="up to 10,000 cases")
    is_quick = parser.parse_args().quick
    sizes = stores.QUICK_SIZES if is_quick else stores.SIZES
    rows = [{"engine": engine, "cases": cases, **measure(store)} for engine, cases, store in on_each(sizes)]
    bars = [
        {"step": step, "cases": cases, "bar ms": bar, "seen ms": row[step], "met": row[step] <= bar}
        for (step, cases), bar in BARS.items()
        for row in rows
        if row["cases"] == cases and row["engine"] == "DuckDB"
    ]
    name = "library_quick" if is_quick else "library"
    results.tell(name, rows, growth=results.grown(rows, "engine", "cases", STEPS), bars=bars)


if __name__ == "__main__":
    main()
