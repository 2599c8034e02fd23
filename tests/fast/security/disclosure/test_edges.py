"""Each rule at its edge: one case too few, just enough, one more; and one case less than all of a group."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sfo_data.security.disclosure import POLICIES, Statistic, protect, protect_figures
from tests.fast.security.disclosure.test_frames import shares_of
from tests.material.attackers import by_programme, is_protected

WIDER = POLICIES["wider"]
# Written down once more, by hand: what the policy's document says.
LEAST: dict[Statistic, int] = {
    "share": 10, "rate": 10, "median": 10, "survival": 10, "chart_point": 10, "quartile": 20, "decile": 50
}  # fmt: skip


def one(count: int, base: float | None, value: float = 17.0) -> pl.DataFrame:
    return shares_of([(count, base or count)]).head(1).with_columns(
        value=pl.lit(value), denominator=pl.lit(base, dtype=pl.Float64)
    )  # fmt: skip


@pytest.mark.parametrize("statistic", LEAST)
@pytest.mark.parametrize("more", [-1, 0, 1])
def test_a_statistic_is_told_of_its_least_base_and_of_one_more_and_not_of_one_fewer(statistic, more):
    size = LEAST[statistic] + more
    # Half of a base of 9 to 11 is neither small nor leaves a small rest.
    of = (max(5, size // 2), float(size)) if statistic in ("share", "rate") else (size, None)
    found = protect_figures(one(*of), ["group"], statistic, WIDER)
    is_split_small = statistic == "share" and 0 < size - of[0] < 5
    assert found["value"].is_not_null().to_list() == [more >= 0 and not is_split_small]


@given(st.integers(1, 40), st.sampled_from(["none", "all", "one short"]))
def test_that_none_or_all_of_a_group_are_alike_is_told_of_twenty_or_more(base, how):
    count = {"none": 0, "all": base, "one short": base - 1}[how]
    found = protect_figures(shares_of([(count, base)]).tail(1), ["group"], "share", WIDER)
    is_alike, is_few = count in (0, base), 1 <= count < 5 or 1 <= base - count < 5
    is_told = base >= 10 and not is_few and not (is_alike and base < 20)
    assert found["value"].is_not_null().to_list() == [is_told]


@settings(max_examples=30)
@given(st.lists(st.lists(st.integers(0, 25), min_size=2, max_size=3), min_size=2, max_size=3).filter(
    lambda rows: len({len(row) for row in rows}) == 1))  # fmt: skip
def test_no_small_cell_of_a_two_way_table_with_its_margins_is_bounded_more_narrowly_than_the_policy(drawn):
    down, across = [f"r{n}" for n in range(len(drawn))], [f"c{n}" for n in range(len(drawn[0]))]
    exact = {(row, column): drawn[i][j] for i, row in enumerate(down) for j, column in enumerate(across)}
    exact |= {(row, "All"): sum(drawn[i]) for i, row in enumerate(down)}
    exact |= {
        (line, column): sum(exact[row, column] for row in down) for column in (*across, "All") for line in ("All",)
    }
    frame = pl.DataFrame([(*cell, n) for cell, n in exact.items()], schema=["row", "column", "n"], orient="row")
    told = protect(frame, ["row", "column"], "n", WIDER).filter(~pl.col("is_withheld"))
    shown = {f"{row} {column}": n for row, column, n in told.select("row", "column", "n").iter_rows()}
    names = {f"{row} {column}": n for (row, column), n in exact.items()}
    sums = [([f"{row} All"], [f"{row} {column}" for column in across]) for row in (*down, "All")]
    sums += [([f"All {column}"], [f"{row} {column}" for row in down]) for column in (*across, "All")]
    for name, count in names.items():
        if 1 <= count < 5:
            assert name not in shown and is_protected(*by_programme(shown, names, sums, name)), (name, shown)
