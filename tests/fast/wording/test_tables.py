"""Figures as readers see them: the table of headline figures."""

import polars as pl
import pytest

from sfo_data.wording.tables import headline_table

ROWS = pl.DataFrame(
    {
        "measure": ["sfo_reviews", "sfo_rate", "nps_share", "qa_median_days", "victim_take_up_share"],
        "value": [493.0, 1.8964, 0.56998, 50.0, None],
        "lower": [450.4, 1.7326, 0.5259, None, None],
        "upper": [538.5, 2.0711, 0.6130, None, None],
        "value_before": [591.0, 2.2249, None, 11.0, 0.3456],
        "value_national": [493.0, 1.8964, 0.56998, 50.0, 0.3313],
        **{f"numerator{side}": [493, 493, 281, 521, 42] for side in ("", "_before", "_national")},
        **{f"denominator{side}": [None, 260.0, 493.0, None, 126.0] for side in ("", "_before", "_national")},
        "before_words": ["the year before"] * 5,
    }
)


def test_shares_are_per_cent_rates_have_two_decimals_and_counts_no_interval():
    table = headline_table(ROWS.head(4))
    assert table.columns == [
        "Measure", "Unit", "Value", "95% from", "95% to", "Before", "Before is", "England and Wales",
    ]  # fmt: skip
    before = "the year before"
    assert table.rows() == [
        ("SFO notifications and reviews", "reviews", 493.0, None, None, 591.0, before, 493.0),
        ("SFO rate", "per 1,000 people supervised a year", 1.9, 1.73, 2.07, 2.22, before, 1.9),
        ("Supervised by the NPS", "% of notifications", 57.0, 52.6, 61.3, None, before, 57.0),
        ("Finished reviews only, middle value", "working days", 50.0, None, None, 11.0, before, 50.0),
    ]


def test_a_figure_of_people_that_may_not_be_shown_is_marked_and_no_other_is():
    table = headline_table(ROWS)
    assert table["Value"].to_list() == ["493.0", "1.9", "57.0", "50.0", "[c]"]
    assert table["95% from"].to_list() == [None, "1.73", "52.6", None, "[c]"]
    assert table["Before"].to_list() == [591.0, 2.22, None, 11.0, 34.6]
    assert table["England and Wales"].to_list() == [493.0, 1.9, 57.0, 50.0, 33.1]


@pytest.mark.parametrize("column", ["value", "lower", "upper", "value_before", "value_national"])
def test_a_column_without_any_figure_is_empty_and_not_an_error(column: str):
    rows = ROWS.head(1).with_columns(pl.lit(None, dtype=pl.Float64).alias(column))
    assert headline_table(rows).height == 1


def test_a_share_of_fewer_than_twenty_is_its_count_and_has_no_interval():
    few = ROWS[[0, 2]].with_columns(
        numerator=pl.Series([493, 1]), denominator=pl.Series([None, 1.0]), value_before=pl.Series([591.0, 0.52])
    )
    table = headline_table(few)
    assert table["Value"].to_list() == ["493.0", "1 of 1"]
    assert table["95% from"].to_list() == [None, None]
    assert table["Before"].to_list() == [591.0, 52.0]
