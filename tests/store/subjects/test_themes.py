"""Themes of the box: as the oracle counts, the planted one found, no other."""

from collections import defaultdict
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl
import pytest

from sfo_data.definitions.filters import Filters, from_choices
from sfo_data.questions import queries
from sfo_data.statistics import e_process
from sfo_data.statistics.stands_apart import APART, Stands
from sfo_data.store.database import Store
from sfo_data.store.synthetic import PLANTED
from sfo_data.subjects import themes
from sfo_data.subjects.themes import Coded, growth, theme_words
from sfo_data.wording.narrative import of_chart
from tests import oracle
from tests.fast.subjects.test_themes import FIRST_DAY
from tests.material.box import NEWEST

PERIODS = ["all", "cy-2018"]


class Box(NamedTuple):
    """The box's data on one engine, with the coding frame."""

    facts: queries.Facts
    read: queries.Read
    frame: pl.DataFrame

    def filters(self, period: str, **selection: list[str]) -> Filters:
        return from_choices(self.facts.known, selection, period, NEWEST)


def opened(store: Store) -> Box:
    coding = queries.ask(store, "themes", known_on=NEWEST)
    return Box(queries.facts(store), lru_cache(queries.reader(store)), coding)


@pytest.fixture(scope="module")
def each_box(store) -> Box:
    """On each engine in turn."""
    return opened(store)


@pytest.fixture(scope="module")
def box(duckdb_url) -> Box:
    return opened(Store(duckdb_url))


def naive(folder: Path, start: date, end: date) -> tuple[dict[str, set[str]], dict[str, set[str]], set[str]]:
    """Theme -> reviews and findings with it, and all reviews coded, row by row over the delivery's files."""
    cases = {each["review_id"]: each for each in oracle.build(folder, NEWEST).cases}
    review_of = {row["finding_id"]: row["review_id"] for row in oracle.read(folder, "findings")}
    reviews, findings, every = defaultdict(set), defaultdict(set), set()
    for row in oracle.read(folder, "finding_codes"):
        accepted = cases[review_of[row["finding_id"]]]["qa_completed_on"]
        if accepted is not None and start <= accepted < end:
            reviews[row["theme_code"]].add(review_of[row["finding_id"]])
            findings[row["theme_code"]].add(row["finding_id"])
            every.add(review_of[row["finding_id"]])
    return reviews, findings, every


@pytest.mark.parametrize("period", PERIODS)
def test_reviews_and_findings_with_a_theme_are_what_a_naive_count_finds(deliveries, each_box, period):
    filters = each_box.filters(period)
    reviews, findings, every = naive(deliveries / NEWEST.isoformat(), filters.period.start, filters.period.end)
    counted = themes.frequency(themes.coded(each_box.read, filters, each_box.frame))
    assert counted.height == 26
    for row in counted.iter_rows(named=True):
        code = row["theme_code"]
        assert (row["reviews"], row["coded"]) == (len(reviews[code]), len(every)), code
        assert row["findings"] == len(findings[code]), code
        assert themes.findings_with(each_box.read, filters, code).height == len(findings[code]), code


def test_every_panel_has_something_to_say_of_no_reviews_at_all(box):
    nothing = box.filters("2014-06-02..2014-06-03")
    found = themes.coded(box.read, nothing, box.frame)
    assert (
        theme_words.frequency_title(themes.frequency(found), "What fell short") == "What fell short: no reviews coded"
    )
    assert themes.by_group(box.read, nothing, box.frame, "division").is_empty()
    assert set(themes.pairs(found).cells["stands"]) == {Stands.NO_EVIDENCE}
    emerging = themes.emerging(box.read, nothing, box.frame, FIRST_DAY)
    assert theme_words.emerging_title(emerging) == "Too few reviews have been coded to tell whether a theme grows"


@pytest.mark.parametrize("by", list(themes.MIXES))
def test_observed_and_expected_add_up_alike_in_every_theme(box, by):
    sums = (
        themes.by_group(box.read, box.filters("all"), box.frame, by)
        .group_by("theme_code")
        .agg(pl.sum("observed", "expected"))
    )
    assert sums["expected"].to_list() == pytest.approx(sums["observed"].to_list())


@pytest.mark.parametrize("by", list(themes.MIXES))
def test_no_theme_stands_apart_in_the_box_where_none_was_planted(box, by):
    stands = themes.by_group(box.read, box.filters("all"), box.frame, by)
    assert not set(stands["stands"]) & set(APART)
    assert theme_words.groups_title(stands, by).endswith(": no evidence that any differs")
    rows, columns = theme_words.groups_drawn(stands, sorted(stands["group"].unique()))
    assert (len(rows), len(columns)) == {"division": (26, 7), "offence_group": (0, 0), "risk_at_offence": (26, 5)}[by]


