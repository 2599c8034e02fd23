"""One policy per audience: what is inside is exact, what goes out is protected, and each number has a reason."""

from dataclasses import replace
from math import inf
from typing import get_args

import pytest

from sfo_data.definitions.measures import LEAST_FAMILIES
from sfo_data.publishing.spreadsheets import SHORTHAND
from sfo_data.security.disclosure import MARK, NOTE, POLICIES, Audience, Statistic


def test_every_audience_has_a_policy_with_a_base_for_every_statistic():
    assert set(POLICIES) == set(get_args(Audience))
    for audience, policy in POLICIES.items():
        assert policy.audience == audience and set(policy.minimum_base) == set(get_args(Statistic))


def test_internal_withholds_nothing_and_wider_withholds_counts_under_five():
    internal, wider = POLICIES["internal"], POLICIES["wider"]
    assert internal.is_exact and not any(internal.minimum_base.values())
    assert (wider.is_exact, wider.threshold, wider.protection, wider.alike) == (False, 5, 5, 20)


def test_a_share_out_of_the_smallest_base_has_two_parts_that_may_be_told():
    wider = POLICIES["wider"]
    assert wider.minimum_base["share"] == 2 * wider.threshold == LEAST_FAMILIES


@pytest.mark.parametrize("statistic, tail", [("median", 1 / 2), ("quartile", 1 / 4), ("decile", 1 / 10)])
def test_five_cases_lie_beyond_a_percentile(statistic, tail):
    assert POLICIES["wider"].minimum_base[statistic] * tail == 5


def test_a_maximum_is_one_persons_and_never_goes_out():
    assert POLICIES["wider"].minimum_base["maximum"] == inf


def test_a_policy_cannot_be_changed_by_a_caller():
    with pytest.raises(TypeError):
        POLICIES["wider"].minimum_base["share"] = 1
    with pytest.raises(AttributeError):
        POLICIES["wider"].threshold = 1


def test_an_interval_narrower_than_the_threshold_is_no_protection():
    with pytest.raises(ValueError, match="4 wide may contain only counts under 5"):
        replace(POLICIES["wider"], protection=4)


def test_the_mark_is_the_shorthand_of_accessible_spreadsheets():
    assert SHORTHAND[MARK] == NOTE
