"""Does a group stand apart: by hand, by another way, and how often chance alone names one."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from sfo_data.definitions.measures import MEASURES
from sfo_data.questions.stands_apart import judged_divisions, share_cells, stands_apart
from sfo_data.statistics import funnel
from sfo_data.statistics.stands_apart import APART, FEW, Stands, e_values

TOOK_PART = MEASURES["agency_took_part_share"]


def cells(*groups: tuple[str, str, int, float]) -> pl.DataFrame:
    return pl.DataFrame(groups, ["group", "stratum", "observed", "size"], orient="row")


def stands(frame: pl.DataFrame, *more: str, **options) -> list[str]:
    return stands_apart(frame, "group", *more, **options)["stands"].to_list()


def test_expected_is_each_strata_of_a_group_at_the_share_of_all():
    # Half of x and a quarter of y over all: A has 60 x and 20 y, B 20 x and 60 y.
    frame = cells(("A", "x", 40, 60.0), ("A", "y", 0, 20.0), ("B", "x", 0, 20.0), ("B", "y", 20, 60.0))
    found = stands_apart(frame, "group", ["stratum"], fewest_groups=2)
    assert found.select("group", "observed", "size", "expected").rows() == [("A", 40, 80, 35.0), ("B", 20, 80, 25.0)]


@given(st.integers(0, 30), st.integers(0, 40), st.booleans())
def test_e_values_by_cell_are_those_of_whole_counts(x, y, is_rate):
    observed, size, standard = np.array([x, y, 3.0]), np.array([30.0, 40.0, 9.0]), np.array([0.2, 0.5, 0.2])
    found = e_values(observed, size, standard, np.array([0, 0, 1]), 2, is_rate)
    if is_rate:
        theirs = funnel.e_counts([x + y, 3], [26.0, 1.8])
    else:
        theirs = funnel.e_shares([x + y, 3], [[30, 40], [9, 0]], [0.2, 0.5])
    for ours, other in zip(found, theirs, strict=True):
        assert ours == pytest.approx(other)


def test_one_of_six_far_above_is_named_alone_and_few_are_not_judged():
    # 333 of 710 together are 47%; 90 of 100 stands out, 40 of 100 does not, and 3 of 10 are too few to say.
    frame = cells(*((f"D{at}", "", 40, 100.0) for at in range(6)), ("D6", "", 90, 100.0), ("D7", "", 3, 10.0))
    assert stands(frame) == [Stands.NO_EVIDENCE] * 6 + [Stands.ABOVE, Stands.TOO_FEW]


def test_what_is_few_has_one_threshold_and_a_group_without_cases_has_no_data():
    frame = cells(*((name, "", 10, float(size)) for name, size in (("A", FEW - 1), ("B", FEW), ("C", 90), ("D", 80))))
    frame = pl.concat([frame, cells(("E", "", 0, 0.0))])
    assert stands(frame) == ["too few", "no evidence", "no evidence", "no evidence", "no data"]
    # 40 events in 400 years: of 49 years 4.9 are expected, of 50 years 5.
    rates = cells(("A", "", 5, 49.0), ("B", "", 5, 50.0), ("C", "", 15, 150.0), ("D", "", 15, 151.0))
    assert stands(rates, is_rate=True) == ["too few", "no evidence", "no evidence", "no evidence"]


def test_all_of_few_is_never_said_to_stand_apart():
    frame = cells(("A", "", 1, 1.0), ("B", "", 19, 19.0), *((f"C{n}", "", 5, 200.0) for n in range(6)))
    assert stands(frame)[:2] == [Stands.TOO_FEW, Stands.TOO_FEW]


def test_of_two_that_differ_nothing_says_which_one_stands_apart():
    frame = cells(("A", "", 100, 100.0), ("B", "", 0, 100.0))
    assert stands(frame) == [Stands.NO_EVIDENCE, Stands.NO_EVIDENCE]
    assert stands(frame, fewest_groups=2) == [Stands.ABOVE, Stands.BELOW]


def test_a_mix_of_strata_is_no_difference():
    # One group has mostly x, which here answers twice as often; each is as its like elsewhere.
    groups = (("A", 20, 180), *((name, 180, 20) for name in "BCD"))
    frame = cells(*((name, "x", x // 4, float(x)) for name, x, _ in groups),
                  *((name, "y", y // 2, float(y)) for name, _, y in groups))  # fmt: skip
    assert set(stands(frame, ["stratum"])) == {Stands.NO_EVIDENCE}
    assert stands(frame)[0] == Stands.ABOVE


def test_several_families_are_judged_together():
    one = cells(("A", "", 62, 100.0), *((f"B{n}", "", 40, 100.0) for n in range(5)))
    many = pl.concat([one.with_columns(theme=pl.lit(str(n))) for n in range(1)])
    others = pl.concat(
        [cells(*((f"B{n}", "", 40, 100.0) for n in range(6))).with_columns(theme=pl.lit(f"t{n}")) for n in range(40)]
    )
    alone = stands_apart(many, "group", family=["theme"])
    among = stands_apart(pl.concat([many, others]), "group", family=["theme"]).filter(theme="0")
    assert alone["evidence"].to_list() == pytest.approx(among["evidence"].to_list())
    assert alone["stands"][0] == Stands.ABOVE and among["stands"][0] == Stands.NO_EVIDENCE


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(20, 90)), min_size=3, max_size=9), st.floats(1, 4))
def test_the_order_of_rows_changes_nothing_and_clusters_make_no_case_stronger(groups, effect):
    frame = cells(*((f"G{at}", "", min(x, n), float(n)) for at, (x, n) in enumerate(groups)))
    plain, turned = stands_apart(frame, "group"), stands_apart(frame.reverse(), "group")
    assert plain.equals(turned)
    clustered = stands_apart(frame, "group", effect=effect)
    assert clustered["expected"].to_list() == plain["expected"].to_list()
    named = (each["stands"].is_in(APART) for each in (plain, clustered))
    is_plain, is_clustered = named
    assert (is_plain | ~is_clustered).all()


def alike(rng: np.random.Generator, reviews: int, correlation: float, share: float) -> pl.DataFrame:
    """Reviews of seven divisions with one to four agencies each, those of one review alike (beta-binomial)."""
    sizes = rng.integers(1, 5, reviews)
    division = rng.choice(7, reviews, p=[0.16, 0.15, 0.16, 0.16, 0.16, 0.15, 0.06])
    scale = (1 - correlation) / correlation
    chance = rng.beta(share * scale, (1 - share) * scale, reviews)
    return pl.DataFrame(
        {
            "review_id": np.repeat(np.arange(reviews), sizes).astype(str),
            "division": np.repeat(division, sizes).astype(str),
            "took_part": rng.random(sizes.sum()) < np.repeat(chance, sizes),
        }
    )


@pytest.mark.parametrize(("reviews", "share"), [(120, 0.5), (300, 0.1), (600, 0.5)])
def test_where_clustered_groups_do_not_differ_one_is_named_in_at_most_one_of_twenty_worlds(reviews, share):
    rng = np.random.default_rng(reviews)
    worlds = 200
    named = sum(
        judged_divisions([(TOOK_PART, alike(rng, reviews, 0.4, share))])["stands"].is_in(APART).any()
        for _ in range(worlds)
    )
    assert named <= binom.ppf(0.99, worlds, 0.05)


def test_without_the_design_effect_clusters_would_be_taken_for_differences():
    # All agencies of a review agree: three times what is independent. The rule holds; uncorrected it would not.
    rng = np.random.default_rng(3)
    worlds, right, wrong = 150, 0, 0
    for _ in range(worlds):
        sizes = np.full(140, 12)
        answers = rng.random(140) < 0.5
        rows = pl.DataFrame(
            {
                "review_id": np.repeat(np.arange(140), sizes).astype(str),
                "division": np.repeat(rng.integers(0, 7, 140), sizes).astype(str),
                "took_part": np.repeat(answers, sizes),
            }
        )
        right += judged_divisions([(TOOK_PART, rows)])["stands"].is_in(APART).any()
        wrong += stands_apart(share_cells(rows, TOOK_PART, "division"), "division")["stands"].is_in(APART).any()
    assert right <= binom.ppf(0.99, worlds, 0.05) and wrong > worlds / 4


def test_many_looks_at_28_rates_alike_name_one_in_at_most_one_of_twenty_years():
    rng = np.random.default_rng(4)
    year, names = np.geomspace(6, 45, 28), [f"{n:02}" for n in range(28)]

    def is_any_named(counts: np.ndarray, month: int) -> bool:
        frame = pl.DataFrame({"group": names, "observed": counts, "size": year * month / 12})
        return bool(stands_apart(frame, "group", is_rate=True)["stands"].is_in(APART).any())

    years = [rng.poisson(year / 12, (12, 28)).cumsum(axis=0) for _ in range(40)]
    named = sum(any(is_any_named(counts, month) for month, counts in enumerate(each, 1)) for each in years)
    assert named <= binom.ppf(0.99, 40, 0.05)


def test_power_a_group_at_a_third_of_the_others_odds_is_found_nine_times_in_ten():
    rng = np.random.default_rng(6)
    shares = [0.12, *[0.38] * 6]
    found = [
        stands(cells(*((str(n), "", int(x), 210.0) for n, x in enumerate(rng.binomial(210, shares)))))[0]
        for _ in range(200)
    ]
    assert found.count(Stands.BELOW) >= 180
