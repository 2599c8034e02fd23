"""Agreement of judges against published examples, other libraries, and what must always hold."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import cohens_kappa

from sfo_data.statistics import agreement
from sfo_data.statistics.agreement import alpha_of_sets, kappa, kappa_of_table


def alpha(pairs):
    """Of two judges who each gave every unit one label: given, it differs in two of the sets' labels or in none."""
    first, second = (
        [[label == one[side] for label in sorted({each for one in pairs for each in one})] for one in pairs]
        for side in (0, 1)
    )
    return alpha_of_sets(first, second)


def test_kappa_gives_the_value_worked_by_hand():
    # 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: observed 35/50, expected 0.5 x 0.6 + 0.5 x 0.4 = 0.5.
    found = kappa_of_table([[20, 5], [10, 15]])
    assert (found.value, found.observed, found.expected, found.n) == pytest.approx((0.4, 0.7, 0.5, 50))


def test_weighted_kappa_counts_a_near_miss_as_part_agreement():
    # Of four pairs (1, 2) is one step apart and (1, 3) two; rows 3/4, 0, 1/4; columns 1/4, 1/4, 1/2. Linear weights:
    # observed (1 + 0.5 + 0 + 1) / 4 = 0.625; expected 3/4 (1/4 + 1/8 + 0) + 1/4 (0 + 1/8 + 1/2) = 0.4375.
    found = kappa([1, 1, 1, 3], [1, 2, 3, 3], "linear", [1, 2, 3])
    assert (found.observed, found.expected) == (0.625, 0.4375)
    assert found.value == pytest.approx((0.625 - 0.4375) / 0.5625)


tables = st.integers(2, 5).flatmap(
    lambda size: st.lists(st.lists(st.integers(0, 30), min_size=size, max_size=size), min_size=size, max_size=size)
)


@given(tables, st.sampled_from(["none", "linear", "quadratic"]))
def test_kappa_and_its_interval_agree_with_statsmodels_and_scikit_learn(table, weights):
    found = kappa_of_table(table, weights)
    if np.isnan(found.value):
        assert sum(map(sum, table)) in (0, max(map(max, table)))
        return
    wt = {"none": None, "linear": "linear", "quadratic": "quadratic"}[weights]
    # Theirs divides by a variance of 0, and takes the root of one a little below it by rounding.
    with np.errstate(invalid="ignore", divide="ignore"):
        theirs = cohens_kappa(np.array(table), wt=wt)
    assert found.value == pytest.approx(theirs.kappa, abs=1e-9)
    if theirs.var_kappa > 1e-12:
        assert found.upper == pytest.approx(min(theirs.kappa_upp, 1), abs=1e-6)
        assert found.lower == pytest.approx(max(theirs.kappa_low, -1), abs=1e-6)
    else:
        assert found.upper - found.lower < 1e-5
    pairs = [(i, j) for i, row in enumerate(table) for j, count in enumerate(row) for _ in range(count)]
    first, second = zip(*pairs, strict=True)
    labels = list(range(len(table)))
    assert found.value == pytest.approx(cohen_kappa_score(first, second, weights=wt, labels=labels), abs=1e-9)
    assert kappa(first, second, weights, labels) == found


def test_kappas_interval_holds_the_truth_about_95_times_in_100():
    # True kappa by hand: judges agree on 80% with even margins, so (0.8 - 0.5) / 0.5 = 0.6.
    draws = np.random.default_rng(7).multinomial(200, [0.4, 0.1, 0.1, 0.4], size=2_000)
    found = [kappa_of_table(draw.reshape(2, 2)) for draw in draws]
    held = sum(one.lower <= 0.6 <= one.upper for one in found) / len(found)
    assert 0.935 < held < 0.965


