"""A reader with every file of every release works out as much as linear programming can, and comes too near nobody."""

import zipfile
from io import BytesIO

import polars as pl
import pytest

from sfo_data.publishing import exports, releases
from sfo_data.publishing.releases import contents, linked
from sfo_data.questions import queries
from sfo_data.security.disclosure import POLICIES
from sfo_data.store.database import Store
from tests.material.bounds import bounded
from tests.material.spreadsheets.reading import read

LEAST, WIDTH, ALIKE = 5, 5, 20


@pytest.fixture(scope="module")
def published(duckdb_url, tmp_path_factory):
    """Two releases of the box, five weeks of knowledge apart."""
    path = tmp_path_factory.mktemp("releases") / "releases.csv"
    path.write_text("release,known_on,title,published_on\na,2020-04-06,A,2020-05-28\nb,2020-05-11,B,2020-06-25\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SFO_RELEASES", str(path))
        store = Store(duckdb_url)
        yield [releases.compiled(store, each) for each in releases.releases()]


@pytest.fixture(scope="module")
def true_counts(published, duckdb_url):
    """What the releases are made of, with nothing withheld."""
    read = queries.reader(Store(duckdb_url))
    return {found.release.name: contents.gathered(read, found.filters) for found in published}


def rows_of(found, kind):
    """Every table of a release's file, read back: name -> rows as text, numbers as floats."""
    stamp = exports.Stamp("OFFICIAL", found.is_synthetic, found.filters.known_on, found.filters)
    packed = exports.together(found.release.title, releases.exports_of(found), kind, stamp)
    tables = {}
    with zipfile.ZipFile(BytesIO(packed)) as files:
        for told in found.tables:
            raw = files.read(f"{told.content.name}.{kind.lower()}")
            if kind == "CSV":
                frame = pl.read_csv(raw, infer_schema=False)
            else:
                frame = pl.read_parquet(BytesIO(raw))
                marks = {
                    name.removesuffix(", shorthand"): name for name in frame.columns if name.endswith(", shorthand")
                }
                frame = frame.with_columns(
                    pl.coalesce(pl.col(mark), pl.col(name).cast(pl.String)).alias(name) for name, mark in marks.items()
                ).drop(marks.values())
            frame = frame.drop("Filters", "Data as known on", "Marking")
            tables[told.content.name] = [tuple(as_number(value) for value in row) for row in frame.iter_rows()]
    return tables


def as_number(value):
    try:
        return float(value)
    except (TypeError, ValueError):
        return value or None


@pytest.mark.parametrize("kind", ["XLSX", "ODS"])
def test_the_workbooks_tell_what_the_tables_tell(published, kind):
    for found in published:
        stamp = exports.Stamp("OFFICIAL", found.is_synthetic, found.filters.known_on, found.filters)
        book = read(exports.together(found.release.title, releases.exports_of(found), kind, stamp), kind)
        sheets = [rows for name, rows in book.cells.items() if name not in ("Cover", "Notes")]
        for told, rows in zip(found.tables, sheets, strict=True):
            below = [tuple(as_number(value) for value in row) for row in rows[-told.table.height :]]
            wanted = [
                tuple(as_number("[x]" if value is None else value) for value in row) for row in told.table.iter_rows()
            ]
            assert below == wanted


def test_all_forms_of_a_release_tell_the_same_numbers(published):
    for found in published:
        csv, parquet = rows_of(found, "CSV"), rows_of(found, "Parquet")
        assert csv == parquet
        for told in found.tables:
            assert csv[told.content.name] == [
                tuple(as_number(value) for value in row) for row in told.table.iter_rows()
            ]
            drawn = told.frame.filter("is_withheld").select("value", "lower", "upper")
            assert drawn.null_count().row(0) == (drawn.height,) * 3


def what_is_shown(found, true_tables):
    """What the tables of a release show of each count, and what is true: (table, count, year, group) -> number."""
    shown, exact = {}, {}
    for told in found.tables:
        content, truth = told.content, true_tables[told.content]
        for row, right in zip(told.frame.iter_rows(named=True), truth.iter_rows(named=True), strict=True):
            where = ("All" if row["group"] == "All" else f"{content.by}={row['group']}", row["year"])
            sides = [] if content.is_about_the_work else [(content.count, "numerator")]
            for count, column in sides + ([(content.base, "denominator")] if content.base else []):
                exact[count, *where] = int(right[column])
                if row[column] is not None:
                    shown[count, *where] = int(row[column])
            # A value is never told without the count behind it: there is no way round through it.
            assert row["value"] is None or row["numerator"] is not None
    return shown, exact


