"""Reviews open and late at the end of each month, worked by hand over five reviews."""

from datetime import date

import polars as pl

from sfo_data.definitions import periods
from sfo_data.definitions.filters import NATIONAL, Filters
from sfo_data.subjects.turnaround import backlog_words
from sfo_data.subjects.turnaround.backlog import backlog

KNOWN_ON = date(2020, 5, 11)
FILTERS = Filters(NATIONAL, KNOWN_ON, periods.period("cy-2019", KNOWN_ON, date(2014, 6, 2)))
# Received; completed; withdrawn. 20 working days after Monday 2 March 2020 is Monday 30 March: late from the 31st.
REVIEWS = pl.DataFrame(
    [
        (date(2020, 3, 2), None, None),
        (date(2020, 3, 3), None, None),
        (date(2020, 3, 2), date(2020, 3, 31), None),
        (date(2020, 3, 2), None, date(2020, 4, 1)),
        (None, None, None),
    ],
    schema={"qa_received_on": pl.Date, "qa_completed_on": pl.Date, "withdrawn_on": pl.Date},
    orient="row",
)


def read(question: str, filters: Filters, dated_by: str | None) -> pl.DataFrame:
    assert (question, filters, dated_by) == ("reviews", FILTERS, None)
    return REVIEWS


def test_a_review_is_open_until_it_is_finished_or_withdrawn_and_late_past_its_target():
    found = backlog(read, FILTERS, date(2020, 1, 15))
    assert found.rows() == [
        (date(2020, 1, 31), 0, 0, None),
        (date(2020, 2, 29), 0, 0, None),
        # Three open; the one received on the 3rd has been open for 20 working days, not more.
        (date(2020, 3, 31), 3, 2, 21),
        # Good Friday, Easter Monday: 20 working days in April; early May's bank holiday was moved to the 8th.
        (date(2020, 4, 30), 2, 2, 41),
        (KNOWN_ON, 2, 2, 47),
    ]


def test_there_are_36_months_and_the_day_of_knowledge():
    assert backlog(read, FILTERS, date(2014, 6, 2)).height == 37


def test_the_title_says_how_many_are_late_and_were_a_year_before():
    found = backlog(read, FILTERS, date(2020, 1, 15))
    assert backlog_words.title(found) == "2 of 2 open reviews are late"
    assert backlog_words.title(backlog(read, FILTERS, date(2014, 6, 2))).startswith(
        "2 of 2 open reviews are late; 0 of 0 at the end of May 2019"
    )
    assert backlog_words.title(found.head(1)) == "No review is open"
