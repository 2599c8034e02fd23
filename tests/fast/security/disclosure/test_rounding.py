"""Counts told to the nearest 10: what is shown, what is withheld all the same, and how near a reader can come."""

from dataclasses import replace
from math import ceil, floor, inf

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from sfo_data.security.disclosure import POLICIES, CannotProtect, Table, nearest, protect, protect_figures, rounded
from tests.fast.security.disclosure.test_frames import counts_of, shares_of
from tests.material.attackers import rest_equations

ROUNDED = POLICIES["rounded"]


@pytest.mark.parametrize("count, shown", [(0, 0), (1, 0), (4, 0), (5, 10), (14, 10), (15, 20), (497, 500)])
def test_to_the_nearest_ten_halves_up_and_one_to_four_as_none(count, shown):
    assert nearest(count, 10) == shown


@pytest.mark.parametrize(
    "counts, shown",
    [
        # Each by itself, the total too: 2 + 15 + 20 + 30 = 67.
        ([2, 15, 20, 30], [0, 20, 20, 30, 70]),
        ([0, 0, 0], [0, 0, 0, 0]),
        ([8, 0], [10, 0, 10]),
        # 15 to 24 in all, of which the second are at most 14: there would be 1 to 4 of the first.
        ([3, 14], [None, 10, 20]),
        # At least 25 in all and at most 24 of the first: somebody of the second.
        ([24, 3], [20, None, 30]),
    ],
)
def test_golden_tables(counts, shown):
    found = protect(counts_of(counts), ["group"], "n", ROUNDED)
    assert found["n"].to_list() == shown
    assert found["is_withheld"].to_list() == [each is None for each in shown]
    assert protect(counts_of(counts), ["group"], "n", ROUNDED)["n"].to_list() == shown


def test_what_is_derived_of_exact_counts_goes_and_the_notes_say_what_was_done():
    frame = counts_of([20, 30]).with_columns(value=pl.col("n") / 50)
    assert protect(frame, ["group"], "n", ROUNDED, derived=["value"])["value"].to_list() == [None] * 3
    assert [note.split(":")[0] for note in POLICIES["wider"].notes] == ["[c]"] and not POLICIES["internal"].notes
    assert ROUNDED.notes[1].startswith("Counts are rounded to the nearest 10, each by itself")


def test_shares_and_rates_are_of_the_rounded_counts_and_without_limits():
    found = protect_figures(shares_of([(2, 33), (16, 41)]), ["group"], "share", ROUNDED)
    assert found["numerator"].to_list() == [0, 20, 20] and found["denominator"].to_list() == [30, 40, 70]
    assert found["value"].to_list() == [0, 20 / 40, 20 / 70]
    assert found.select("lower", "upper").null_count().row(0) == (3, 3)
    rates = shares_of([(16, 3000)]).head(1).with_columns(value=16 / 3)
    assert protect_figures(rates, ["group"], "rate", ROUNDED)["value"].to_list() == [pytest.approx(20 / 3)]


@pytest.mark.parametrize("base, is_told", [(4, False), (5, True), (14, True)])
def test_whether_a_share_is_told_depends_on_the_base_that_is_shown(base, is_told):
    found = protect_figures(shares_of([(0, base)]).head(1), ["group"], "share", ROUNDED)
    assert (found["value"][0] is not None) == is_told


@pytest.mark.parametrize("count, is_told", [(14, False), (15, True)])
def test_a_median_is_told_where_what_is_shown_cannot_be_of_fewer_than_its_base(count, is_told):
    frame = shares_of([(count, count)]).head(1).with_columns(denominator=None, value=17.0)
    found = protect_figures(frame, ["group"], "median", ROUNDED)
    assert found["value"].to_list() == [17.0 if is_told else None]


@pytest.mark.parametrize("base", [5, 8, 11])
def test_a_base_that_tells_small_counts_from_none_is_refused(base):
    with pytest.raises(ValueError, match=f"To the nearest {base}, counts under 5 are not all shown as 0"):
        replace(ROUNDED, rounding=base)


def test_what_is_public_and_gives_a_small_count_away_is_an_error():
    with pytest.raises(CannotProtect, match=r"n \| g0"):
        protect(counts_of([1, 2]), ["group"], "n", ROUNDED, public=pl.col("group") == "All")


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=2, max_size=4))
def test_a_reader_who_undoes_the_rounding_is_left_five_values_of_every_small_count_and_rest(drawn):
    """Counts `n` among `of` by group, both with totals; bounded by another programme, from intervals."""
    cells = {f"n{g}": count for g, (count, _) in enumerate(drawn)} | {
        f"of{g}": sum(both) for g, both in enumerate(drawn)
    }
    groups = range(len(drawn))
    cells |= {kind: sum(cells[f"{kind}{g}"] for g in groups) for kind in ("n", "of")}
    sums = [(kind, [f"{kind}{g}" for g in groups]) for kind in ("n", "of")]
    shares = [(f"n{g}", f"of{g}") for g in (*groups, "")]
    found = rounded(Table(cells, sums, shares), ROUNDED)
    assert set(found.shown) | found.withheld == set(cells) and not found.exposed
    equations = [([left], right) for left, right in sums] + rest_equations(shares)
    exact = cells | {f"rest {count}/{base}": cells[base] - cells[count] for count, base in shares}
    names = sorted(exact)
    limits = [(max(found.shown[n] - 5, 0), found.shown[n] + 4) if n in found.shown else (0, None) for n in names]
    rows = [[left.count(n) - right.count(n) for n in names] for left, right in equations]
    for name in (name for name, count in exact.items() if 1 <= count < 5):
        ends = []
        for sign in (1, -1):
            answer = linprog([sign * (n == name) for n in names], A_eq=rows, b_eq=[0] * len(rows), bounds=limits)
            ends.append(sign * answer.fun if answer.status == 0 else inf)
        low, high = ceil(ends[0] - 1e-6), ends[1] if ends[1] == inf else floor(ends[1] + 1e-6)
        assert high - low + 1 >= 5 and (low == 0 or high >= 5), (name, low, high)