def equations_of(exact):
    """What every reader knows: groups add up to the year, homicides are murders and manslaughters, rests are people."""
    found = []
    for count, year in sorted({(count, year) for count, _, year in exact}):
        groups = [group for each, group, when in exact if (each, when) == (count, year) and group != "All"]
        for by in sorted({group.split("=")[0] for group in groups}):
            parts = [(count, group, year) for group in groups if group.split("=")[0] == by]
            found.append(([(count, "All", year)], parts))
    for count, group, year in list(exact):
        of = "sfo_reviews" if count in ("murder_or_manslaughter", "sfo_convictions") else f"{count} of"
        base = (of, group, year)
        if base in exact:
            rest = (f"{of} less {count}", group, year)
            exact[rest] = exact[base] - exact[count, group, year]
            found.append(([base], [(count, group, year), rest]))
    for year in {year for _, _, year in exact}:
        homicides = [("sfo_reviews", f"offence_group={name}", year) for name in ("Murder", "Manslaughter")]
        found.append(([("murder_or_manslaughter", "All", year)], homicides))
    return found


def everything(published, true_counts):
    """One system of all releases: what is unchanged is one unknown, what moved is two and the move between them."""
    shown, exact, equations, newest = {}, {}, [], {}
    for found in published:
        told, true = what_is_shown(found, true_counts[found.release.name])
        relations = equations_of(true)
        for cell, count in true.items():
            before = newest.get(cell)
            name = before if before is not None and exact[before] == count else (found.release.name, *cell)
            exact[name] = count
            if before is not None and name != before:
                move = ("move", *name)
                exact[move] = abs(count - exact[before])
                low, high = sorted([name, before], key=exact.__getitem__)
                equations.append(([high], [low, move]))
            newest[cell] = name
        shown |= {newest[cell]: count for cell, count in told.items()}
        equations += [([newest[each] for each in left], [newest[each] for each in right]) for left, right in relations]
    return shown, exact, equations


def too_near(shown, exact, equations):
    """The protected cells that the reader bounds more narrowly than the policy allows, by linear programming."""
    limits = {name: (shown[name],) * 2 if name in shown else (min(exact[name], 1), None) for name in exact}
    rest_of = {right[-1]: left[0] for left, right in equations if "less" in str(right[-1])}
    is_few = {name for name, count in exact.items() if 1 <= count < LEAST and "move" not in name}
    is_few |= {name for name, base in rest_of.items() if exact[name] == 0 and 0 < exact[base] < ALIKE}
    assert is_few, "nobody to protect: the attack would prove nothing"
    found = bounded(limits, equations, is_few)
    return [each for each in found if each[2] - each[1] < WIDTH - 1e-6]


def test_nobody_in_any_release_can_be_worked_out_from_all_of_them(published, true_counts):
    shown, exact, equations = everything(published, true_counts)
    assert len(exact) > 400 and len(shown) < len(exact)
    assert too_near(shown, exact, equations) == []


def test_the_attacker_notices_one_total_too_many(published, true_counts):
    shown, exact, equations = everything(published, true_counts)
    small = {name for name, count in exact.items() if 1 <= count < LEAST and name not in shown and name[0] == "a"}
    left, right = next(
        (left, right) for left, right in equations
        if small & set(right) and len(right) > 2 and sum(name not in shown for name in right) > 1
    )  # fmt: skip
    leaked = next(iter(sorted(small & set(right))))
    planted = shown | {name: exact[name] for name in (*left, *right) if name != leaked}
    assert leaked in [name for name, *_ in too_near(planted, exact, equations)]


@pytest.mark.usefixtures("published")
def test_the_attacker_notices_tables_that_were_protected_one_by_one(true_counts):
    found = true_counts["a"]
    policy = POLICIES["wider"]
    shown, exact = {}, {}
    for content, frame in found.items():
        if content is contents.BY_MONTH:  # its months add up to a total of another table
            continue
        withheld, _ = linked.protected(linked.as_one({content: frame}, policy), "a", linked.History(), policy)
        for name, group, year, count in zip(
            contents.keys(content, content.count, frame), frame["group"], frame["year"], frame["numerator"], strict=True
        ):
            cell = (content.count, "All" if group == "All" else f"{content.by}={group}", year)
            if not content.is_about_the_work:
                exact[cell] = count
                if name not in withheld:
                    shown[cell] = count
        if content.base:
            exact |= {
                (content.base, "All" if group == "All" else f"{content.by}={group}", year): int(base)
                for group, year, base in zip(frame["group"], frame["year"], frame["denominator"], strict=True)
            }
    equations = equations_of(exact)
    assert too_near(shown, exact, equations)