def test_the_pairs_of_the_box_are_counted_as_a_naive_count_does(deliveries, box):
    filters = box.filters("cy-2018")
    reviews, _, _ = naive(deliveries / NEWEST.isoformat(), filters.period.start, filters.period.end)
    cells = themes.pairs(themes.coded(box.read, filters, box.frame)).cells
    assert cells.height == 26 * 25 // 2
    for row in cells.iter_rows(named=True):
        assert row["observed"] == len(reviews[row["theme_code"]] & reviews[row["other_code"]])


def test_shuffled_findings_give_false_pairs_at_most_at_the_stated_rate(box):
    rng = np.random.default_rng(6)
    found = themes.coded(box.read, box.filters("last-12-months"), box.frame)
    named = 0
    for _ in range(150):
        shuffled = Coded(found.reviews, found.frame, rng.permutation(found.by_finding), found.review_of)
        named += int(themes.pairs(shuffled).cells["stands"].is_in(APART).any())
    assert named / 150 <= 0.05


def test_the_planted_theme_is_flagged_during_2019_and_before_a_yearly_table_could(each_box):
    found = themes.emerging(
        each_box.read, each_box.filters("all"), each_box.frame, each_box.facts.known.first_day
    ).themes
    planted = found.row(by_predicate=pl.col("theme_code") == PLANTED.emerging_theme, named=True)
    assert PLANTED.emerging_from < planted["flagged_on"] < date(2020, 1, 1)
    assert planted["flagged_on"] < planted["coded_by"] < planted["yearly_on"] == date(2020, 1, 1)
    assert planted["is_flagged"]
    assert set(found.filter(pl.col("theme_code") != PLANTED.emerging_theme)["flagged_on"]) == {None}


def test_a_theme_is_not_flagged_by_what_was_known_before_it_grew(box):
    found = themes.emerging(box.read, box.filters("cy-2018"), box.frame, box.facts.known.first_day)
    assert set(found.themes["flagged_on"]) == {None}
    assert found.looks["accepted_on"].max() < date(2019, 1, 1)
    assert theme_words.emerging_title(found) == "No evidence that any of 26 themes is growing"


def test_the_words_name_the_theme_its_day_and_the_yearly_table(box):
    found = themes.emerging(box.read, box.filters("all"), box.frame, box.facts.known.first_day)
    assert theme_words.emerging_title(found).startswith("Growing: Domestic abuse enquiry not made, first flagged on ")
    (sentence,) = theme_words.emerging_sentences(found)
    assert sentence.endswith("A yearly table would have shown it from 1 January 2020.")


def test_reviews_in_a_random_order_flag_a_theme_at_most_as_often_as_stated(box):
    """The box's own reviews, each with its themes together, accepted in an order of chance: nothing grows."""
    rng = np.random.default_rng(9)
    found = themes.coded(box.read, box.filters("all"), box.frame)
    has, end = found.by_review, NEWEST + timedelta(days=1)
    flagged = 0
    for _ in range(100):
        shuffled = Coded(found.reviews, found.frame, rng.permutation(has), np.arange(len(has)))
        named = growth.of_reviews(shuffled, FIRST_DAY, end).themes["flagged_on"]
        flagged += int(named.is_not_null().any())
    assert flagged / 100 <= e_process.EVIDENCE_RATE + e_process.BASELINE_RATE


def test_the_chart_of_a_theme_counts_reviews_by_month(deliveries, box):
    filters = box.filters("all")
    chart = themes.theme_chart(box.read, filters, box.frame, PLANTED.emerging_theme, FIRST_DAY)
    march = naive(deliveries / NEWEST.isoformat(), date(2019, 3, 1), date(2019, 4, 1))
    row = chart.points.row(by_predicate=pl.col("when") == date(2019, 3, 1), named=True)
    assert (row["numerator"], row["denominator"]) == (len(march[0][PLANTED.emerging_theme]), len(march[2]))
    assert of_chart(chart).title.startswith("Domestic abuse enquiry not made: rising steadily")
    assert theme_words.trend_table(chart).height == chart.points.height


def test_a_theme_of_few_reviews_goes_by_quarter(box):
    few = box.filters("all", provider=["NPS Wales"])
    assert themes.theme_chart(box.read, few, box.frame, "RA1", FIRST_DAY).grain == "quarter"
