"""P-values adjusted for their number, against statsmodels, scipy and published examples."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control
from statsmodels.stats.multitest import multipletests

from sfo_data.statistics.multiplicity import benjamini_hochberg, holm

p_values = st.lists(st.floats(0, 1), min_size=1, max_size=40)


def test_holm_by_hand():
    # 3 x 0.01, 2 x 0.03, 1 x 0.04, the last raised to the one before.
    assert holm([0.04, 0.01, 0.03]) == pytest.approx([0.06, 0.03, 0.06])


@pytest.mark.parametrize("tests", range(1, 13))
def test_holm_agrees_with_statsmodels(tests):
    p = np.random.default_rng(tests).uniform(0, 0.2, tests).round(2)
    assert holm(p) == pytest.approx(multipletests(p, method="holm")[1])


def test_the_fifteen_p_values_of_benjamini_and_hochberg_1995_give_their_four_discoveries():
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
         0.7590, 1.0]  # fmt: skip
    adjusted = benjamini_hochberg(p)
    assert (adjusted <= 0.05).tolist() == [True] * 4 + [False] * 11
    assert adjusted[3] == pytest.approx(0.0095 * 15 / 4)


@given(p_values)
def test_the_false_discovery_rate_is_held_as_scipy_holds_it(p):
    assert benjamini_hochberg(p) == pytest.approx(false_discovery_control(p))


@given(p_values)
def test_the_family_is_never_easier_than_the_discoveries_nor_than_one_test(p):
    assert (holm(p) >= benjamini_hochberg(p) - 1e-12).all()
    assert (benjamini_hochberg(p) >= np.array(p) - 1e-12).all()


def test_nothing_to_adjust_is_nothing():
    assert holm([]).size == benjamini_hochberg([]).size == 0
