"""What the benchmarks compute out of their figures, on numbers worked by hand."""

import pytest

from tests.benchmarks.results import grown, growth, percentile, slower, table


def test_what_doubles_with_the_rows_grows_with_exponent_one_and_what_stays_with_none():
    assert growth([1, 10, 100], [3, 30, 300]) == pytest.approx(1)
    assert growth([1, 10, 100], [1, 100, 10_000]) == pytest.approx(2)
    assert growth([10, 1000], [7, 7]) == pytest.approx(0)


def test_growth_is_told_for_each_engine_apart_and_over_the_last_step():
    rows = [{"engine": "a", "cases": n, "ms": ms} for n, ms in ((1, 1.0), (10, 1.0), (100, 10.0))]
    rows.append({"engine": "b", "cases": 1, "ms": 5.0})
    (found,) = grown(rows, "engine", "cases", ["ms"])
    assert found == {
        "engine": "a",
        "cost": "ms",
        "exponent": pytest.approx(0.5),
        "over the last step": pytest.approx(1),
    }


def test_the_95th_percentile_of_a_hundred_values_is_the_95th():
    assert percentile(list(range(100, 0, -1)), 0.95) == 95
    assert percentile([7.0], 0.99) == 7.0


def test_only_what_is_beyond_the_factor_is_called_slower():
    before = [{"page": "overview", "ms": 100.0, "MB": 10.0}, {"page": "gone", "ms": 1.0}]
    now = [{"page": "overview", "ms": 150.0, "MB": 12.9}, {"page": "new", "ms": 900.0}]
    assert slower(before, now, 1.3) == [
        {"what": "overview", "figure": "ms", "before": 100.0, "now": 150.0, "times": 1.5}
    ]


def test_a_table_says_yes_and_no_and_three_figures():
    rows = [
        {"what": "a", "cases": 1000, "s": 0.12345, "met": True},
        {"what": "b", "cases": 5, "s": 1234.5, "met": False},
    ]
    assert table(rows).splitlines()[2:] == ["| a | 1,000 | 0.123 | yes |", "| b | 5 | 1,234 | no |"]