def test_kappa_is_no_number_where_only_one_category_was_used_or_nothing_was_judged():
    alone = kappa(["Good"] * 5, ["Good"] * 5, categories=["Good", "Inadequate"])
    assert np.isnan(alone.value) and np.isnan(alone.lower) and alone.observed == 1 and alone.n == 5
    assert np.isnan(kappa([], []).value) and kappa([], []).n == 0


def test_a_judgement_outside_the_categories_is_refused_by_name():
    with pytest.raises(agreement.UnknownCategory, match="'Excellent'"):
        kappa(["Good"], ["Excellent"], categories=["Good", "Inadequate"])


@given(st.lists(st.sampled_from("abcd"), min_size=2, max_size=40))
def test_judges_who_agree_in_everything_have_1(values):
    found, sets_found = kappa(values, values), alpha([(value, value) for value in values])
    if len(set(values)) == 1:
        assert np.isnan(found.value) and np.isnan(sets_found.value)
    else:
        assert (found.value, found.upper, sets_found.value, sets_found.upper) == pytest.approx((1, 1, 1, 1))


pairs_of_letters = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=30)


@given(pairs_of_letters, st.permutations("abc"))
def test_unordered_agreement_does_not_depend_on_what_categories_are_called(pairs, names):
    renamed = [tuple(dict(zip("abc", names, strict=True))[value] for value in pair) for pair in pairs]
    before, after = (kappa(*zip(*drawn, strict=True)) for drawn in (pairs, renamed))
    assert after.value == pytest.approx(before.value, nan_ok=True)
    before, after = alpha(pairs), alpha(renamed)
    assert after.value == pytest.approx(before.value, nan_ok=True)


@given(pairs_of_letters)
def test_the_value_follows_from_observed_and_expected(pairs):
    for found in (kappa(*zip(*pairs, strict=True), "linear"), alpha(pairs)):
        if not np.isnan(found.value):
            assert found.value == pytest.approx((found.observed - found.expected) / (1 - found.expected), abs=1e-9)
            assert 0 <= found.expected < 1 and 0 <= found.observed <= 1 + 1e-12


def naive_alpha(units, distance):
    """Disagreement of ordered pairs within units over that of ordered pairs among all values."""
    judged = [[value for value in unit if value is not None] for unit in units]
    judged = [unit for unit in judged if len(unit) > 1]
    values = [value for unit in judged for value in unit]
    within = sum(distance(a, b, values) / (len(unit) - 1) for unit in judged for a, b in permutations(unit, 2))
    among = [distance(a, b, values) for a, b in permutations(values, 2)]
    return 1 - within / len(values) / (sum(among) / len(among)) if sum(among) else np.nan


sets = st.lists(st.tuples(*[st.frozensets(st.integers(0, 3))] * 2), min_size=1, max_size=12)


@given(sets)
def test_alpha_of_sets_agrees_with_a_naive_count_of_labels_in_which_sets_differ(pairs):
    first, second = ([[label in one[side] for label in range(4)] for one in pairs] for side in (0, 1))
    expected = naive_alpha(pairs, lambda one, other, _: len(one ^ other))
    assert alpha_of_sets(first, second).value == pytest.approx(expected, nan_ok=True, abs=1e-9)


def test_alpha_of_two_judges_is_krippendorffs_published_example():
    # Krippendorff 2011, section A: two observers, ten units, 0.095.
    first, second = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    assert round(alpha_of_sets(np.array([first]).T, np.array([second]).T).value, 3) == 0.095


def test_alphas_bootstrap_interval_holds_the_truth_about_95_times_in_100():
    # Two judges, 80% agreement, even margins: alpha 0.6, as kappa.
    draws = np.random.default_rng(8).multinomial(150, [0.4, 0.2, 0.4], size=300)
    kinds = ((0, 0), (0, 1), (1, 1))
    found = [alpha([kinds[kind] for kind in np.repeat([0, 1, 2], draw)]) for draw in draws]
    held = sum(one.lower <= 0.6 <= one.upper for one in found) / len(found)
    assert 0.91 < held < 0.98
