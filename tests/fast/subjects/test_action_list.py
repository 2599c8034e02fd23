"""Actions are counted where they stand, the longest overdue come first, and no division is named by chance."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter

from pages.charts.text import html_table
from sfo_data.definitions.filters import NATIONAL, Filters
from sfo_data.definitions.periods import Period
from sfo_data.statistics.stands_apart import APART
from sfo_data.subjects import actions as action_list
from sfo_data.subjects.actions import action_words

TODAY = date(2020, 5, 11)
YEAR = Filters(NATIONAL, TODAY, Period("y", "A year", date(2019, 5, 1), date(2020, 5, 1)))
SCHEMA = {
    "action_id": pl.String,
    "review_id": pl.String,
    "action_level": pl.String,
    "action_text": pl.String,
    "raised_on": pl.Date,
    "due_on": pl.Date,
    "completed_on": pl.Date,
    "evidence": pl.String,
    "provider": pl.String,
    "division": pl.String,
}


def actions(*rows):
    """Actions with the columns the mart adds; a row is (level, raised, days to due, days to done or None, evidence)."""
    made = [
        (f"A{at}", "R1", level, "Do it.", raised, raised + timedelta(due),
         None if done is None else raised + timedelta(done), evidence, "NPS Wales", "Wales")
        for at, (level, raised, due, done, evidence) in enumerate(rows)
    ]  # fmt: skip
    is_late = pl.col("completed_on").is_null() & (pl.col("due_on") < TODAY)
    return pl.DataFrame(made, schema=SCHEMA, orient="row").with_columns(
        known_on=pl.lit(TODAY),
        action_status=pl.when(pl.col("completed_on").is_not_null())
        .then(pl.lit("Done"))
        .when(is_late)
        .then(pl.lit("Overdue"))
        .otherwise(pl.lit("Not yet due")),
        overdue_days=pl.when(is_late).then((pl.lit(TODAY) - pl.col("due_on")).dt.total_days()),
    )


def reader(frame):
    def read(question, filters, dated_by):
        if question == "first_days":
            days = {"feed": ["actions"] * 2, "dated_by": ["raised_on", "due_on"], "first_on": [date(2014, 1, 1)] * 2}
            return pl.DataFrame(days)
        assert question == "actions"
        inside = pl.col(dated_by or "raised_on").is_between(filters.period.start, filters.period.end, closed="left")
        return frame.filter(inside) if dated_by else frame

    return read


SOME = actions(
    ("Local", date(2019, 6, 1), 30, 20, "Seen"),
    ("Local", date(2019, 6, 1), 30, 200, "Reported only"),
    ("Case", date(2019, 9, 1), 30, None, "Not recorded"),  # due on 1 October 2019: 223 days overdue
    ("Case", date(2020, 4, 30), 30, None, "Not recorded"),  # due on 30 May 2020
    ("Case", date(2016, 4, 1), 30, None, "Not recorded"),  # due on 1 May 2016: 1,471 days overdue
)


def test_actions_are_counted_by_level_and_status_with_the_empty_ones():
    found = action_list.by_status(reader(SOME), YEAR)
    assert found.rows() == [
        ("Case", "Done", 0), ("Case", "Not yet due", 1), ("Case", "Overdue", 1),
        ("Local", "Done", 2), ("Local", "Not yet due", 0), ("Local", "Overdue", 0),
    ]  # fmt: skip
    assert action_words.status_title(found) == "Of 4 actions raised in the period, 2 are done and 1 overdue"
    assert action_words.crossed_table(found, "action_status", "Status").row(1) == ("Case", "Not yet due", 1, 50)


def test_evidence_is_counted_of_actions_done_that_were_due_in_the_period():
    found = action_list.by_evidence(reader(SOME), YEAR)
    assert found["numerator"].to_list() == [1, 1, 0, 0]
    assert action_words.evidence_title(found) == "Evidence was seen for 1 of 2 actions done where it is recorded"


def test_the_overdue_are_listed_longest_first_and_fall_into_bands():
    late = action_list.overdue(reader(SOME), YEAR)
    assert late["overdue_days"].to_list() == [1471, 223]
    ages = action_list.overdue_ages(late)
    assert ages["numerator"].to_list() == [0, 0, 1, 0, 1]
    assert action_words.overdue_title(late) == "2 actions are overdue, whenever raised; half for 847 days or more"


@given(st.lists(st.integers(1, 3000), max_size=60))
def test_every_overdue_action_lies_in_one_band(days):
    late = pl.DataFrame({"overdue_days": days}, schema={"overdue_days": pl.Int64})
    limits = [(1, 91), (92, 182), (183, 365), (366, 730), (731, 10**9)]
    expected = [sum(low <= each <= high for each in days) for low, high in limits]
    assert action_list.overdue_ages(late)["numerator"].to_list() == expected


def test_nothing_is_said_of_nothing():
    read = reader(SOME.clear())
    assert action_words.status_title(action_list.by_status(read, YEAR)) == "No actions raised in the period"
    assert action_words.evidence_title(action_list.by_evidence(read, YEAR)) == "No actions done in the period"
    assert action_words.overdue_title(action_list.overdue(read, YEAR)) == "No action is overdue"
    assert action_words.completion_title(action_list.completion_by_year(read, YEAR)).endswith("half not yet done")
    assert action_list.by_division(read, YEAR).is_empty()


def test_text_of_an_action_is_text_in_the_table_and_never_markup():
    late = action_list.overdue(reader(SOME.with_columns(action_text=pl.lit("<b>*x*</b><script>"))), YEAR)
    page = html_table("Overdue", action_words.overdue_table(late))
    assert "&lt;b&gt;*x*&lt;/b&gt;&lt;script&gt;" in page and "<script>" not in page


def test_the_median_counts_open_actions_as_lifelines_does():
    rng = np.random.default_rng(3)
    rows = [
        ("Local", date(2019, 1, 1) + timedelta(int(start)), 60, int(days) if start + days < 400 else None, "Seen")
        for start, days in zip(rng.integers(0, 360, 200), rng.integers(1, 300, 200), strict=True)
    ]
    frame = actions(*rows)
    (row,) = action_list.completion_by_year(reader(frame), YEAR).rows(named=True)
    is_done = frame["completed_on"].is_not_null()
    days = (frame["completed_on"].fill_null(TODAY) - frame["raised_on"]).dt.total_days()
    theirs = KaplanMeierFitter().fit(days.to_numpy(), is_done.to_numpy()).median_survival_time_
    assert (row["raised_in"], row["raised"], row["open"]) == ("2019", 200, int((~is_done).sum()))
    assert row["value"] == theirs > row["done_only"]


def divided(counts):
    """Actions that fell due in the period, by division: (done by their date, fell due)."""
    rows = [
        (f"D{at}", date(2019, 6, 30), date(2019, 6, 1) if place < done else date(2019, 12, 1))
        for at, (done, due) in enumerate(counts)
        for place in range(due)
    ]
    frame = pl.DataFrame(rows, schema={"division": pl.String, "due_on": pl.Date, "completed_on": pl.Date}, orient="row")
    # Each action of a review of its own.
    alone = {"review_id": pl.int_range(pl.len()).cast(pl.String), "action_status": pl.lit("Done")}
    return frame.with_columns(known_on=pl.lit(TODAY), **alone)


def test_a_division_apart_is_named_and_one_with_a_small_base_is_marked():
    found = action_list.by_division(reader(divided([(40, 100)] * 6 + [(90, 100), (3, 10)])), YEAR)
    # By hand: 333 of 710 together are 47%; 90 of 100 stands out, 40 of 100 and 3 of 10 do not.
    assert found["stands"].to_list() == ["no evidence"] * 6 + ["above", "too few"]
    assert found["national"][0] == pytest.approx(333 / 710)
    assert action_words.division_title(found) == "Actions done by their date: D6 above all owners together"
    assert action_words.division_table(found)["Owner’s division"].to_list()[-2:] == ["D6", "D7, of 10 only"]


def test_where_divisions_do_not_differ_one_look_in_twenty_at_most_names_one():
    rng = np.random.default_rng(11)
    sizes = [90, 80, 110, 70, 100, 95, 30, 5]
    named = 0
    for _ in range(200):
        done = rng.binomial(sizes, rng.uniform(0.2, 0.8))
        found = action_list.by_division(reader(divided(list(zip(done, sizes, strict=True)))), YEAR)
        named += int(found["stands"].is_in(APART).any())
    # 5% of 200 is 10; three standard errors, sqrt(200 x 0.05 x 0.95) x 3 = 9.2, on top.
    assert named <= 19
