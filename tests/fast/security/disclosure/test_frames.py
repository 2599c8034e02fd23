"""Tables and figures go out with nulls where a reader would come too near to somebody, and say which."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from sfo_data.security.disclosure import POLICIES, CannotProtect, NotATable, protect, protect_figures
from sfo_data.statistics.intervals import wilson
from tests.material.attackers import by_programme, is_protected

WIDER, INTERNAL = POLICIES["wider"], POLICIES["internal"]


def counts_of(counts, names=None) -> pl.DataFrame:
    names = names or [f"g{place}" for place in range(len(counts))]
    return pl.DataFrame(
        {"group": [*names, "All"], "n": [*counts, sum(counts)]}, schema={"group": pl.String, "n": pl.Int64}
    )


def shares_of(pairs) -> pl.DataFrame:
    """Figures by group, the last for all, from (count, base) pairs; bases are floats, as `summaries` has them."""
    whole = [*pairs, tuple(map(sum, zip(*pairs, strict=True)))] if pairs else []
    frame = pl.DataFrame(
        {
            "group": [*(f"g{place}" for place in range(len(pairs))), "All"][: len(whole)],
            "measure": ["share"] * len(whole),
            "numerator": [count for count, _ in whole],
            "denominator": [float(base) for _, base in whole],
        },
        schema={"group": pl.String, "measure": pl.String, "numerator": pl.Int64, "denominator": pl.Float64},
    )
    lower, upper = wilson(frame["numerator"], frame["denominator"])
    return frame.with_columns(
        pl.Series("lower", lower), pl.Series("upper", upper), value=pl.col("numerator") / pl.col("denominator")
    )


# Counts


def test_a_small_count_and_its_cheapest_neighbour_are_null_with_what_is_derived_from_them():
    frame = counts_of([2, 15, 20, 30]).with_columns(value=pl.col("n") / 67)
    found = protect(frame, ["group"], "n", WIDER, derived=["value"])
    assert found.columns == ["group", "n", "value", "is_withheld"]
    assert found["n"].to_list() == [None, None, 20, 30, 67]
    assert found["value"].is_null().to_list() == found["is_withheld"].to_list() == [True, True, False, False, False]
    assert found.schema["n"] == pl.Int64


def test_a_two_way_table_is_protected_along_both_margins():
    rows = [("A", "x", 3), ("A", "y", 20), ("A", "All", 23), ("B", "x", 9), ("B", "y", 30), ("B", "All", 39)]
    rows += [("All", "x", 12), ("All", "y", 50), ("All", "All", 62)]
    frame = pl.DataFrame(rows, schema=["division", "risk", "n"], orient="row")
    expected = [None, None, 23, None, None, 39, 12, 50, 62]
    assert protect(frame, ["division", "risk"], "n", WIDER)["n"].to_list() == expected
    # The order of rows does not matter, and without margins each count stands alone.
    backwards = protect(frame.reverse(), ["division", "risk"], "n", WIDER)
    assert backwards["n"].to_list() == expected[::-1]
    inside = frame.filter((pl.col("division") != "All") & (pl.col("risk") != "All"))
    assert protect(inside, ["division", "risk"], "n", WIDER)["n"].to_list() == [None, 20, 9, 30]


def test_rows_that_do_not_add_up_have_no_total():
    themes = pl.DataFrame({"theme": ["a", "b", "All"], "n": [3, 9, 10]})
    with pytest.raises(NotATable, match=r"“n \| All” is 10, and its parts make 12"):
        protect(themes, ["theme"], "n", WIDER)
    assert protect(themes, ["theme"], "n", WIDER, total=None)["n"].to_list() == [None, 9, 10]


def test_months_and_one_single_figure_are_tables_too():
    months = pl.DataFrame({"month": [date(2019, 1, 1), date(2019, 2, 1), None], "n": [3, 30, 8]})
    assert protect(months, ["month"], "n", WIDER)["n"].to_list() == [None, 30, 8]
    assert protect(pl.DataFrame({"n": [4]}), [], "n", WIDER)["is_withheld"].to_list() == [True]


@pytest.mark.parametrize(
    "counts, shown",
    [
        # 1 and 4 alone would be from 1 to 4 each.
        ([0, 1, 4, 5, 60], [0, None, None, None, 60, 70]),
        ([1, 2, 1], [None] * 4),
        ([3, 4, 2], [None, None, None, 9]),
        ([1, 2], [None] * 3),
        ([0, 0], [0, 0, 0]),
    ],
)
def test_small_tables(counts, shown):
    assert protect(counts_of(counts), ["group"], "n", WIDER)["n"].to_list() == shown


def test_an_empty_table_stays_empty():
    empty = counts_of([]).clear()
    assert protect(empty, ["group"], "n", WIDER).schema == empty.schema | {"is_withheld": pl.Boolean}
    assert protect_figures(shares_of([]), ["group"], "share", WIDER).is_empty()


def test_that_all_of_few_did_the_same_is_not_told():
    # All 8 murder: a reader may learn that 8 there were, and not of what, or of what and not of how many.
    found = protect(counts_of([8, 0, 0], ["Murder", "Arson", "Rape"]), ["group"], "n", WIDER)
    assert found["n"].to_list() == [None, None, 0, 8]
    assert protect(counts_of([20, 0, 0]), ["group"], "n", WIDER)["n"].to_list() == [20, 0, 0, 20]
    # One group alone is only the total by another name.
    assert protect(counts_of([8]), ["group"], "n", WIDER)["n"].to_list() == [8, 8]


def test_published_rows_are_told_and_what_they_give_away_is_an_error():
    is_total = pl.col("group") == "All"
    assert protect(counts_of([3, 4]), ["group"], "n", WIDER, public=is_total)["n"].to_list() == [None, None, 7]
    with pytest.raises(CannotProtect, match=r"n \| g0; n \| g1"):
        protect(counts_of([1, 2]), ["group"], "n", WIDER, public=is_total)


@pytest.mark.parametrize("counts", [[3, None], [3.0, 2.5]])
def test_a_row_without_a_count_is_refused(counts):
    frame = pl.DataFrame({"group": ["a", "b"], "n": counts})
    with pytest.raises(NotATable, match=r"“n \| b” is (None|2.5)"):
        protect(frame, ["group"], "n", WIDER)


def test_two_rows_of_one_group_are_refused():
    with pytest.raises(NotATable, match=r"“n \| a” is 3: one row per group"):
        protect(pl.DataFrame({"group": ["a", "a"], "n": [3, 4]}), ["group"], "n", WIDER)


@given(st.lists(st.integers(0, 40), max_size=6))
def test_internally_every_table_comes_back_exactly_as_it_went(drawn):
    frame = counts_of(drawn)
    found = protect(frame, ["group"], "n", INTERNAL)
    assert_frame_equal(found.drop("is_withheld"), frame)
    assert not found["is_withheld"].any()


# Shares, rates, medians


def test_a_share_goes_with_its_count_and_leaves_its_base():
    found = protect_figures(shares_of([(2, 30), (15, 40), (20, 50), (30, 60)]), ["group"], "share", WIDER)
    assert found["numerator"].to_list() == [None, None, 20, 30, 67]
    assert found["denominator"].to_list() == [30, 40, 50, 60, 180]
    for name in ("value", "lower", "upper"):
        assert found[name].is_null().to_list() == found["is_withheld"].to_list() == [True, True, False, False, False]
    assert found["value"].drop_nulls().to_list() == [20 / 50, 30 / 60, 67 / 180]


@pytest.mark.parametrize(
    "count, base, is_told",
    [
        *[(4, 30, False), (5, 30, True), (26, 30, False), (25, 30, True), (0, 19, False), (19, 19, False)],
        *[(0, 20, True), (20, 20, True), (5, 10, True), (5, 9, False), (0, 0, True), (7, 18, True)],
    ],
)
def test_what_a_share_by_itself_may_tell(count, base, is_told):
    found = protect_figures(shares_of([(count, base)]).tail(1), ["group"], "share", WIDER)
    assert found["is_withheld"].to_list() == [not is_told]
    assert found["numerator"].is_null().to_list() == [not is_told]


def test_a_share_of_fewer_than_the_base_is_withheld_with_its_count():
    # With a base of 40 asked for, 15 of 30 may not be told, nor be left to be divided.
    strict = replace(WIDER, minimum_base={**WIDER.minimum_base, "share": 40})
    found = protect_figures(shares_of([(15, 30), (25, 60), (40, 90)]), ["group"], "share", strict)
    assert found["numerator"].to_list() == [None, None, 40, 80]
    assert found["denominator"].to_list() == [30, 60, 90, 180]


def test_a_rate_goes_with_its_events_and_those_at_risk_are_known():
    frame = shares_of([(2, 3000), (15, 4000), (20, 5000)]).with_columns(pl.col("denominator") + 0.37)
    found = protect_figures(frame, ["group"], "rate", WIDER)
    assert found["numerator"].to_list() == [None, None, 20, 37]
    assert found["denominator"].to_list() == frame["denominator"].to_list()


def test_a_rate_among_few_goes_with_its_events_and_so_does_one_whose_base_is_not_known():
    frame = shares_of([(12, 9.5), (15, 40.1), (20, 50.2)])
    found = protect_figures(frame, ["group"], "rate", WIDER)
    assert found["numerator"].to_list() == [None, None, 20, 47] and found["is_withheld"].sum() == 2
    unknown = protect_figures(frame.head(1).with_columns(denominator=None), ["group"], "rate", WIDER)
    assert unknown.select("numerator", "value", "is_withheld").row(0) == (None, None, True)


@pytest.mark.parametrize(
    "statistic, told", [("median", [10, 25, 60]), ("quartile", [25, 60]), ("decile", [60]), ("maximum", [])]
)
def test_a_percentile_needs_five_cases_beyond_it_and_a_maximum_is_never_told(statistic, told):
    frame = shares_of([(9, 9), (10, 10), (25, 25), (60, 60)]).head(4).with_columns(denominator=None, value=17.0)
    found = protect_figures(frame, ["group"], statistic, WIDER)
    assert found.filter(pl.col("value").is_not_null())["numerator"].to_list() == told
    assert found["is_withheld"].to_list() == found["value"].is_null().to_list()
    assert found["numerator"].to_list() == [9, 10, 25, 60]


def test_a_count_among_the_figures_is_a_count():
    frame = shares_of([(2, 30), (15, 40), (20, 50)]).with_columns(value=pl.col("numerator").cast(pl.Float64))
    found = protect_figures(frame, ["group"], "count", WIDER)
    assert found["value"].to_list() == [None, None, 20, 37]


def test_internally_every_figure_comes_back_exactly_as_it_went():
    frame = shares_of([(2, 3), (0, 1)])
    for statistic in WIDER.minimum_base:
        found = protect_figures(frame, ["group"], statistic, INTERNAL)
        assert_frame_equal(found.drop("is_withheld"), frame)
        assert not found["is_withheld"].any()


pairs = st.lists(
    st.integers(0, 40).flatmap(
        lambda base: st.tuples(st.one_of(st.integers(0, base), st.sampled_from([0, min(2, base), base])), st.just(base))
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=20)
@given(pairs)
def test_no_count_base_or_rest_can_be_worked_out_from_a_table_of_shares(drawn):
    frame = shares_of(drawn)
    found = protect_figures(frame, ["group"], "share", WIDER)
    shown, counted, alike, adds_up = {}, {}, set(), []
    for (name, count, base), (told, told_base) in zip(
        frame.select("group", "numerator", "denominator").iter_rows(),
        found.select("numerator", "denominator").iter_rows(),
        strict=True,
    ):
        told_here = {f"count {name}": told, f"base {name}": told_base}
        shown |= {cell: value for cell, value in told_here.items() if value is not None}
        counted |= {f"count {name}": count, f"base {name}": base, f"rest {name}": base - count}
        adds_up.append(([f"base {name}"], [f"count {name}", f"rest {name}"]))
        if base and base < 20 and count in (0, base):
            alike.add(f"{'count' if count == 0 else 'rest'} {name}")
    groups = [name for name in frame["group"] if name != "All"]
    adds_up += [([f"{kind} All"], [f"{kind} {name}" for name in groups]) for kind in ("count", "base")]
    for cell, value in counted.items():
        if value in (1, 2, 3, 4) or cell in alike:
            assert cell not in shown and is_protected(*by_programme(shown, counted, adds_up, cell))
    is_told = found.filter(~pl.col("is_withheld"))
    assert is_told["numerator"].null_count() == is_told["denominator"].null_count() == 0
