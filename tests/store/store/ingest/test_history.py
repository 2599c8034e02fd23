"""Nothing loaded is overwritten: what was known on a day stays what it was, whatever is delivered after."""

from datetime import date, timedelta

import polars as pl
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sfo_data.store.database import Store
from sfo_data.store.ingest import load
from sfo_data.store.schema import TABLES
from tests.material.small_delivery import Anything, finding, review, tables, write

FIRST = date(2020, 5, 4)


def versions(store: Store) -> list[tuple[object, ...]]:
    """(page_count, known_from, known_to) of every version of R1, in order."""
    sql = "select page_count, known_from, known_to from raw_reviews where review_id = 'R1' order by load_id"
    return [(pages, str(start), str(end)) for pages, start, end in store.read(sql).iter_rows()]


def test_a_changed_row_closes_and_reopens_and_one_that_returns_opens_anew(tmp_path, store):
    steps = [("2020-05-04", {"page_count": "1"}), ("2020-05-11", {"page_count": "2"}), ("2020-05-18", None)]
    for day, changes in [*steps, ("2020-05-25", {"page_count": "2"})]:
        rows = tables()
        rows["findings"] = []
        rows["reviews"] = [] if changes is None else [review("R1", **changes)]
        load(store, write(tmp_path / day, rows, known_on=day))
    assert versions(store) == [
        (1, "2020-05-04", "2020-05-11"),
        (2, "2020-05-11", "2020-05-18"),
        (2, "2020-05-25", "9999-12-31"),
    ]


def test_a_correction_on_the_same_day_leaves_the_first_version_visible_on_no_day(tmp_path, store):
    for number, pages in enumerate(["1", "2"]):
        rows = tables()
        rows["reviews"][0] = review("R1", page_count=pages)
        report = load(store, write(tmp_path / str(number), rows))[0]
    assert versions(store) == [(1, "2020-05-04", "2020-05-04"), (2, "2020-05-04", "9999-12-31")]
    counts = report.counts.filter(pl.col("table_name") == "reviews").drop("table_name", "delivered")
    assert counts.row(0, named=True) == {"accepted": 3, "quarantined": 0, "opened": 1, "unchanged": 2, "closed": 1}


def test_the_same_content_on_a_later_day_is_a_load_that_changes_no_row(tmp_path, store):
    load(store, write(tmp_path / "a", tables()))
    report = load(store, write(tmp_path / "a", tables(), known_on="2020-05-11"))[0]
    assert report.is_changed and report.counts.select("opened", "closed").sum().row(0) == (0, 0)
    assert store.read("select known_on, delivery from loads order by load_id").rows() == [
        (date(2020, 5, 4), "a"),
        (date(2020, 5, 11), "a"),
    ]


def test_a_series_gives_the_same_history_as_its_deliveries_one_by_one(tmp_path, duckdb_store):
    one_by_one = Store(f"duckdb:///{tmp_path / 'other' / 'sfo.duckdb'}")
    for week in range(3):
        rows = tables(3 + week)
        rows["reviews"][week] = review(f"R{week + 1}", page_count=str(week))
        day = (FIRST + timedelta(weeks=week)).isoformat()
        load(one_by_one, write(tmp_path / "series" / day, rows, known_on=day))
    reports = load(duckdb_store, tmp_path / "series")
    assert [report.known_on for report in reports] == [FIRST + timedelta(weeks=week) for week in range(3)]
    for table in TABLES:
        sql = f"select * from raw_{table.name} order by {', '.join(table.key)}, known_from"
        assert duckdb_store.read(sql).equals(one_by_one.read(sql))
    stamp = duckdb_store.stamp()
    assert not load(duckdb_store, tmp_path / "series")[0].is_changed
    assert duckdb_store.stamp() == stamp


# What a delivery says of R1, R2 and R3: nothing, some number of pages, or something that cannot be used.
SAYING = st.sampled_from([None, "1", "2", "x"])
STEPS = st.lists(st.tuples(st.integers(0, 1), SAYING, SAYING, SAYING), min_size=3, max_size=4)


@settings(
    max_examples=4,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS, words=st.data())
def test_each_day_shows_what_a_plain_record_of_deliveries_shows(steps, words, tmp_path_factory, store):
    folder = tmp_path_factory.mktemp("history")
    # Names of this example's own, after every day of the examples before.
    first = max([FIRST, *_days(store)])
    known: dict[date, tuple[dict[str, int], set[str]]] = {}
    pages: dict[str, int] = {}
    findings: set[str] = set()
    day = first + timedelta(weeks=1)
    for number, (weeks, *sayings) in enumerate(steps):
        day += timedelta(weeks=weeks)
        said = {f"{folder.name}-{n}": saying for n, saying in enumerate(sayings) if saying}
        with_finding = [name for name in said if words.draw(st.booleans())]
        rows = tables()
        rows["reviews"] = [review(name, page_count=saying) for name, saying in said.items()]
        rows["findings"] = [finding("F" + name, name) for name in with_finding]
        load(store, write(folder / str(number), rows, known_on=day.isoformat()), accept=Anything())
        pages = {n: pages[n] if s == "x" else int(s) for n, s in said.items() if s != "x" or n in pages}
        # A finding delivered with a review that was never usable is set aside; it cannot have been open before.
        findings = {name for name in with_finding if name in pages}
        known[day] = (pages, findings)
    for day, expected in known.items():
        at = {"d": day, "names": f"%{folder.name}-%"}
        there = "known_from <= :d and :d < known_to"
        found = store.read(f"select review_id, page_count from raw_reviews where {there} and review_id like :names", at)
        coded = store.read(f"select review_id from raw_findings where {there} and review_id like :names", at)
        assert found.height == found["review_id"].n_unique() and coded.height == coded["review_id"].n_unique()
        assert (dict(found.iter_rows()), set(coded["review_id"])) == expected


def _days(store: Store) -> list[date]:
    if not store.url.startswith("postgresql") and not store.path.exists():
        return []
    sql = "select count(*) as n from information_schema.tables where table_name = 'loads'"
    return store.read("select known_on from loads")["known_on"].to_list() if store.read(sql)["n"][0] else []


def test_a_delivery_without_the_column_of_ages_is_one_that_leaves_it_empty(tmp_path, store):
    rows = tables()
    rows["reviews"][0] = review("R1", age_band="30 to 39")
    load(store, write(tmp_path / "with", rows))
    without = write(tmp_path / "without", tables(), known_on="2020-05-11")
    reviews = pl.read_csv(without / "reviews.csv", infer_schema=False).drop("age_band")
    reviews.write_csv(without / "reviews.csv")
    load(store, without)
    known = "select known_on, age_band from reviews where review_id = 'R1' order by known_on"
    assert store.read(known)["age_band"].to_list() == ["30 to 39", "Not recorded"]


def test_a_parquet_delivery_may_be_without_it_too(tmp_path, duckdb_store):
    folder = write(tmp_path / "delivery", tables())
    for path in folder.glob("*.csv"):
        frame = pl.read_csv(path, infer_schema=False).drop("age_band", strict=False)
        frame.write_parquet(path.with_suffix(".parquet"))
        path.unlink()
    load(duckdb_store, folder)
    assert set(duckdb_store.read("select age_band from stg_reviews")["age_band"]) == {"Not recorded"}
